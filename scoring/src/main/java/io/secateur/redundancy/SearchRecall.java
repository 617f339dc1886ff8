package io.secateur.redundancy;

import org.apache.commons.math3.distribution.BetaDistribution;

/**
 * How much of what a duplicate search should drop it has dropped, measured on a sample.
 *
 * <pre>{@code recall = D / (D + M),  M = K * m / n}</pre>
 *
 * <p>D examples were dropped, each as the duplicate of a kept one. Of the K that were kept, n were
 * sampled and compared with all K: m of them are past the threshold with a kept one that comes
 * before them, and should have gone. M is the estimate of how many such there are in all. Each pair
 * that was missed counts once, at its later example; a perfect search of the whole has M = 0. Since
 * dropping one missed example could save another, D + M is at least what a perfect search drops,
 * and the recall is not overstated by it.
 *
 * <p>Source of the interval: Clopper and Pearson, <i>The use of confidence or fiducial limits
 * illustrated in the case of the binomial</i>, Biometrika 1934. It is exact: it covers m/n with at
 * least 95 %, and is wide where m is small. D and K are known, not estimated.
 *
 * @param dropped D, at least 0
 * @param kept K, at least 0
 * @param sampled n, in [0, K]; where it is K there is no sampling error, and the interval is a
 *     point
 * @param missed m, in [0, n]
 */
public record SearchRecall(long dropped, long kept, long sampled, long missed) {
  private static final double LEVEL = 0.95;

  /**
   * Checks the counts.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public SearchRecall {
    if (dropped < 0 || missed < 0 || missed > sampled || sampled > kept) {
      throw new IllegalArgumentException(
          "Invalid recall: %d dropped, %d missed of %d sampled of %d kept (must fit into one another)"
              .formatted(dropped, missed, sampled, kept));
    }
  }

  /** The estimate; NaN where nothing was dropped nor missed, so that there was nothing to find. */
  public double share() {
    return share(sampled == 0 ? 0 : missed / (double) sampled);
  }

  /** The lower end of the interval of 95 %. */
  public double low() {
    return share(mostMissed());
  }

  /** The upper end of it. */
  public double high() {
    return share(leastMissed());
  }

  private double share(double missedShare) {
    return dropped / (dropped + kept * missedShare);
  }

  private double leastMissed() {
    if (missed == 0 || sampled == kept) {
      return sampled == 0 ? 0 : missed / (double) sampled;
    }
    return new BetaDistribution(missed, sampled - missed + 1)
        .inverseCumulativeProbability((1 - LEVEL) / 2);
  }

  private double mostMissed() {
    if (missed == sampled || sampled == kept) {
      return sampled == 0 ? Math.min(kept, 1) : missed / (double) sampled;
    }
    return new BetaDistribution(missed + 1, sampled - missed)
        .inverseCumulativeProbability((1 + LEVEL) / 2);
  }
}
