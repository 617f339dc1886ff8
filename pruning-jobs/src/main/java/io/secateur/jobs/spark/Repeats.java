package io.secateur.jobs.spark;

import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.xxhash64;

import io.secateur.redundancy.SortedHashes;
import java.util.Arrays;
import java.util.Iterator;
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
import scala.Tuple2;

/**
 * Finds rows that may have the same values in some columns, by a hash of 64 bits: all that have
 * them, and by chance a few others, once in so many billion rows. Who must know looks at the
 * values.
 *
 * <p>Cost: one shuffle of 8 bytes a row; a task holds those of its shard.
 */
public final class Repeats {
  private Repeats() {}

  /** Whether several rows may have the same values. */
  public static boolean mayHave(Dataset<Row> rows, Column... columns) {
    return count(repeated(rows, columns)) > 0;
  }

  /**
   * The rows that may have the same values as another, if they are few.
   *
   * @param release told what to free once they are read
   */
  public static Optional<Dataset<Row>> few(
      Dataset<Row> rows, List<Runnable> release, Column... columns) {
    JavaRDD<long[]> repeated = repeated(rows, columns);
    if (!Few.isFew(count(repeated))) {
      return Optional.empty();
    }
    long[] hashes =
        SortedHashes.distinct(repeated.collect().stream().flatMapToLong(Arrays::stream).toArray());
    Broadcast<long[]> shared =
        JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext()).broadcast(hashes);
    release.add(shared::destroy);
    UDF1<Long, Boolean> listed = hash -> Arrays.binarySearch(shared.value(), hash) >= 0;
    return Optional.of(rows.filter(udf(listed, DataTypes.BooleanType).apply(xxhash64(columns))));
  }

  private static long count(JavaRDD<long[]> repeated) {
    return repeated.map(hashes -> (long) hashes.length).reduce(Long::sum);
  }

  /** The hash of each row that another row has, shard by shard. */
  private static JavaRDD<long[]> repeated(Dataset<Row> rows, Column... columns) {
    JavaRDD<Row> hashes = rows.select(xxhash64(columns)).toJavaRDD();
    int cores = rows.sparkSession().sparkContext().defaultParallelism();
    return Parcels.send(
            hashes,
            (row, to) -> to.add(Parcels.shard(row.getLong(0), to.shards()), row.getLong(0)),
            Math.max(cores, hashes.getNumPartitions()))
        .mapPartitions(parcels -> List.of(repeated(parcels)).iterator());
  }

  private static long[] repeated(Iterator<Tuple2<Integer, long[]>> parcels) {
    long[] all = new long[1 << 10];
    int count = 0;
    while (parcels.hasNext()) {
      long[] parcel = parcels.next()._2();
      if (count + parcel.length > all.length) {
        all = Arrays.copyOf(all, Math.max(2 * all.length, count + parcel.length));
      }
      System.arraycopy(parcel, 0, all, count, parcel.length);
      count += parcel.length;
    }
    long[] sorted = SortedHashes.sorted(Arrays.copyOf(all, count));
    int kept = 0;
    for (int i = 0; i < count; i++) {
      boolean again = i > 0 && sorted[i] == sorted[i - 1];
      if (again || (i + 1 < count && sorted[i] == sorted[i + 1])) {
        all[kept++] = sorted[i];
      }
    }
    return Arrays.copyOf(all, kept);
  }
}
