package io.secateur.jobs.dedup;

import io.secateur.jobs.config.NearConfig;
import io.secateur.redundancy.PrefixFilter;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which generator is to propose pairs, and what each of the two would have to do.
 *
 * @param sampled documents that the estimates come from
 * @param prefix what {@code prefix} would do with all documents, about
 * @param lsh what {@code lsh} would do
 */
public record Choice(long sampled, Work prefix, Work lsh) {
  /** Documents and shingles of the sample, at most and about. */
  private static final double DOCUMENTS = 10_000;

  private static final double SHINGLES = 1 << 22;

  /**
   * How many times the work of {@code lsh} the exact search may cost: a search that misses nothing
   * is worth something, and the estimates are no better than that.
   */
  static final double WORTH = 3;

  /** Pairs of a sample that are no accident: from fewer, nothing is concluded. */
  private static final long ENOUGH = 30;

  /** The share of the documents to draw, so that neither shingles nor keys are too many. */
  static double share(long documents, long shingles, int bands) {
    double most = Math.min(DOCUMENTS, SHINGLES / bands);
    return Math.min(1, Math.min(most / documents, SHINGLES / shingles));
  }

  /**
   * Estimates.
   *
   * @param sample documents with distinct sets
   * @param share that they are of all
   */
  static Choice of(Documents sample, double share, Generator.Prefix prefix, Generator.Lsh lsh) {
    PrefixFilter filter = prefix.filter();
    return new Choice(
        sample.count(),
        Work.of(sample, share, prefix, filter),
        Work.of(sample, share, lsh, filter));
  }

  /** The one to take: {@code prefix}, unless it is clearly dearer. */
  public NearConfig.Generator generator() {
    double cost = prefix.seen() < ENOUGH ? prefix.withoutPairs() : prefix.total();
    return cost > WORTH * lsh.total() ? NearConfig.Generator.LSH : NearConfig.Generator.PREFIX;
  }

  /** By name, for the record. */
  public Map<String, Long> counts() {
    return new TreeMap<>(
        Map.of(
            "near_choice_sampled", sampled,
            "near_choice_prefix_postings", Math.round(prefix.postings()),
            "near_choice_prefix_pairs", Math.round(prefix.pairs()),
            "near_choice_lsh_postings", Math.round(lsh.postings()),
            "near_choice_lsh_pairs", Math.round(lsh.pairs())));
  }
}
