package io.secateur.select;

import java.io.Serializable;
import java.util.List;

/**
 * One keep value of several scores: the weighted mean of their ranks, each turned so that higher is
 * keep.
 *
 * <pre>{@code
 * value = sum_s w_s · r_s / sum_s w_s,   r_s = rank_s or 1 - rank_s
 * }</pre>
 *
 * <p>Ranks and not scores are averaged, since scores have units; see {@link QuantileRanks}.
 *
 * <dl>
 *   <dt>Returns
 *   <dd>a value in [0, 1], no unit
 *   <dt>Edge
 *   <dd>one part: its rank, whatever the weight. A rank that is missing is for the caller to decide
 *       about
 *   <dt>Cost
 *   <dd>O(s) for s parts
 * </dl>
 *
 * @param parts at least one; no scorer twice
 */
public record Combination(List<Part> parts) implements Serializable {

  /** Which end of a score is kept. */
  public enum Keep {
    /** Higher scores first. */
    HIGHEST,
    /** Lower scores first. */
    LOWEST
  }

  /**
   * One score.
   *
   * @param scorer its name
   * @param weight finite, above 0
   * @param keep which end is kept
   */
  public record Part(String scorer, double weight, Keep keep) implements Serializable {

    /**
     * Checks the weight.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public Part {
      if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "Invalid weight of %s: %s (must be finite and above 0)".formatted(scorer, weight));
      }
    }

    /**
     * A rank turned so that higher is keep.
     *
     * @param rank in [0, 1]
     * @throws IllegalArgumentException if it is out of range
     */
    double turned(double rank) {
      if (!(rank >= 0 && rank <= 1)) {
        throw new IllegalArgumentException(
            "Invalid rank of %s: %s (must be in [0, 1])".formatted(scorer, rank));
      }
      return keep == Keep.HIGHEST ? rank : 1 - rank;
    }
  }

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if it is empty or names a scorer twice
   */
  public Combination {
    parts = List.copyOf(parts);
    if (parts.isEmpty() || parts.stream().map(Part::scorer).distinct().count() < parts.size()) {
      throw new IllegalArgumentException(
          "Invalid scores: %s (must be at least one, and each once)"
              .formatted(parts.stream().map(Part::scorer).toList()));
    }
  }

  /**
   * The value of an example.
   *
   * @param ranks in [0, 1], one a part, in the order of the parts
   * @throws IllegalArgumentException if there are more or fewer, or one is out of range
   */
  public double value(double... ranks) {
    if (ranks.length != parts.size()) {
      throw new IllegalArgumentException(
          "Invalid ranks: %d (must be one for each of %d scores)"
              .formatted(ranks.length, parts.size()));
    }
    double greatest = parts.stream().mapToDouble(Part::weight).max().orElseThrow();
    double sum = 0;
    double weights = 0;
    for (int p = 0; p < ranks.length; p++) {
      double weight = parts.get(p).weight() / greatest; // no sum overflows
      sum += weight * parts.get(p).turned(ranks[p]);
      weights += weight;
    }
    return Math.min(1, sum / weights);
  }
}
