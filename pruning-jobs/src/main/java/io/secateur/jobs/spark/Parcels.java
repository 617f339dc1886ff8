package io.secateur.jobs.spark;

import io.secateur.example.SeededHash;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import scala.Tuple2;

/**
 * Records of a task, sorted into parcels by where they go. A shuffle of few large arrays costs a
 * small part of what one of as many rows does. A task holds {@link #MOST} values before it sends
 * what it has.
 */
public final class Parcels {
  /** Values that a task collects before it sends them: 64 MiB. */
  private static final int MOST = 1 << 23;

  private final long[][] parcels;
  private final int[] filled;
  private int total;

  private Parcels(int shards) {
    this.parcels = new long[shards][0];
    this.filled = new int[shards];
  }

  /** The shard that a place belongs to. */
  public static int shard(long place, int shards) {
    return (int) Long.remainderUnsigned(SeededHash.mix(place), shards);
  }

  /** Adds values for a shard. */
  public void add(int shard, long... values) {
    addAll(shard, values);
  }

  /** The same. */
  public void addAll(int shard, long[] values) {
    int from = filled[shard];
    int to = from + values.length;
    if (to > parcels[shard].length) {
      parcels[shard] = Arrays.copyOf(parcels[shard], Math.max(to, 2 * parcels[shard].length));
    }
    System.arraycopy(values, 0, parcels[shard], from, values.length);
    filled[shard] = to;
    total += values.length;
  }

  /** Where records may go. */
  public int shards() {
    return parcels.length;
  }

  /** What a task does with one of its items; a function that travels. */
  public interface Packing<T> extends BiConsumer<T, Parcels>, java.io.Serializable {}

  /**
   * Sends records through a shuffle.
   *
   * @param items of all tasks
   * @param packing adds the records of an item
   * @param shards where records may go
   * @return parcels, by shard; the order of a shard's parcels is any
   */
  public static <T> JavaPairRDD<Integer, long[]> send(
      JavaRDD<T> items, Packing<T> packing, int shards) {
    PairFlatMapFunction<Iterator<T>, Integer, long[]> pack =
        task -> new Sending<>(task, packing, shards);
    return items.mapPartitionsToPair(pack).partitionBy(new HashPartitioner(shards));
  }

  private static final class Sending<T> implements Iterator<Tuple2<Integer, long[]>> {
    private final Iterator<T> items;
    private final Packing<T> packing;
    private final int shards;
    private Parcels parcels;
    private int next;

    Sending(Iterator<T> items, Packing<T> packing, int shards) {
      this.items = items;
      this.packing = packing;
      this.shards = shards;
      this.parcels = new Parcels(shards);
      this.next = shards;
    }

    @Override
    public boolean hasNext() {
      while (true) {
        while (next < shards && parcels.filled[next] == 0) {
          next++;
        }
        if (next < shards) {
          return true;
        }
        if (!items.hasNext()) {
          return false;
        }
        parcels = new Parcels(shards);
        while (items.hasNext() && parcels.total < MOST) {
          packing.accept(items.next(), parcels);
        }
        next = 0;
      }
    }

    @Override
    public Tuple2<Integer, long[]> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int shard = next++;
      long[] parcel = Arrays.copyOf(parcels.parcels[shard], parcels.filled[shard]);
      parcels.parcels[shard] = new long[0];
      return new Tuple2<>(shard, parcel);
    }
  }
}
