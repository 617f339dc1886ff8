package io.secateur.learnability;

import io.secateur.example.Matrix;
import java.io.Serializable;

/**
 * A pair of towers, by what they make of a fixed reference batch.
 *
 * @param firsts b x d, rows of unit length: the first parts of the batch
 * @param seconds b x d, rows of unit length: the second parts of the batch
 * @param scale a, by which cosines are multiplied
 * @param bias b, which is added
 */
public record Towers(Matrix firsts, Matrix seconds, double scale, double bias)
    implements Serializable {

  /**
   * Checks the shapes.
   *
   * @throws IllegalArgumentException if they do not fit
   */
  public Towers {
    if (firsts.rows() != seconds.rows() || firsts.columns() != seconds.columns()) {
      throw new IllegalArgumentException(
          "Invalid towers: %s and %s (must have one shape)".formatted(firsts, seconds));
    }
  }

  /**
   * The sigmoid loss of a pair within the batch.
   *
   * @param pairs firsts of some pairs
   * @param others their seconds
   * @param row of the pair
   * @param place of the pair in the batch, which is then left out; -1 where it is not in it
   */
  double loss(Matrix pairs, Matrix others, int row, int place) {
    double own = softplus(-logit(pairs, row, others, row));
    double sum = 0;
    int met = 0;
    for (int j = 0; j < firsts.rows(); j++) {
      if (j != place) {
        sum += softplus(logit(pairs, row, seconds, j)) + softplus(logit(firsts, j, others, row));
        met++;
      }
    }
    return met == 0 ? own : own + sum / (2 * met);
  }

  private double logit(Matrix one, int i, Matrix other, int j) {
    double cosine = 0;
    for (int k = 0; k < one.columns(); k++) {
      cosine += (double) one.at(i, k) * other.at(j, k);
    }
    return scale * cosine + bias;
  }

  /** ln(1 + e^x), without overflow. */
  private static double softplus(double x) {
    return Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));
  }
}
