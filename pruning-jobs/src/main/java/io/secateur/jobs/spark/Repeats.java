package io.secateur.jobs.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/** Tells cheaply whether a column's values are all different, as ids are. */
public final class Repeats {
  private Repeats() {}

  /**
   * Whether a value may stand in two rows: hashes of 64 bits meet by chance once in so many billion
   * rows, and who is told that they do must look at the values.
   *
   * <p>Cost: one shuffle of 8 bytes a row; a task holds those of its shard.
   *
   * @param column of any plain type, without nulls
   */
  public static boolean mayHave(Dataset<Row> rows, String column) {
    JavaRDD<Row> hashes = rows.select(xxhash64(col(column))).toJavaRDD();
    int shards = rows.sparkSession().sparkContext().defaultParallelism();
    return Parcels.send(
            hashes,
            (row, to) -> to.add(Parcels.shard(row.getLong(0), to.shards()), row.getLong(0)),
            Math.max(shards, hashes.getNumPartitions()))
        .mapPartitions(parcels -> List.of(repeated(parcels)).iterator())
        .reduce(Boolean::logicalOr);
  }

  private static boolean repeated(Iterator<Tuple2<Integer, long[]>> parcels) {
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
    Arrays.sort(all, 0, count);
    for (int i = 1; i < count; i++) {
      if (all[i] == all[i - 1]) {
        return true;
      }
    }
    return false;
  }
}
