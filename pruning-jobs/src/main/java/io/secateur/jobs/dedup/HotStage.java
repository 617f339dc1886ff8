package io.secateur.jobs.dedup;

import io.secateur.example.SeededHash;
import io.secateur.jobs.spark.Parcels;
import io.secateur.redundancy.BlockJoin;
import io.secateur.redundancy.BlockJoin.Pair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * Searches buckets that are too large to be compared all with all: their documents come together
 * with their sets, and meet the kept ones before them through an index.
 *
 * <p>A bucket is cut into blocks of {@link #BLOCK} documents, and each two blocks meet: so the
 * memory of a task is bounded, whatever the bucket. Buckets of the same documents are one.
 *
 * <p>Cost: one shuffle of the sets of their documents, once a pair of blocks.
 */
final class HotStage {
  private static final int BLOCK = 1 << 16;

  /** Documents that a task takes, about: their sets are some 100 MB. */
  private static final int TASK = 1 << 17;

  private HotStage() {}

  /** How the documents of a block are compared; a function that travels. */
  interface Comparison extends java.io.Serializable {

    /** Finds pairs among sets in priority order. */
    List<Pair> find(BlockJoin join, long[][] sets, int[] sizes);
  }

  /**
   * Searches.
   *
   * @param hot proposals of buckets
   * @param shards of the documents
   * @param threshold similarity from which two are duplicates
   * @return {@code first, second, similarity}: ranks, first before second
   */
  static JavaRDD<Row> edges(
      JavaRDD<Proposal> hot, JavaRDD<Documents> shards, double threshold, Comparison comparison) {
    int count = shards.getNumPartitions();
    long visits =
        hot.map(bucket -> (long) bucket.places().length * blocks(bucket)).fold(0L, Long::sum);
    int tasks = (int) Math.max(count, visits / TASK + 1);
    JavaRDD<Asked> asked =
        shards.zipPartitions(
            Parcels.send(hot, HotStage::ask, count),
            (blocks, parcels) -> List.of(Asked.of(blocks.next(), parcels)).iterator());
    return Parcels.send(asked, Asked::answer, tasks)
        .mapPartitions(parcels -> compare(parcels, threshold, comparison));
  }

  private static int blocks(Proposal bucket) {
    return (bucket.places().length - 1) / BLOCK + 1;
  }

  /** Asks the shard of each document to send it, once for each two blocks that it is part of. */
  private static void ask(Proposal hot, Parcels to) {
    long bucket = hot.name();
    int blocks = blocks(hot);
    for (long place : hot.places()) {
      int own = Parcels.shard(~place, blocks);
      for (int other = 0; other < blocks; other++) {
        long both = (long) Math.min(own, other) << 32 | Math.max(own, other);
        to.add(
            Parcels.shard(place, to.shards()),
            blocks == 1 ? bucket : bucket ^ SeededHash.mix(both + 1),
            place);
      }
    }
  }

  /** The documents of a shard, and the blocks that ask for them: name of the block, place. */
  private record Asked(Documents shard, List<long[]> asks) {

    static Asked of(Documents shard, Iterator<Tuple2<Integer, long[]>> parcels) {
      List<long[]> asks = new ArrayList<>();
      while (parcels.hasNext()) {
        long[] parcel = parcels.next()._2();
        for (int at = 0; at < parcel.length; at += 2) {
          asks.add(new long[] {parcel[at], parcel[at + 1]});
        }
      }
      asks.sort(Arrays::compare);
      return new Asked(shard, asks);
    }

    void answer(Parcels to) {
      PlaceIndex index = new PlaceIndex(shard);
      long[] before = {};
      for (long[] ask : asks) {
        if (!Arrays.equals(ask, before)) {
          int task = Parcels.shard(ask[0], to.shards());
          for (int i = index.first(ask[1]); i >= 0; i = index.next(i)) {
            to.add(task, ask[0]);
            shard.write(i, shard.set(i), to, task);
          }
        }
        before = ask;
      }
    }
  }

  private static Iterator<Row> compare(
      Iterator<Tuple2<Integer, long[]>> parcels, double threshold, Comparison comparison) {
    Map<Long, Documents> blocks = new HashMap<>();
    while (parcels.hasNext()) {
      long[] parcel = parcels.next()._2();
      int at = 0;
      while (at < parcel.length) {
        Documents block = blocks.computeIfAbsent(parcel[at], name -> new Documents(16, 1 << 10));
        at = block.read(parcel, at + 1);
      }
    }
    List<Row> edges = new ArrayList<>();
    BlockJoin join = new BlockJoin(threshold);
    blocks.values().forEach(block -> compare(block, join, comparison, edges));
    return edges.iterator();
  }

  private static void compare(
      Documents block, BlockJoin join, Comparison comparison, List<Row> edges) {
    String[] ranks = IntStream.range(0, block.count()).mapToObj(block::rank).toArray(String[]::new);
    int[] order =
        IntStream.range(0, ranks.length)
            .boxed()
            .sorted(Comparator.comparing(i -> ranks[i]))
            .mapToInt(i -> i)
            .toArray();
    Map<Long, List<Integer>> scopes = new HashMap<>();
    for (int i : order) {
      scopes.computeIfAbsent(block.scope(i), scope -> new ArrayList<>()).add(i);
    }
    for (List<Integer> members : scopes.values()) {
      long[][] sets = members.stream().map(block::set).toArray(long[][]::new);
      int[] sizes = members.stream().mapToInt(block::size).toArray();
      for (Pair pair : comparison.find(join, sets, sizes)) {
        edges.add(
            VerifyStage.edge(
                ranks[members.get(pair.first())],
                ranks[members.get(pair.second())],
                pair.similarity()));
      }
    }
  }
}
