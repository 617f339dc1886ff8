package io.secateur.redundancy;

import io.secateur.example.Matrix;

/**
 * Cosines of unit vectors: dot products summed over the dimensions in their order.
 *
 * <p>The order of the sum is the same in {@link #of} and in {@link #between}, whatever the
 * blocking, and multiplication commutes: the cosine of a pair has the same bits wherever, and
 * whichever way round, it is computed. Verified similarities are compared with thresholds, so this
 * is a law and not a nicety.
 */
public final class Cosines {
  private static final int ROWS = 3; // at a time

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
   * <p>Columns come in order for each row, in blocks. Cost: O(n·m·d) time, O(m·d) memory.
   *
   * @param left n x d, unit rows
   * @param right m x d, unit rows
   * @param sink what to do with them
   */
  public static void between(Matrix left, Matrix right, Sink sink) {
    between(left, ColumnBlocks.of(right), sink);
  }

  /**
   * The same where the right matrix is laid out already: worth it if it is met more than once.
   *
   * @param left n x d, unit rows
   * @param right m columns of d dimensions, unit vectors
   * @param sink what to do with them
   */
  public static void between(Matrix left, ColumnBlocks right, Sink sink) {
    float[][] sums = new float[ROWS][ColumnBlocks.WIDTH];
    float[][] rows = new float[ROWS][];
    for (int b = 0; b < right.blocks(); b++) {
      int first = b * ColumnBlocks.WIDTH;
      int width = right.width(b);
      int i = 0;
      for (; i + ROWS <= left.rows(); i += ROWS) {
        for (int r = 0; r < ROWS; r++) {
          rows[r] = left.row(i + r);
        }
        right.multiply(b, rows, sums, width);
        for (int r = 0; r < ROWS; r++) {
          sink.accept(i + r, first, sums[r], width);
        }
      }
      for (; i < left.rows(); i++) {
        right.multiply(b, left.row(i), sums[0], width);
        sink.accept(i, first, sums[0], width);
      }
    }
  }
}
