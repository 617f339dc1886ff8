package io.secateur.learnability;

import io.secateur.example.Doubles;
import java.io.Serializable;

/**
 * How sure a learner is of each class where it is given: the thresholds of confident learning.
 *
 * <pre>{@code threshold_j = mean over examples with y = j of p_j}</pre>
 *
 * <p>Summed in integers, units of 2^-30, so that no order and no partitioning shows. States of two
 * parts of a data set add up to that of both.
 */
public final class SelfConfidence implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final double ONE = 0x1p30;

  private final long[] examples;
  private final long[] sums;

  /**
   * Of no example.
   *
   * @param classes how many there are
   */
  public SelfConfidence(int classes) {
    this.examples = new long[classes];
    this.sums = new long[classes];
  }

  /**
   * Counts one example more.
   *
   * @param label that it was given
   * @param probability of that label
   */
  public void add(int label, double probability) {
    add(label, 1, fixed(probability));
  }

  /**
   * Counts some examples more.
   *
   * @param label that they were given
   * @param count of them
   * @param sum of their {@link #fixed} probabilities
   */
  public void add(int label, long count, long sum) {
    examples[label] += count;
    sums[label] = Math.addExact(sums[label], sum);
  }

  /**
   * A probability in the units that are summed.
   *
   * @param probability in [0, 1]
   */
  public static long fixed(double probability) {
    return Math.round(probability * ONE);
  }

  /**
   * Examples that were given a label.
   *
   * @param label in [0, classes)
   */
  public long examples(int label) {
    return examples[label];
  }

  /** Number of classes. */
  public int classes() {
    return examples.length;
  }

  /** The threshold of each class; 1 where a class has no example. */
  public Doubles thresholds() {
    double[] thresholds = new double[examples.length];
    for (int j = 0; j < thresholds.length; j++) {
      thresholds[j] = examples[j] == 0 ? 1 : sums[j] / ONE / examples[j];
    }
    return Doubles.of(thresholds);
  }
}
