package io.secateur.learnability;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;

/**
 * The confident joint: how many examples of each label look like each class.
 *
 * <pre>{@code
 * looks like = argmax of p_k over the classes with p_k >= threshold_k
 * joint[y][looks like] += 1
 * calibrated: row y is scaled to the number of examples with label y, and rounded
 * }</pre>
 *
 * <p>Rows are rounded to whole numbers that add up to the examples of their label: to the nearest,
 * then those that were rounded furthest give or take one.
 *
 * <p>Cells that are 0 take no room. Joints of two parts of a data set add up to that of both.
 *
 * <dl>
 *   <dt>Source
 *   <dd>Northcutt, Jiang and Chuang, <i>Confident learning: estimating uncertainty in dataset
 *       labels</i>, JAIR 2021, <a href="https://arxiv.org/abs/1911.00068">arXiv:1911.00068</a>
 * </dl>
 */
public final class ConfidentJoint implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Rounding of a mean must not make a probability miss a threshold that it equals. */
  private static final double SLACK = 1e-6;

  private final SelfConfidence confidence;
  private final double[] thresholds;
  private final Map<Integer, Map<Integer, Long>> rows = new TreeMap<>();

  /**
   * Of no example.
   *
   * @param confidence of all examples
   */
  public ConfidentJoint(SelfConfidence confidence) {
    this.confidence = confidence;
    this.thresholds = confidence.thresholds().toArray();
  }

  /**
   * What an example looks like, or -1 where it looks like nothing for certain.
   *
   * @param probabilities of a class
   */
  public int looksLike(IntToDoubleFunction probabilities) {
    int best = -1;
    double most = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < thresholds.length; k++) {
      double probability = probabilities.applyAsDouble(k);
      if (probability >= thresholds[k] - SLACK && probability > most) {
        best = k;
        most = probability;
      }
    }
    return best;
  }

  /**
   * Counts examples that look like a class.
   *
   * @param label that they were given
   * @param looksLike a class
   * @param count of them
   */
  public void add(int label, int looksLike, long count) {
    rows.computeIfAbsent(label, row -> new TreeMap<>()).merge(looksLike, count, Long::sum);
  }

  /**
   * The counts of a label as they are, the label itself at least 1.
   *
   * @param label in [0, classes)
   * @return by class; those without an example are absent
   */
  public Map<Integer, Long> counts(int label) {
    Map<Integer, Long> row = new TreeMap<>(rows.getOrDefault(label, Map.of()));
    row.merge(label, 1L, Math::max);
    return row;
  }

  /**
   * The counts of a label, scaled to its examples.
   *
   * @param label in [0, classes)
   * @return by class; the sum is the number of examples with that label
   */
  public Map<Integer, Long> calibrated(int label) {
    Map<Integer, Long> counts = counts(label);
    double sum = counts.values().stream().mapToLong(Long::longValue).sum();
    Integer[] classes = counts.keySet().toArray(Integer[]::new);
    long examples = confidence.examples(label);
    double[] exact = new double[classes.length];
    for (int c = 0; c < exact.length; c++) {
      exact[c] = counts.getOrDefault(classes[c], 0L) / sum * examples;
    }
    long[] rounded = rounded(exact, examples);
    Map<Integer, Long> calibrated = new TreeMap<>();
    for (int c = 0; c < classes.length; c++) {
      calibrated.put(classes[c], rounded[c]);
    }
    return calibrated;
  }

  private static long[] rounded(double[] exact, long total) {
    long[] rounded = Arrays.stream(exact).mapToLong(x -> (long) Math.rint(x)).toArray();
    long missing = total - Arrays.stream(rounded).sum();
    Comparator<Integer> byError = Comparator.comparingDouble(c -> exact[c] - (double) rounded[c]);
    Integer[] order = new Integer[exact.length];
    Arrays.setAll(order, c -> c);
    Arrays.sort(order, byError);
    for (int i = 0; i < Math.abs(missing); i++) {
      int furthest = order[missing > 0 ? order.length - 1 - i : i];
      rounded[furthest] += Long.signum(missing);
    }
    return rounded;
  }
}
