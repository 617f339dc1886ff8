package io.secateur.jobs.report;

import java.util.Map;

/**
 * What the search for near duplicates took.
 *
 * @param generator of the candidates
 * @param choice why that generator; empty where it was configured
 * @param postings keys that documents were found by
 * @param candidates pairs that were compared
 * @param rounds of search; 0 where there was none
 * @param biggestBucket documents that one key brought together, at most
 * @param overfullBuckets buckets past near-duplicates.max-bucket: linked as stars, and their
 *     survivors searched again
 * @param shuffledBytes that tasks wrote for others to read, those of exact duplicates included
 * @param spilledBytes on disk that tasks put aside for want of memory
 */
public record NearSearch(
    String generator,
    String choice,
    long postings,
    long candidates,
    long rounds,
    long biggestBucket,
    long overfullBuckets,
    long shuffledBytes,
    long spilledBytes) {
  /** No search. */
  public static final NearSearch NONE = of(Map.of());

  /**
   * What a run counted.
   *
   * @param counts by name, as {@code run.json} has them
   */
  public static NearSearch of(Map<String, Long> counts) {
    return new NearSearch(
        generator(counts),
        choice(counts),
        counts.getOrDefault("near_postings", 0L),
        counts.getOrDefault("near_candidates", 0L),
        counts.getOrDefault("near_rounds", 0L),
        counts.getOrDefault("biggest_bucket", 0L),
        counts.getOrDefault("overfull_buckets", 0L),
        counts.getOrDefault("dedup_shuffled_bytes", 0L),
        counts.getOrDefault("dedup_spilled_bytes", 0L));
  }

  /** What proposed pairs: {@code prefix}, or {@code lsh} and its bands x rows. */
  public static String generator(Map<String, Long> counts) {
    return counts.containsKey("near_bands")
        ? "lsh %d x %d".formatted(counts.get("near_bands"), counts.get("near_rows"))
        : "prefix";
  }

  /**
   * What either generator would have to do, where one was chosen.
   *
   * @param counts by name, as {@code run.json} has them
   */
  public static String choice(Map<String, Long> counts) {
    if (!counts.containsKey("near_choice_sampled")) {
      return "";
    }
    return "from %s sampled examples: prefix would post about %s keys and compare %s pairs, lsh %s and %s"
        .formatted(
            Words.count(counts.getOrDefault("near_choice_sampled", 0L)),
            about(counts, "near_choice_prefix_postings"),
            about(counts, "near_choice_prefix_pairs"),
            about(counts, "near_choice_lsh_postings"),
            about(counts, "near_choice_lsh_pairs"));
  }

  private static String about(Map<String, Long> counts, String name) {
    return Words.about(counts.getOrDefault(name, 0L));
  }
}
