package io.secateur.inference;

import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Runs a network over examples of one size, in their order; what cannot be read is left out. */
final class FloatBatches implements AutoCloseable {
  /** Numbers of a batch. */
  private static final int MOST = 1 << 26;

  private final Runner runner;
  private final Shape example;
  private final int size;
  private final Room room = new Room();
  private final Room partRoom = new Room();

  /** Ready to run examples of that shape. */
  FloatBatches(Runner runner, Shape example) {
    this.runner = runner;
    this.example = example;
    this.size = Math.toIntExact(example.size());
  }

  /** Gives the numbers of an example. */
  interface Source {
    /**
     * Writes them.
     *
     * @param values of the batch
     * @param at where this example's begin
     * @return false if the example cannot be read
     */
    boolean write(int example, FloatBuffer values, int at);
  }

  /** Takes what came out for a batch. */
  interface Reading {
    /**
     * Takes it.
     *
     * @param output one row an example, and perhaps some more
     * @param batch which example each row is
     */
    void read(Tensor output, int[] batch);
  }

  /** Numbers of an example. */
  int size() {
    return size;
  }

  /** Runs all examples that can be read. */
  void run(int count, int batchSize, Source source, Reading reading) {
    int most = Math.min(Math.min(batchSize, count), Math.max(1, MOST / size));
    int[] batch = new int[most];
    FloatBuffer values = room.floats(Math.multiplyExact(runner.rows().of(most), size));
    int rows = 0;
    for (int i = 0; i < count; i++) {
      if (source.write(i, values, rows * size)) {
        batch[rows++] = i;
      }
      if (rows == most || (i == count - 1 && rows > 0)) {
        runBatch(values, Arrays.copyOf(batch, rows), reading);
        rows = 0;
      }
    }
  }

  @Override
  public void close() {
    runner.close();
  }

  private void runBatch(FloatBuffer values, int[] batch, Reading reading) {
    for (int from = 0; from < batch.length; ) {
      int count = runner.limit().rows(batch.length - from, size);
      boolean whole = count == batch.length;
      FloatBuffer part = whole ? values : copied(values, from, count);
      Optional<Tensor> output = run(part, count);
      if (output.isPresent()) {
        reading.read(output.get(), whole ? batch : Arrays.copyOfRange(batch, from, from + count));
        from += count;
      }
    }
  }

  /** A batch for itself: what it is filled up with must not lie on the one behind it. */
  private FloatBuffer copied(FloatBuffer values, int from, int count) {
    FloatBuffer part = partRoom.floats(runner.rows().of(count) * size);
    return part.put(0, values, from * size, count * size);
  }

  /** Empty where memory did not suffice, and less should be tried. */
  private Optional<Tensor> run(FloatBuffer values, int count) {
    int rows = runner.rows().of(count);
    for (int row = count; row < rows; row++) {
      values.put(row * size, values, 0, size);
    }
    FloatBuffer filled = values.slice(0, rows * size);
    return runner.run(
        new Shape(rows).addAll(example),
        List.of(filled),
        count,
        size,
        () -> "an example of %,d numbers".formatted(size));
  }
}
