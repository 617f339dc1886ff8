package io.secateur.inference;

/** The mean of token vectors, scaled to unit length. */
final class Pooling {
  private Pooling() {}

  /** Sums in double, token by token; the zero vector stays zero. */
  static float[] unitMean(float[] values, int offset, int rows, int dimensions) {
    double[] sum = new double[dimensions];
    for (int row = 0; row < rows; row++) {
      for (int k = 0; k < dimensions; k++) {
        sum[k] += values[offset + row * dimensions + k];
      }
    }
    double squares = 0;
    for (double v : sum) {
      squares += v * v;
    }
    double norm = Math.sqrt(squares);
    float[] unit = new float[dimensions];
    for (int k = 0; k < dimensions; k++) {
      unit[k] = norm > 0 ? (float) (sum[k] / norm) : 0;
    }
    return unit;
  }
}
