package io.secateur.inference;

import java.util.Arrays;
import java.util.List;

/** Vectors and images through a network, in one thread. */
final class FloatRuns implements AutoCloseable {
  private final FloatBatches batches;
  private final Readout readout;

  FloatRuns(FloatBatches batches, Readout readout) {
    this.batches = batches;
    this.readout = readout;
  }

  /** A row an image; an empty one where it cannot be decoded. */
  float[][] ofImages(List<byte[]> images, int batchSize, Pixels pixels) {
    float[] numbers = new float[batches.size()];
    return rows(
        images.size(),
        batchSize,
        (image, values, at) -> {
          boolean read = pixels.write(images.get(image), numbers);
          if (read) {
            values.put(at, numbers);
          }
          return read;
        });
  }

  /** A row a vector; an empty one where that has another size or a number that is not finite. */
  float[][] ofVectors(List<float[]> vectors, int batchSize) {
    return rows(
        vectors.size(),
        batchSize,
        (index, values, at) -> {
          float[] vector = vectors.get(index);
          boolean read = vector.length == batches.size() && Readout.finite(vector);
          if (read) {
            values.put(at, vector);
          }
          return read;
        });
  }

  /** The last dimension of what comes out, found on zeros. */
  int trial() {
    return Trial.ofZeros(batches, readout);
  }

  @Override
  public void close() {
    batches.close();
  }

  private float[][] rows(int count, int batchSize, FloatBatches.Source source) {
    float[][] rows = new float[count][];
    Arrays.fill(rows, Readout.NOTHING);
    batches.run(
        count,
        batchSize,
        source,
        (output, batch) -> {
          int width = readout.width(output);
          for (int row = 0; row < batch.length; row++) {
            rows[batch[row]] = readout.row(output, row, width, 1);
          }
        });
    return rows;
  }
}
