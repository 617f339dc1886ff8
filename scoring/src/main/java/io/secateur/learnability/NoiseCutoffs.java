package io.secateur.learnability;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * From which margin on an example of a label is taken for another class.
 *
 * <pre>
 * {@code margin(k) = p_k - p_y;  flagged if margin(k) >= cutoff[y][k] for any k, and p_k > p_y for some k}
 * </pre>
 *
 * <p>The cutoff of label y and class k is the margin that is n-th from above among the examples
 * with label y, n the calibrated count of the two. So n examples reach it, more where margins are
 * equal.
 */
public final class NoiseCutoffs implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int classes;
  private final Map<Integer, Map<Integer, Double>> cutoffs = new HashMap<>();

  /**
   * Without any.
   *
   * @param classes how many there are
   */
  public NoiseCutoffs(int classes) {
    this.classes = classes;
  }

  /**
   * Sets one.
   *
   * @param label that examples were given
   * @param other class that they may be of
   * @param margin from which on they are
   */
  public void put(int label, int other, double margin) {
    cutoffs.computeIfAbsent(label, row -> new HashMap<>()).put(other, margin);
  }

  /**
   * Whether an example's label looks wrong.
   *
   * @param label that it was given
   * @param probabilities of a class
   */
  public boolean flags(int label, IntToDoubleFunction probabilities) {
    double own = probabilities.applyAsDouble(label);
    boolean past = false;
    for (Map.Entry<Integer, Double> cutoff : cutoffs.getOrDefault(label, Map.of()).entrySet()) {
      past |= probabilities.applyAsDouble(cutoff.getKey()) - own >= cutoff.getValue();
    }
    return past && probabilities.applyAsDouble(likeliest(probabilities)) > own;
  }

  /**
   * The likeliest class: what a flagged example's label should be.
   *
   * @param probabilities of a class
   */
  public int likeliest(IntToDoubleFunction probabilities) {
    int best = 0;
    double most = probabilities.applyAsDouble(0);
    for (int k = 1; k < classes; k++) {
      if (probabilities.applyAsDouble(k) > most) {
        best = k;
        most = probabilities.applyAsDouble(k);
      }
    }
    return best;
  }
}
