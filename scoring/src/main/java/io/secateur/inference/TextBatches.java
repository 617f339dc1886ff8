package io.secateur.inference;

import ai.djl.ndarray.types.Shape;
import java.nio.Buffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * Runs a network over tokenised texts, in batches of equal padded length, shortest first. A text's
 * padding depends on its own length alone, so that its result has the same bits whatever else is
 * run with it.
 */
final class TextBatches implements AutoCloseable {
  private static final String IDS = "input_ids";
  private static final String MASK = "attention_mask";
  private static final String TYPES = "token_type_ids";
  private static final String POSITIONS = "position_ids";
  private static final List<String> KNOWN = List.of(IDS, MASK, TYPES, POSITIONS);

  /** Texts are padded to a multiple of this, so that few paddings are long and batches fill. */
  private static final int PADDING = 16;

  private final Runner runner;
  private final List<String> inputs;
  private final int maxTokens;
  private final Room[] rooms;

  /**
   * Ready to run.
   *
   * @param inputs as {@link #inputs} found them
   */
  TextBatches(Runner runner, List<String> inputs, int maxTokens) {
    this.runner = runner;
    this.inputs = inputs;
    this.maxTokens = maxTokens;
    this.rooms = inputs.stream().map(input -> new Room()).toArray(Room[]::new);
  }

  /** Takes what came out for a batch. */
  interface Reading {
    /**
     * Takes it.
     *
     * @param output one row a text, and perhaps some more
     * @param batch which text each row is
     * @param length tokens of a row, padding included
     */
    void read(Tensor output, int[] batch, int length);
  }

  /** What a network of texts reads, in its order. */
  static List<String> inputs(Network network) {
    if (!network.namesItsInputs()) {
      return List.of(IDS, MASK);
    }
    List<String> inputs = network.inputs();
    for (String input : inputs) {
      if (!KNOWN.contains(input)) {
        throw new ModelException(
            "Cannot use %s: its input %s is unknown (must be among %s)."
                .formatted(network.file(), input, KNOWN));
      }
    }
    return inputs;
  }

  /**
   * Runs all texts.
   *
   * @param tokens of each text
   * @param batchSize texts a batch at most
   * @param limit of texts a batch, by their padded length alone
   */
  void run(long[][] tokens, int batchSize, IntUnaryOperator limit, Reading reading) {
    long[] shortestFirst = new long[tokens.length]; // padded length and text, in one number
    for (int i = 0; i < tokens.length; i++) {
      shortestFirst[i] = (long) padded(tokens[i].length) << Integer.SIZE | i;
    }
    Arrays.sort(shortestFirst);
    for (int from = 0; from < tokens.length; ) {
      int length = (int) (shortestFirst[from] >> Integer.SIZE);
      int most = runner.rows().most(limit.applyAsInt(length));
      int fits = runner.limit().rows(Math.min(batchSize, most), length);
      int end = (int) Math.min(tokens.length, (long) from + fits);
      int to = from;
      while (to < end && shortestFirst[to] >> Integer.SIZE == length) {
        to++;
      }
      int[] batch = Arrays.stream(shortestFirst, from, to).mapToInt(key -> (int) key).toArray();
      int rows = Math.min(runner.rows().of(batch.length), most);
      Optional<Tensor> output = runBatch(tokens, batch, rows, length);
      if (output.isPresent()) {
        reading.read(output.get(), batch, length);
        from = to;
      }
    }
  }

  @Override
  public void close() {
    runner.close();
  }

  private int padded(int tokens) {
    int full = Math.max(1, (tokens + PADDING - 1) / PADDING) * PADDING;
    return Math.min(maxTokens, full);
  }

  /** Empty where memory did not suffice, and less should be tried. */
  private Optional<Tensor> runBatch(long[][] tokens, int[] batch, int rows, int length) {
    Buffer[] feed = new Buffer[rooms.length];
    for (int input = 0; input < feed.length; input++) {
      LongBuffer values = rooms[input].longs(rows * length);
      for (int row = 0; row < rows; row++) {
        long[] text = tokens[batch[row < batch.length ? row : 0]];
        write(inputs.get(input), text, values, row * length, length);
      }
      feed[input] = values;
    }
    return runner.run(
        new Shape(rows, length),
        Arrays.asList(feed),
        batch.length,
        length,
        () -> "a text of %,d tokens".formatted(length));
  }

  private static void write(String input, long[] text, LongBuffer values, int at, int length) {
    if (input.equals(IDS)) {
      values.put(at, text);
      fill(values, at + text.length, at + length, 0);
    } else if (input.equals(MASK)) {
      fill(values, at, at + text.length, 1);
      fill(values, at + text.length, at + length, 0);
    } else if (input.equals(TYPES)) {
      fill(values, at, at + length, 0);
    } else {
      for (int k = 0; k < length; k++) {
        values.put(at + k, k);
      }
    }
  }

  private static void fill(LongBuffer values, int from, int to, long value) {
    for (int k = from; k < to; k++) {
      values.put(k, value);
    }
  }
}
