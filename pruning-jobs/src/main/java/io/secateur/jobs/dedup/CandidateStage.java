package io.secateur.jobs.dedup;

import io.secateur.jobs.spark.Parcels;
import io.secateur.jobs.spark.Tally;
import io.secateur.redundancy.PostingJoin;
import io.secateur.redundancy.PrefixFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Proposes pairs of documents that may be duplicates, because they share a key.
 *
 * <p>Cost: one shuffle of 32 bytes a key. A task holds the postings of its shard.
 */
final class CandidateStage {
  private static final int POSTING = 4;
  private static final int BATCH = 1 << 16;

  private CandidateStage() {}

  /**
   * Proposes.
   *
   * @param shards of the documents
   * @param stars whether buckets past {@code maxBucket} are linked as stars and chains; else they
   *     are handed over
   * @param tally of the buckets
   * @return each pair once a shard of keys
   */
  static JavaRDD<Proposal> proposals(
      JavaRDD<Documents> shards,
      Generator generator,
      PrefixFilter filter,
      int maxBucket,
      boolean stars,
      Tally tally) {
    return Parcels.send(
            shards, (shard, to) -> post(shard, generator, to), shards.getNumPartitions())
        .mapPartitions(parcels -> join(parcels, new PostingJoin(filter, maxBucket), stars, tally));
  }

  private static void post(Documents shard, Generator generator, Parcels to) {
    for (int i = 0; i < shard.count(); i++) {
      long place = shard.place(i);
      generator.post(
          shard.set(i),
          shard.size(i),
          shard.scope(i),
          (high, low, size, position) ->
              to.add(
                  ShardStage.shardOfKey(high, to.shards()),
                  high,
                  low,
                  place,
                  (long) size << 32 | (position & 0xFFFF_FFFFL)));
    }
  }

  private static Iterator<Proposal> join(
      Iterator<Tuple2<Integer, long[]>> parcels, PostingJoin join, boolean stars, Tally tally) {
    long postings = 0;
    while (parcels.hasNext()) {
      long[] parcel = parcels.next()._2();
      postings += parcel.length / POSTING;
      for (int at = 0; at < parcel.length; at += POSTING) {
        join.add(
            parcel[at],
            parcel[at + 1],
            parcel[at + 2],
            (int) (parcel[at + 3] >>> 32),
            (int) parcel[at + 3]);
      }
    }
    Batches batches = new Batches();
    join.pairs(batches::add, stars ? null : batches::addHot);
    tally.postings().add(postings);
    tally.overfull().add(join.overfull());
    tally.biggestBucket().add(join.biggest());
    return batches.all();
  }

  /** Pairs in arrays of a bounded size. */
  private static final class Batches {
    private final List<Proposal> full = new ArrayList<>();
    private long[] batch = new long[BATCH];
    private int filled;

    void add(long first, long second) {
      if (filled == batch.length) {
        full.add(Proposal.pairs(batch));
        batch = new long[BATCH];
        filled = 0;
      }
      batch[filled++] = first;
      batch[filled++] = second;
    }

    void addHot(long[] places) {
      full.add(Proposal.bucket(places));
    }

    Iterator<Proposal> all() {
      full.add(Proposal.pairs(Arrays.copyOf(batch, filled)));
      return full.iterator();
    }
  }
}
