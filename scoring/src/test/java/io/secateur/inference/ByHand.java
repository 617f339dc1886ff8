package io.secateur.inference;

import java.util.Arrays;
import java.util.SplittableRandom;

/** What small models give, in plain Java and in double; and random weights for them. */
final class ByHand {
  private ByHand() {}

  /** {@code x W + bias}. */
  static float[] logits(float[] vector, float[][] weights, float[] bias) {
    float[] logits = new float[bias.length];
    for (int k = 0; k < logits.length; k++) {
      double sum = bias[k];
      for (int j = 0; j < vector.length; j++) {
        sum += (double) vector[j] * weights[j][k];
      }
      logits[k] = (float) sum;
    }
    return logits;
  }

  /** The mean of a table's rows, one a token. */
  static float[] mean(float[][] table, long[] tokens) {
    float[] mean = new float[table[0].length];
    for (int k = 0; k < mean.length; k++) {
      double sum = 0;
      for (long token : tokens) {
        sum += table[(int) token][k];
      }
      mean[k] = (float) (sum / tokens.length);
    }
    return mean;
  }

  static float[] unit(float[] vector) {
    double squares = 0;
    for (float v : vector) {
      squares += (double) v * v;
    }
    float[] unit = new float[vector.length];
    for (int k = 0; k < unit.length; k++) {
      unit[k] = (float) (vector[k] / Math.sqrt(squares));
    }
    return unit;
  }

  /** Of the tokens from the given place on, under a table of next-token logits; the textbook's. */
  static double meanNll(float[][] table, long[] tokens, int from) {
    double sum = 0;
    for (int t = from; t < tokens.length; t++) {
      float[] logits = table[(int) tokens[t - 1]];
      double all = 0;
      for (float logit : logits) {
        all += Math.exp(logit);
      }
      sum -= Math.log(Math.exp(logits[(int) tokens[t]]) / all);
    }
    return sum / (tokens.length - from);
  }

  static float[][] matrix(int rows, int columns, SplittableRandom random) {
    float[][] matrix = new float[rows][];
    Arrays.setAll(matrix, i -> vector(columns, random));
    return matrix;
  }

  static float[] vector(int size, SplittableRandom random) {
    float[] vector = new float[size];
    for (int k = 0; k < size; k++) {
      vector[k] = (float) random.nextDouble(-1, 1);
    }
    return vector;
  }
}
