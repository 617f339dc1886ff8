package io.secateur.jobs.spark;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * What a search took, for the report; nothing is decided by it, since a task that runs twice counts
 * twice.
 *
 * @param postings keys that documents were found by
 * @param candidates pairs that were verified
 * @param overfull buckets past max-bucket
 * @param biggestBucket documents in the largest bucket
 */
public record Tally(
    LongAccumulator postings,
    LongAccumulator candidates,
    LongAccumulator overfull,
    Most biggestBucket)
    implements Serializable {

  /** One that tasks of a context can report to. */
  public static Tally on(SparkContext context) {
    return new Tally(
        context.longAccumulator(),
        context.longAccumulator(),
        context.longAccumulator(),
        Most.on(context));
  }

  /**
   * The counts, as {@code run.json} names them.
   *
   * @param shingles of all texts
   * @param rounds of search
   */
  public Map<String, Long> counts(long shingles, int rounds) {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("near_shingles", shingles);
    counts.put("near_postings", postings.value());
    counts.put("near_candidates", candidates.value());
    counts.put("near_rounds", (long) rounds);
    counts.put("overfull_buckets", overfull.value());
    counts.put("biggest_bucket", biggestBucket.value());
    return counts;
  }
}
