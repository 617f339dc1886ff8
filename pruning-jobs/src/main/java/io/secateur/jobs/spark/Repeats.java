package io.secateur.jobs.spark;

import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.xxhash64;

import io.secateur.redundancy.SortedHashes;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/**
 * Finds rows that may have the same values in some columns, by a hash of 64 bits: all that have
 * them, and by chance a few others, once in so many billion rows. Who must know looks at the
 * values.
 *
 * <p>Cost: one shuffle of 8 bytes a row; a task holds those of its shard.
 */
public final class Repeats {
  /** Hashes of a shard from which it is worth looking for some that very many rows have. */
  private static final int MANY = 1 << 20;

  private Repeats() {}

  /** What rows of a shard repeat. */
  private static final class Repeated implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long rows; // whose hash another row has
    private final long[] hashes; // of these, each once

    Repeated(long rows, long[] hashes) {
      this.rows = rows;
      this.hashes = hashes;
    }
  }

  /** Whether several rows may have the same values. */
  public static boolean mayHave(Dataset<Row> rows, Column... columns) {
    return count(repeated(rows, columns)) > 0;
  }

  /**
   * The rows that may have the same values as another, if they are few.
   *
   * @param most rows that are few
   * @param release told what to free once they are read
   */
  public static Optional<Dataset<Row>> few(
      Dataset<Row> rows, long most, List<Runnable> release, Column... columns) {
    JavaRDD<Repeated> repeated = repeated(rows, columns);
    if (count(repeated) > most) {
      return Optional.empty();
    }
    long[] hashes =
        repeated.map(shard -> shard.hashes).collect().stream()
            .flatMapToLong(Arrays::stream)
            .sorted()
            .toArray();
    Broadcast<long[]> shared =
        JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext()).broadcast(hashes);
    release.add(shared::destroy);
    UDF1<Long, Boolean> listed = hash -> Arrays.binarySearch(shared.value(), hash) >= 0;
    return Optional.of(rows.filter(udf(listed, DataTypes.BooleanType).apply(xxhash64(columns))));
  }

  private static long count(JavaRDD<Repeated> repeated) {
    return repeated.map(shard -> shard.rows).reduce(Long::sum);
  }

  private static JavaRDD<Repeated> repeated(Dataset<Row> rows, Column... columns) {
    JavaRDD<Row> hashes = rows.select(xxhash64(columns)).toJavaRDD();
    int cores = rows.sparkSession().sparkContext().defaultParallelism();
    return Parcels.send(
            hashes,
            (row, to) -> to.add(Parcels.shard(row.getLong(0), to.shards()), row.getLong(0)),
            Math.max(cores, hashes.getNumPartitions()))
        .mapPartitions(
            parcels -> {
              Shard shard = new Shard();
              parcels.forEachRemaining(parcel -> shard.add(parcel._2()));
              return List.of(shard.repeated()).iterator();
            });
  }

  /** The hashes of a shard; of one that very many rows have, no more than two. */
  private static final class Shard {
    private long[] hashes = new long[1 << 10];
    private int count;
    private int sorted; // of these, how many were left by the last thinning
    private long gone;

    void add(long[] parcel) {
      if (count + parcel.length > Math.max(MANY, 2 * sorted)) {
        thin();
      }
      if (count + parcel.length > hashes.length) {
        hashes = Arrays.copyOf(hashes, Math.max(2 * hashes.length, count + parcel.length));
      }
      System.arraycopy(parcel, 0, hashes, count, parcel.length);
      count += parcel.length;
    }

    private void thin() {
      hashes = SortedHashes.sorted(Arrays.copyOf(hashes, count));
      int kept = 0;
      for (int i = 0; i < count; i++) {
        if (kept < 2 || hashes[kept - 2] != hashes[i]) {
          hashes[kept++] = hashes[i];
        }
      }
      gone += count - kept;
      count = kept;
      sorted = kept;
    }

    Repeated repeated() {
      thin();
      long[] twice = new long[count / 2];
      int found = 0;
      for (int i = 1; i < count; i++) {
        if (hashes[i] == hashes[i - 1]) {
          twice[found++] = hashes[i];
        }
      }
      return new Repeated(2L * found + gone, Arrays.copyOf(twice, found));
    }
  }
}
