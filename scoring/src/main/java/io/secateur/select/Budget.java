package io.secateur.select;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** How much to keep of what the duplicates left. */
public sealed interface Budget extends Serializable {

  /**
   * The budget as a count.
   *
   * @param remaining examples there are to choose from
   * @return in [0, remaining]
   */
  long examples(long remaining);

  /**
   * A share.
   *
   * @param fraction in (0, 1]; taken as the decimal number that it prints as, so that 0.29 of 100
   *     is 29
   */
  record Fraction(double fraction) implements Budget {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public Fraction {
      if (!(fraction > 0 && fraction <= 1)) {
        throw new IllegalArgumentException(
            "Invalid fraction: %s (must be in (0, 1])".formatted(fraction));
      }
    }

    @Override
    public long examples(long remaining) {
      return BigDecimal.valueOf(fraction)
          .multiply(BigDecimal.valueOf(remaining))
          .setScale(0, RoundingMode.HALF_UP)
          .longValueExact();
    }

    @Override
    public String toString() {
      return "%s of what the duplicates left".formatted(fraction);
    }
  }

  /**
   * A count.
   *
   * @param count at least 0; everything, where there are fewer
   */
  record Examples(long count) implements Budget {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Examples {
      if (count < 0) {
        throw new IllegalArgumentException(
            "Invalid count: %d (must be at least 0)".formatted(count));
      }
    }

    @Override
    public long examples(long remaining) {
      return Math.min(count, remaining);
    }

    @Override
    public String toString() {
      return "%,d examples".formatted(count);
    }
  }

  /** The budget, once it is known to cover what constraints keep already. */
  static long checked(List<Stratum> strata, long budget) {
    long atLeast = strata.stream().mapToLong(Stratum::atLeast).sum();
    if (budget < atLeast) {
      throw new IllegalArgumentException(
          "Invalid budget: %,d examples (must be at least the %,d that constraints keep)"
              .formatted(budget, atLeast));
    }
    return budget;
  }
}
