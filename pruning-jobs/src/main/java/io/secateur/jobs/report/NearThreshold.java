package io.secateur.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.math3.stat.interval.ConfidenceInterval;
import org.apache.commons.math3.stat.interval.IntervalUtils;

/**
 * What a threshold of near duplicates means for these data, and what the search left at it:
 * measured by brute force, a sample of the examples against all of them.
 *
 * @param threshold Jaccard similarity
 * @param inForce whether it is the configured one
 * @param sampled examples of the sample, distinct by content
 * @param later of these, with an earlier one so alike: the share that this threshold would drop, at
 *     most
 * @param low end of the interval of 95 % of that share
 * @param high end of it
 * @param pairs of the sample with any example, so alike
 * @param missed of these, of which both were kept
 */
public record NearThreshold(
    double threshold,
    boolean inForce,
    long sampled,
    long later,
    double low,
    double high,
    long pairs,
    long missed) {
  private static final double LEVEL = 0.95;
  private static final String PAIRS = "near_pairs_";

  /**
   * All that were measured, ascending.
   *
   * @param counts of the run, by name
   * @param configured threshold
   */
  public static List<NearThreshold> of(Map<String, Long> counts, double configured) {
    long sampled = counts.getOrDefault("near_sampled", 0L);
    List<NearThreshold> thresholds = new ArrayList<>();
    counts.keySet().stream()
        .filter(name -> name.startsWith(PAIRS))
        .map(name -> name.substring(PAIRS.length()))
        .sorted()
        .forEach(
            at -> {
              long later = counts.getOrDefault("near_later_" + at, 0L);
              ConfidenceInterval share = interval(later, sampled);
              thresholds.add(
                  new NearThreshold(
                      Double.parseDouble(at),
                      at.equals(String.format(Locale.ROOT, "%.2f", configured)),
                      sampled,
                      later,
                      share.getLowerBound(),
                      share.getUpperBound(),
                      counts.getOrDefault(PAIRS + at, 0L),
                      counts.getOrDefault("near_missed_" + at, 0L)));
            });
    return thresholds;
  }

  /** Share of the pairs of which at most one example was kept; NaN where there are no pairs. */
  public double recall() {
    return pairs == 0 ? Double.NaN : 1 - missed / (double) pairs;
  }

  /** {@code 98.7 % (95.1 to 100.0)}, or a dash. */
  public String recallInWords() {
    if (pairs == 0) {
      return "–";
    }
    ConfidenceInterval found = interval(pairs - missed, pairs);
    return Words.interval(recall(), found.getLowerBound(), found.getUpperBound());
  }

  /** The share that this threshold would drop, at most. */
  double share() {
    return later / (double) Math.max(1, sampled);
  }

  /** The same with its interval. */
  public String laterInWords() {
    return Words.interval(share(), low, high);
  }

  private static ConfidenceInterval interval(long successes, long trials) {
    int n = (int) Math.min(Integer.MAX_VALUE, trials);
    int k = (int) Math.min(n, successes);
    if (n == 0) {
      return new ConfidenceInterval(0, 1, LEVEL);
    }
    return IntervalUtils.getWilsonScoreInterval(n, k, LEVEL);
  }

  /** As a terminal shows them. */
  public static String table(List<NearThreshold> thresholds) {
    if (thresholds.isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    out.append(
        "%-11s %-24s %s%n"
            .formatted("threshold", "would drop, at most", "pairs resolved by this run"));
    for (NearThreshold at : thresholds) {
      out.append(
          "J >= %.2f%s  %-24s %-24s %s%n"
              .formatted(
                  at.threshold(),
                  at.inForce() ? " *" : "  ",
                  at.laterInWords(),
                  at.recallInWords(),
                  "%s of %s"
                      .formatted(Words.count(at.pairs() - at.missed()), Words.count(at.pairs()))));
    }
    return out.append(
            "by brute force on %s sampled examples, with intervals of 95 %%; * is in force%n"
                .formatted(Words.count(thresholds.get(0).sampled())))
        .toString();
  }
}
