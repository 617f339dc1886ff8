package io.secateur.jobs.dedup;

import io.secateur.redundancy.PostingJoin;
import io.secateur.redundancy.PrefixFilter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple2;

/**
 * Proposes pairs of documents that may be duplicates, because they share a key.
 *
 * <p>Cost: one shuffle of 32 bytes a key, one of 16 bytes a pair. A task holds the postings of its
 * shard.
 */
final class CandidateStage {
  private static final int POSTING = 4;
  private static final int BATCH = 1 << 16;

  private CandidateStage() {}

  /**
   * Pairs of places, in the shard of the first.
   *
   * @param shards of the documents
   * @param overfull counts buckets that were not compared all with all
   * @return parcels of pairs, first not after second; a pair may come more than once
   */
  static JavaPairRDD<Integer, long[]> pairs(
      JavaRDD<Documents> shards,
      Generator generator,
      PrefixFilter filter,
      int maxBucket,
      LongAccumulator overfull) {
    int count = shards.getNumPartitions();
    JavaRDD<long[]> pairs =
        Parcels.send(shards, (shard, to) -> post(shard, generator, to), count)
            .mapPartitions(parcels -> join(parcels, new PostingJoin(filter, maxBucket), overfull));
    return Parcels.send(pairs, CandidateStage::route, count);
  }

  private static void post(Documents shard, Generator generator, Parcels to) {
    for (int i = 0; i < shard.count(); i++) {
      int size = shard.size(i);
      long[] keys = generator.keys(shard.set(i), size);
      int first = generator.firstPosition(size, keys.length / 2);
      for (int k = 0; k < keys.length; k += 2) {
        long high = keys[k] ^ shard.scope(i);
        to.add(
            ShardStage.shardOfKey(high, to.shards()),
            high,
            keys[k + 1],
            shard.place(i),
            (long) size << 32 | ((first + k / 2) & 0xFFFF_FFFFL));
      }
    }
  }

  private static Iterator<long[]> join(
      Iterator<Tuple2<Integer, long[]>> parcels, PostingJoin join, LongAccumulator overfull) {
    while (parcels.hasNext()) {
      long[] parcel = parcels.next()._2();
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
    join.pairs(batches::add);
    overfull.add(join.overfull());
    return batches.all();
  }

  private static void route(long[] pairs, Parcels to) {
    for (int at = 0; at < pairs.length; at += 2) {
      to.add(Parcels.shard(pairs[at], to.shards()), pairs[at], pairs[at + 1]);
    }
  }

  /** Pairs in arrays of a bounded size. */
  private static final class Batches {
    private final List<long[]> full = new ArrayList<>();
    private long[] batch = new long[BATCH];
    private int filled;

    void add(long first, long second) {
      if (filled == batch.length) {
        full.add(batch);
        batch = new long[BATCH];
        filled = 0;
      }
      batch[filled++] = first;
      batch[filled++] = second;
    }

    Iterator<long[]> all() {
      full.add(java.util.Arrays.copyOf(batch, filled));
      return full.iterator();
    }
  }
}
