package io.secateur.redundancy;

import io.secateur.example.Matrix;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Vectors laid out for products with many others: in blocks of 512, dimension by dimension.
 *
 * <p>A product runs over the columns of a block side by side, three dimensions and three vectors of
 * the other matrix at a time. That is what a compiler turns into vector instructions by itself: no
 * sum runs across its lanes, the arrays are apart, the loops begin at 0, and the body is short
 * enough to be unrolled. Each sum still adds its products in the order of the dimensions, each of
 * them rounded before it is added, so that it has the bits of {@link Cosines#of}.
 */
public final class ColumnBlocks implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Columns a block: sums and three dimensions of it stay in the first-level cache. */
  static final int WIDTH = 512;

  /**
   * Columns from which a product is worth vectors. Fewer go a way of their own: a compiler that has
   * seen short loops only leaves them as they are, and long ones would take four times as long.
   */
  private static final int NARROW = 64;

  private final int size;
  private final int dimensions;
  private final float[][][] blocks; // block, dimension, column

  private ColumnBlocks(int size, int dimensions, float[][][] blocks) {
    this.size = size;
    this.dimensions = dimensions;
    this.blocks = blocks;
  }

  /**
   * Lays out the rows of a matrix. Cost: O(n·d) time and memory.
   *
   * @param rows n x d
   */
  public static ColumnBlocks of(Matrix rows) {
    int d = rows.columns();
    float[][][] blocks = new float[(rows.rows() + WIDTH - 1) / WIDTH][][];
    for (int b = 0; b < blocks.length; b++) {
      int first = b * WIDTH;
      int width = Math.min(WIDTH, rows.rows() - first);
      blocks[b] = new float[d][width];
      for (int j = 0; j < width; j++) {
        float[] row = rows.row(first + j);
        for (int k = 0; k < d; k++) {
          blocks[b][k][j] = row[k];
        }
      }
    }
    return new ColumnBlocks(rows.rows(), d, blocks);
  }

  /** How many vectors there are. */
  public int size() {
    return size;
  }

  /** The dimensions of each. */
  public int dimensions() {
    return dimensions;
  }

  int blocks() {
    return blocks.length;
  }

  int width(int block) {
    return Math.min(WIDTH, size - block * WIDTH);
  }

  /** The products of one vector with the first columns of a block. */
  void multiply(int block, float[] x, float[] sums, int count) {
    float[][] y = blocks[block];
    int width = Math.min(width(block), Math.max(count, NARROW));
    if (width < NARROW) {
      narrow(x, y, sums, width);
      return;
    }
    Arrays.fill(sums, 0, width, 0);
    int k = 0;
    for (; k + 4 <= dimensions; k += 4) {
      addFour(x, k, y[k], y[k + 1], y[k + 2], y[k + 3], sums, width);
    }
    for (; k < dimensions; k++) {
      addOne(x[k], y[k], sums, width);
    }
  }

  /** The products of three vectors with the first columns of a block. */
  void multiply(int block, float[][] x, float[][] sums, int count) {
    float[][] y = blocks[block];
    int width = Math.min(width(block), Math.max(count, NARROW));
    if (width < NARROW) {
      for (int i = 0; i < 3; i++) {
        narrow(x[i], y, sums[i], width);
      }
      return;
    }
    for (float[] sum : sums) {
      Arrays.fill(sum, 0, width, 0);
    }
    int k = 0;
    for (; k + 3 <= dimensions; k += 3) {
      addNine(x, k, y[k], y[k + 1], y[k + 2], sums, width);
    }
    for (; k < dimensions; k++) {
      for (int i = 0; i < 3; i++) {
        addOne(x[i][k], y[k], sums[i], width);
      }
    }
  }

  private static void narrow(float[] x, float[][] y, float[] sums, int width) {
    Arrays.fill(sums, 0, width, 0);
    for (int k = 0; k < x.length; k++) {
      float factor = x[k];
      float[] column = y[k];
      for (int j = 0; j < width; j++) {
        sums[j] += factor * column[j];
      }
    }
  }

  private static void addNine(
      float[][] x, int k, float[] y0, float[] y1, float[] y2, float[][] sums, int width) {
    float a0 = x[0][k];
    float a1 = x[0][k + 1];
    float a2 = x[0][k + 2];
    float b0 = x[1][k];
    float b1 = x[1][k + 1];
    float b2 = x[1][k + 2];
    float c0 = x[2][k];
    float c1 = x[2][k + 1];
    float c2 = x[2][k + 2];
    float[] a = sums[0];
    float[] b = sums[1];
    float[] c = sums[2];
    for (int j = 0; j < width; j++) {
      float u = y0[j];
      float v = y1[j];
      float w = y2[j];
      a[j] = ((a[j] + a0 * u) + a1 * v) + a2 * w;
      b[j] = ((b[j] + b0 * u) + b1 * v) + b2 * w;
      c[j] = ((c[j] + c0 * u) + c1 * v) + c2 * w;
    }
  }

  private static void addFour(
      float[] x, int k, float[] y0, float[] y1, float[] y2, float[] y3, float[] sums, int width) {
    float a0 = x[k];
    float a1 = x[k + 1];
    float a2 = x[k + 2];
    float a3 = x[k + 3];
    for (int j = 0; j < width; j++) {
      sums[j] = (((sums[j] + a0 * y0[j]) + a1 * y1[j]) + a2 * y2[j]) + a3 * y3[j];
    }
  }

  private static void addOne(float factor, float[] y, float[] sums, int width) {
    for (int j = 0; j < width; j++) {
      sums[j] += factor * y[j];
    }
  }
}
