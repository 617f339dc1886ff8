package io.secateur.select;

import io.secateur.example.Matrix;
import java.util.Arrays;

/**
 * Euclidean distances from one row of a block to all.
 *
 * <p>Squares of differences, summed in double in the order of the dimensions: equal rows are
 * exactly 0 apart, and a pair has the same bits whichever way round. The rows lie in blocks of 512,
 * dimension by dimension, which a compiler turns into vector instructions by itself.
 */
final class Distances {
  private static final int WIDTH = 512;

  private final int rows;
  private final int dimensions;
  private final double[][][] blocks; // block, dimension, row
  private final double[] sums = new double[WIDTH];

  /**
   * Lays out the rows.
   *
   * @throws IllegalArgumentException if a number is not finite
   */
  Distances(Matrix vectors) {
    checkFinite(vectors);
    rows = vectors.rows();
    dimensions = vectors.columns();
    blocks = new double[(rows + WIDTH - 1) / WIDTH][][];
    for (int b = 0; b < blocks.length; b++) {
      int first = b * WIDTH;
      int width = Math.min(WIDTH, rows - first);
      blocks[b] = new double[dimensions][width];
      for (int j = 0; j < width; j++) {
        for (int k = 0; k < dimensions; k++) {
          blocks[b][k][j] = vectors.at(first + j, k);
        }
      }
    }
  }

  static void checkFinite(Matrix vectors) {
    for (int i = 0; i < vectors.rows(); i++) {
      for (int k = 0; k < vectors.columns(); k++) {
        if (!Float.isFinite(vectors.at(i, k))) {
          throw new IllegalArgumentException(
              "Invalid vector: %s in row %d (must be finite)".formatted(vectors.at(i, k), i));
        }
      }
    }
  }

  /** The squared distances of a row to all, itself included. */
  void squaredFrom(int row, double[] squares) {
    double[] x = new double[dimensions];
    for (int k = 0; k < dimensions; k++) {
      x[k] = blocks[row / WIDTH][k][row % WIDTH];
    }
    for (int b = 0; b < blocks.length; b++) {
      int first = b * WIDTH;
      int width = Math.min(WIDTH, rows - first);
      Arrays.fill(sums, 0, width, 0);
      int k = 0;
      for (; k + 4 <= dimensions; k += 4) {
        addFour(x, k, blocks[b], width);
      }
      for (; k < dimensions; k++) {
        addOne(x[k], blocks[b][k], width);
      }
      System.arraycopy(sums, 0, squares, first, width);
    }
  }

  private void addFour(double[] x, int k, double[][] y, int width) {
    double x0 = x[k];
    double x1 = x[k + 1];
    double x2 = x[k + 2];
    double x3 = x[k + 3];
    double[] y0 = y[k];
    double[] y1 = y[k + 1];
    double[] y2 = y[k + 2];
    double[] y3 = y[k + 3];
    double[] all = sums;
    for (int j = 0; j < width; j++) {
      double a = y0[j] - x0;
      double b = y1[j] - x1;
      double c = y2[j] - x2;
      double d = y3[j] - x3;
      all[j] = (((all[j] + a * a) + b * b) + c * c) + d * d;
    }
  }

  private void addOne(double x, double[] y, int width) {
    double[] all = sums;
    for (int j = 0; j < width; j++) {
      double a = y[j] - x;
      all[j] += a * a;
    }
  }
}
