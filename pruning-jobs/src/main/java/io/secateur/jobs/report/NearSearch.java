package io.secateur.jobs.report;

import java.util.Map;

/**
 * What the search for near duplicates took.
 *
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
        counts.getOrDefault("near_postings", 0L),
        counts.getOrDefault("near_candidates", 0L),
        counts.getOrDefault("near_rounds", 0L),
        counts.getOrDefault("biggest_bucket", 0L),
        counts.getOrDefault("overfull_buckets", 0L),
        counts.getOrDefault("dedup_shuffled_bytes", 0L),
        counts.getOrDefault("dedup_spilled_bytes", 0L));
  }
}
