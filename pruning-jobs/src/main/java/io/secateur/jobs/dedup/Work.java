package io.secateur.jobs.dedup;

import io.secateur.redundancy.PostingJoin;
import io.secateur.redundancy.PrefixFilter;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a generator makes of a set of documents.
 *
 * @param postings keys that documents are found by
 * @param pairs of documents that share a key and could reach the threshold by their sizes
 */
public record Work(double postings, double pairs) {
  /** Documents of a bucket whose pairs are made one by one. */
  private static final int HOT = 500;

  /**
   * Estimates, from a sample.
   *
   * <pre>{@code postings = sampled postings / p,  pairs = sampled pairs / p^2}</pre>
   *
   * <p>Unbiased, where each document is drawn with probability p by itself. A key that more than
   * {@link #HOT} of the sample have counts all its pairs, also those that another such key has.
   *
   * @param sample documents with distinct sets
   * @param share p, in (0, 1]
   */
  static Work of(Documents sample, double share, Generator generator, PrefixFilter filter) {
    PostingJoin join = new PostingJoin(filter, HOT);
    AtomicLong postings = new AtomicLong();
    for (int i = 0; i < sample.count(); i++) {
      int document = i;
      long[] shared = generator.shared(sample.set(i));
      generator.post(
          shared,
          sample.size(i),
          sample.scope(i),
          (high, low, size, position) -> {
            join.add(high, low, document, size, position);
            postings.incrementAndGet();
          });
    }
    double[] pairs = new double[1];
    join.pairs(
        (first, second) -> pairs[0]++, hot -> pairs[0] += hot.length * (hot.length - 1.0) / 2);
    return new Work(postings.get() / share, pairs[0] / share / share);
  }

  /** Things to do: a posting and a pair cost about the same. */
  double total() {
    return postings + pairs;
  }
}
