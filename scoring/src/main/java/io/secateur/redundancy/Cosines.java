package io.secateur.redundancy;

import io.secateur.example.Matrix;
import java.util.Arrays;

/**
 * Cosines of unit vectors: dot products summed over the dimensions in their order.
 *
 * <p>The order of the sum is the same in {@link #of} and in {@link #between}, whatever the
 * blocking, and multiplication commutes: the cosine of a pair has the same bits wherever, and
 * whichever way round, it is computed. Verified similarities are compared with thresholds, so this
 * is a law and not a nicety.
 */
public final class Cosines {
  /** Columns a block: 256 accumulators of four bytes stay in the first-level cache. */
  private static final int BLOCK = 256;

  private Cosines() {}

  /** Receives the cosines of one row with some consecutive columns. */
  @FunctionalInterface
  public interface Sink {

    /**
     * Takes some cosines.
     *
     * @param row the row of the left matrix
     * @param firstColumn the row of the right matrix that the first cosine belongs to
     * @param cosines re-used between calls; read, don't keep
     * @param count how many of them are set
     */
    void accept(int row, int firstColumn, float[] cosines, int count);
  }

  /**
   * The cosine of two unit vectors.
   *
   * @param x d values
   * @param y d values
   */
  public static float of(float[] x, float[] y) {
    float sum = 0;
    for (int k = 0; k < x.length; k++) {
      sum += x[k] * y[k];
    }
    return sum;
  }

  /**
   * All cosines between the rows of two matrices.
   *
   * <p>Columns come in order for each row, in blocks. Cost: O(n·m·d) time, O(d) memory.
   *
   * @param left n x d, unit rows
   * @param right m x d, unit rows
   * @param sink what to do with them
   */
  public static void between(Matrix left, Matrix right, Sink sink) {
    int d = left.columns();
    float[] transposed = new float[d * BLOCK];
    float[] sums = new float[BLOCK];
    for (int from = 0; from < right.rows(); from += BLOCK) {
      int count = Math.min(BLOCK, right.rows() - from);
      transpose(right, from, count, transposed);
      for (int i = 0; i < left.rows(); i++) {
        Arrays.fill(sums, 0);
        for (int k = 0; k < d; k++) {
          addScaled(left.at(i, k), transposed, k * BLOCK, sums);
        }
        sink.accept(i, from, sums, count);
      }
    }
  }

  private static void transpose(Matrix right, int from, int count, float[] transposed) {
    for (int j = 0; j < BLOCK; j++) {
      for (int k = 0; k < right.columns(); k++) {
        transposed[k * BLOCK + j] = j < count ? right.at(from + j, k) : 0;
      }
    }
  }

  /** A loop that the compiler turns into vector instructions: no sum runs across its lanes. */
  private static void addScaled(float factor, float[] columns, int offset, float[] sums) {
    for (int j = 0; j < BLOCK; j++) {
      sums[j] += factor * columns[offset + j];
    }
  }
}
