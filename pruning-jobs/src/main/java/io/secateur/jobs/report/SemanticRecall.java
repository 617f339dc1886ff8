package io.secateur.jobs.report;

import io.secateur.redundancy.SearchRecall;

/**
 * How much of what the search for semantic duplicates should drop it has dropped; see {@link
 * SearchRecall}.
 *
 * @param share the estimate; NaN where there was nothing to find, or no search
 * @param low the lower end of the interval of 95 %
 * @param high the upper end
 * @param sampled kept examples that were compared with all that were kept; 0 where none was
 * @param missed those of them that an earlier kept one is like, past the threshold
 * @param rowsPast examples in cells past semantic-duplicates.max-cell that could not be split
 */
public record SemanticRecall(
    double share, double low, double high, long sampled, long missed, long rowsPast) {

  /** There was no search. */
  public static final SemanticRecall NONE =
      new SemanticRecall(Double.NaN, Double.NaN, Double.NaN, 0, 0, 0);

  /** Of a measurement. */
  public static SemanticRecall of(SearchRecall recall, long rowsPast) {
    return new SemanticRecall(
        recall.share(), recall.low(), recall.high(), recall.sampled(), recall.missed(), rowsPast);
  }

  /** {@code 98.7 % (95.1 to 100.0)}, or a dash. */
  public static String shortWords(SearchRecall recall) {
    return Double.isNaN(recall.share())
        ? "–"
        : Words.interval(recall.share(), recall.low(), recall.high());
  }

  /** One sentence. */
  public String words() {
    if (sampled == 0) {
      return "Semantic duplicates were not searched for, or the share that was found not measured.";
    }
    String compared =
        "%s kept examples were compared with all that were kept, and %s should have gone"
            .formatted(Words.count(sampled), missed == 0 ? "none" : Words.count(missed));
    String past =
        rowsPast == 0
            ? ""
            : " %s examples are in cells past max-cell that cannot be split."
                .formatted(Words.count(rowsPast));
    if (Double.isNaN(share)) {
      return "No semantic duplicate was found: %s.%s".formatted(compared, past);
    }
    return "Of the examples that a kept one is like past the cosine threshold, %s were dropped (95 %% interval %s to %s): %s.%s"
        .formatted(
            Words.percent(share, 1),
            Words.number("%.1f", 100 * low),
            Words.number("%.1f", 100 * high),
            compared,
            past);
  }
}
