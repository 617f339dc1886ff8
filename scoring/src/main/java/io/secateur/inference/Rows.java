package io.secateur.inference;

/**
 * How many rows a batch must have. An engine takes another way where there are few, and may sum in
 * another order then, so that the last bits differ: what is missing is filled with copies.
 */
enum Rows {
  /** One row merges with the next dimension: a lone example is run twice. */
  ONNX {
    @Override
    int of(int examples) {
      return Math.max(2, examples);
    }

    @Override
    int most(int limit) {
      return limit;
    }
  },
  /** PyTorch's products differ for one, two and four rows; its threads share rows out in fours. */
  TORCH {
    @Override
    int of(int examples) {
      return (examples + FOUR - 1) / FOUR * FOUR;
    }

    @Override
    int most(int limit) {
      return limit < FOUR ? limit : limit - limit % FOUR;
    }
  };

  private static final int FOUR = 4;

  /** Rows for that many examples. */
  abstract int of(int examples);

  /** Rows at most, where there may not be more than that limit. */
  abstract int most(int limit);
}
