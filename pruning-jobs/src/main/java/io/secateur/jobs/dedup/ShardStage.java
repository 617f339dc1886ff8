package io.secateur.jobs.dedup;

import io.secateur.example.SeededHash;
import io.secateur.jobs.spark.Parcels;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Brings each document that may have a duplicate to its shard: the one that its place hashes to.
 *
 * <p>Cost: one shuffle of the shingles that more than one document has, of documents that have keys
 * to be found by. Copies with the same content travel once a block and stay once.
 */
final class ShardStage {
  private ShardStage() {}

  /**
   * One block a shard.
   *
   * @param blocks of all documents
   * @param shards how many
   */
  static JavaRDD<Documents> shards(JavaRDD<Documents> blocks, Generator generator, int shards) {
    return Parcels.send(blocks, (block, to) -> pack(block, generator, to), shards)
        .mapPartitions(parcels -> List.of(unpack(parcels)).iterator());
  }

  private static void pack(Documents block, Generator generator, Parcels to) {
    PlaceIndex index = new PlaceIndex(block);
    for (int i = 0; i < block.count(); i++) {
      long[] shared = generator.shared(block.set(i));
      if (generator.hasKeys(shared.length, block.size(i)) && !isCopy(block, index, i)) {
        block.write(i, shared, to, Parcels.shard(block.place(i), to.shards()));
      }
    }
  }

  /** Whether an earlier document of the block is the same. */
  private static boolean isCopy(Documents block, PlaceIndex index, int i) {
    for (int j = index.first(block.place(i)); j >= 0; j = index.next(j)) {
      if (j < i && block.same(i, block, j)) {
        return true;
      }
    }
    return false;
  }

  private static Documents unpack(Iterator<Tuple2<Integer, long[]>> parcels) {
    Documents shard = new Documents(1 << 10, 1 << 16);
    Map<Long, Integer> first = new HashMap<>();
    while (parcels.hasNext()) {
      long[] parcel = parcels.next()._2();
      int at = 0;
      while (at < parcel.length) {
        at = shard.read(parcel, at);
        int last = shard.count() - 1;
        Integer earlier = first.putIfAbsent(shard.place(last), last);
        if (earlier != null && shard.same(earlier, shard, last)) {
          shard.removeLast();
        }
      }
    }
    return shard;
  }

  /**
   * Finds documents whose whole shingle set another one has: they need no search.
   *
   * @return for each, the name of the document that stays, and its own
   */
  static JavaRDD<long[]> copies(JavaRDD<Documents> shards) {
    int count = shards.getNumPartitions();
    Parcels.Packing<Documents> sets =
        (shard, to) -> {
          for (int i = 0; i < shard.count(); i++) {
            long[] set = shard.set(i);
            if (set.length == shard.size(i)) { // others have all of it
              long high = Documents.setHash(shard.scope(i), set, 1);
              long low = Documents.setHash(shard.scope(i), set, 2);
              to.add(Parcels.shard(high, to.shards()), high, low);
              to.addAll(Parcels.shard(high, to.shards()), shard.name(i));
            }
          }
        };
    return Parcels.send(shards, sets, count).mapPartitions(SameSets::find);
  }

  /**
   * The shards without some documents.
   *
   * @param gone names of documents, in any partitioning
   */
  static JavaRDD<Documents> without(JavaRDD<Documents> shards, JavaRDD<long[]> gone) {
    int count = shards.getNumPartitions();
    JavaPairRDD<Integer, long[]> routed =
        Parcels.send(
            gone, (name, to) -> to.addAll(Parcels.shard(name[0], to.shards()), name), count);
    return shards.zipPartitions(
        routed, (blocks, parcels) -> List.of(without(blocks.next(), parcels)).iterator());
  }

  private static Documents without(Documents shard, Iterator<Tuple2<Integer, long[]>> parcels) {
    Set<List<Long>> gone = new HashSet<>();
    while (parcels.hasNext()) {
      long[] parcel = parcels.next()._2();
      for (int at = 0; at < parcel.length; at += Documents.NAME) {
        gone.add(named(parcel, at));
      }
    }
    Documents left = new Documents(Math.max(1, shard.count()), Math.max(1, shard.shingles()));
    for (int i = 0; i < shard.count(); i++) {
      if (!gone.contains(named(shard.name(i), 0))) {
        left.add(shard, i);
      }
    }
    return left;
  }

  private static List<Long> named(long[] name, int at) {
    return List.of(name[at], name[at + 1], name[at + 2], name[at + 3]);
  }

  /** A hash that shards keys: another than the one that shards places. */
  static int shardOfKey(long high, int shards) {
    return (int) Long.remainderUnsigned(SeededHash.mix(~high), shards);
  }
}
