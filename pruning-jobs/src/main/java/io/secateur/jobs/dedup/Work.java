package io.secateur.jobs.dedup;

import io.secateur.redundancy.PostingJoin;
import io.secateur.redundancy.PrefixFilter;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a generator makes of a set of documents, about.
 *
 * @param postings keys that documents are found by
 * @param pairs of documents that share a key and could reach the threshold by their sizes
 * @param making of the keys, in postings that cost as much
 * @param seen pairs of the sample, from which this was estimated
 */
public record Work(double postings, double pairs, double making, long seen) {
  /** Documents of a bucket whose pairs are made one by one. */
  private static final int HOT = 500;

  /**
   * Estimates, from a sample.
   *
   * <pre>{@code postings = sampled postings / p,  pairs = sampled pairs / p^2}</pre>
   *
   * <p>Right on average, where each document is drawn with probability p by itself; but from a
   * small share, one pair stands for very many: what was {@code seen} says how far to trust it. Two
   * things count too much, where pairs are many in any case: a key that more than {@link #HOT} of
   * the sample have counts all its pairs, also those that another such key has; and past two
   * million pairs of the sample some are counted again.
   *
   * @param sample documents with distinct sets
   * @param share p, in (0, 1]
   */
  static Work of(Documents sample, double share, Generator generator, PrefixFilter filter) {
    PostingJoin join = new PostingJoin(filter, HOT);
    AtomicLong postings = new AtomicLong();
    double making = 0;
    for (int i = 0; i < sample.count(); i++) {
      int document = i;
      long[] shared = generator.shared(sample.set(i));
      making += generator.making(sample.size(i));
      generator.post(
          shared,
          sample.size(i),
          sample.scope(i),
          (high, low, size, position) -> {
            join.add(high, low, document, size, position);
            postings.incrementAndGet();
          });
    }
    long[] pairs = new long[1];
    join.pairs(
        (first, second) -> pairs[0]++, hot -> pairs[0] += hot.length * (hot.length - 1L) / 2);
    return new Work(postings.get() / share, pairs[0] / share / share, making / share, pairs[0]);
  }

  /** All of it: a posting and a pair cost about the same. */
  double total() {
    return postings + pairs + making;
  }

  /** What does not hang on pairs. */
  double withoutPairs() {
    return postings + making;
  }
}
