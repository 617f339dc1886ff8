package io.secateur.learnability;

import io.secateur.example.Matrix;

/**
 * Probabilities and losses of logits, in double, shifted by the greatest logit: no overflow.
 *
 * <pre>{@code p_k = exp(z_k) / sum over j of exp(z_j),  loss = -ln p_y}</pre>
 *
 * <p>Logits that are not finite make all of a row NaN.
 */
public final class Softmax {
  private Softmax() {}

  /**
   * The logarithm of the sum of the exponentials of a row.
   *
   * @param logits one row or more
   * @param row in [0, rows)
   */
  public static double logSum(Matrix logits, int row) {
    double most = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < logits.columns(); k++) {
      most = Math.max(most, logits.at(row, k)); // NaN stays
    }
    double sum = 0;
    for (int k = 0; k < logits.columns(); k++) {
      double logit = logits.at(row, k);
      if (logit == Double.NEGATIVE_INFINITY) {
        return Double.NaN;
      }
      sum += Math.exp(logit - most);
    }
    return most + Math.log(sum);
  }

  /**
   * The cross entropy of a row with its label, in nats.
   *
   * @param logits one row or more
   * @param row in [0, rows)
   * @param label in [0, columns)
   */
  public static double loss(Matrix logits, int row, int label) {
    return Math.max(0, logSum(logits, row) - logits.at(row, label));
  }

  /**
   * The probabilities of a row.
   *
   * @param logits one row or more
   * @param row in [0, rows)
   * @param into gets them; as long as there are columns
   */
  public static void probabilities(Matrix logits, int row, double[] into) {
    double logSum = logSum(logits, row);
    for (int k = 0; k < into.length; k++) {
      into[k] = Math.exp(logits.at(row, k) - logSum);
    }
  }

  /** The class of the greatest logit, the first of equals; -1 where one is not finite. */
  static int best(Matrix logits, int row) {
    int best = 0;
    for (int k = 0; k < logits.columns(); k++) {
      float logit = logits.at(row, k);
      if (!Float.isFinite(logit)) {
        return -1;
      }
      if (logit > logits.at(row, best)) {
        best = k;
      }
    }
    return best;
  }
}
