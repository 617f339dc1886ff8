package io.secateur.jobs.dedup;

import io.secateur.jobs.spark.Parcels;
import io.secateur.redundancy.Jaccard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple2;

/**
 * Computes the exact Jaccard similarity of candidate pairs.
 *
 * <p>The first document of a pair travels to the shard of the second: once a shard, whatever the
 * number of its pairs there. No text travels.
 */
final class VerifyStage {
  private VerifyStage() {}

  /**
   * Similarities of candidate pairs.
   *
   * @param pairs arrays of places, two a pair, first not after second; a pair may come again
   * @param shards of the documents
   * @param atLeast similarity of the pairs that are worth keeping
   * @param candidates counts the distinct pairs
   * @return {@code first, second, similarity}: ranks, first before second; a pair of documents may
   *     come twice
   */
  static JavaRDD<Row> verified(
      JavaRDD<long[]> pairs,
      JavaRDD<Documents> shards,
      double atLeast,
      LongAccumulator candidates) {
    int count = shards.getNumPartitions();
    JavaRDD<Visits> visits =
        shards.zipPartitions(
            Parcels.send(pairs, VerifyStage::route, count),
            (blocks, parcels) -> {
              long[] distinct = distinct(parcels, count);
              candidates.add(distinct.length / 2);
              return List.of(new Visits(blocks.next(), distinct)).iterator();
            });
    return shards.zipPartitions(
        Parcels.send(visits, Visits::pack, count),
        (blocks, parcels) -> compare(new PlaceIndex(blocks.next()), parcels, atLeast));
  }

  private static void route(long[] pairs, Parcels to) {
    for (int at = 0; at < pairs.length; at += 2) {
      to.add(Parcels.shard(pairs[at], to.shards()), pairs[at], pairs[at + 1]);
    }
  }

  /** The documents of a shard, and the pairs whose first they are. */
  private static final class Visits {
    private final Documents shard;
    private final long[] pairs;

    Visits(Documents shard, long[] pairs) {
      this.shard = shard;
      this.pairs = pairs;
    }

    /** Sends each document to the shards that it has pairs in, with the places to compare. */
    void pack(Parcels to) {
      PlaceIndex index = new PlaceIndex(shard);
      int from = 0;
      while (from < pairs.length) {
        int target = Parcels.shard(pairs[from + 1], to.shards());
        int end = from + 2;
        while (end < pairs.length
            && pairs[end] == pairs[from]
            && Parcels.shard(pairs[end + 1], to.shards()) == target) {
          end += 2;
        }
        long[] others = new long[(end - from) / 2];
        for (int i = 0; i < others.length; i++) {
          others[i] = pairs[from + 2 * i + 1];
        }
        for (int i = index.first(pairs[from]); i >= 0; i = index.next(i)) {
          shard.write(i, shard.set(i), to, target);
          to.add(target, others.length);
          to.addAll(target, others);
        }
        from = end;
      }
    }
  }

  /** Distinct pairs, by first, then by the shard of the second, then by second. */
  private static long[] distinct(Iterator<Tuple2<Integer, long[]>> parcels, int shards) {
    List<long[]> all = new ArrayList<>();
    while (parcels.hasNext()) {
      long[] parcel = parcels.next()._2();
      for (int at = 0; at < parcel.length; at += 2) {
        all.add(new long[] {parcel[at], parcel[at + 1]});
      }
    }
    all.sort(
        (a, b) -> {
          if (a[0] != b[0]) {
            return Long.compare(a[0], b[0]);
          }
          int byShard = Integer.compare(Parcels.shard(a[1], shards), Parcels.shard(b[1], shards));
          return byShard != 0 ? byShard : Long.compare(a[1], b[1]);
        });
    long[] distinct = new long[2 * all.size()];
    int kept = 0;
    for (int i = 0; i < all.size(); i++) {
      if (i == 0 || !Arrays.equals(all.get(i), all.get(i - 1))) {
        distinct[kept++] = all.get(i)[0];
        distinct[kept++] = all.get(i)[1];
      }
    }
    return Arrays.copyOf(distinct, kept);
  }

  private static Iterator<Row> compare(
      PlaceIndex index, Iterator<Tuple2<Integer, long[]>> parcels, double atLeast) {
    List<Row> edges = new ArrayList<>();
    Documents here = index.documents();
    while (parcels.hasNext()) {
      long[] parcel = parcels.next()._2();
      int at = 0;
      while (at < parcel.length) {
        Documents visitor = new Documents(1, 0);
        at = visitor.read(parcel, at);
        long[] set = visitor.set(0);
        int others = (int) parcel[at++];
        for (int k = 0; k < others; k++) {
          for (int i = index.first(parcel[at + k]); i >= 0; i = index.next(i)) {
            if (visitor.scope(0) == here.scope(i) && !visitor.same(0, here, i)) {
              double similarity =
                  Jaccard.of(Jaccard.common(set, here.set(i)), visitor.size(0), here.size(i));
              if (similarity >= atLeast) {
                edges.add(edge(visitor.rank(0), here.rank(i), similarity));
              }
            }
          }
        }
        at += others;
      }
    }
    return edges.iterator();
  }

  /** An edge from the document that stays. */
  static Row edge(String one, String other, double similarity) {
    return one.compareTo(other) < 0
        ? RowFactory.create(one, other, similarity)
        : RowFactory.create(other, one, similarity);
  }
}
