package io.secateur.select;

import java.io.Serializable;

/**
 * Strata of equal width between the least and the greatest score.
 *
 * <pre>{@code of(score) = min(count - 1, floor((score - min) / (max - min) · count))}</pre>
 *
 * <p>The last stratum is closed: the greatest score lies in it, whatever its sign and however the
 * division rounds. A higher score never lies in a lower stratum.
 *
 * <dl>
 *   <dt>Edge
 *   <dd>min = max: one stratum. A score outside of the bounds lies in the nearest stratum
 *   <dt>Cost
 *   <dd>O(1)
 *   <dt>Differs
 *   <dd>the authors of CCS reach the greatest score by multiplying it with 1.0001, which moves
 *       every bound, and loses the top stratum where no score is positive
 * </dl>
 *
 * @param min the least score, finite
 * @param max the greatest score, finite, at least min
 * @param count strata to cut into, at least 1
 */
public record ScoreStrata(double min, double max, int count) implements Serializable {

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if they are no range, or the count is not positive
   */
  public ScoreStrata {
    if (!Double.isFinite(min) || !Double.isFinite(max) || max < min) {
      throw new IllegalArgumentException(
          "Invalid scores: from %s to %s (must be a finite range)".formatted(min, max));
    }
    if (count < 1) {
      throw new IllegalArgumentException(
          "Invalid strata: %d (must be at least 1)".formatted(count));
    }
  }

  /** How many strata there are: one, where all scores are equal. */
  public int size() {
    return min == max ? 1 : count;
  }

  /**
   * The stratum of a score, in [0, size).
   *
   * @param score a number
   * @throws IllegalArgumentException if it is NaN
   */
  public int of(double score) {
    if (Double.isNaN(score)) {
      throw new IllegalArgumentException("Invalid score: NaN (must be a number)");
    }
    if (score <= min || min == max) {
      return 0;
    }
    if (score >= max) {
      return count - 1;
    }
    // Halves, so that no difference overflows; only the least of all doubles can tell.
    double share = (score / 2 - min / 2) / (max / 2 - min / 2);
    return (int) Math.min(count - 1, Math.floor(share * count));
  }
}
