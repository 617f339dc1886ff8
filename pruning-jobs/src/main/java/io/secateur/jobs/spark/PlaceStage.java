package io.secateur.jobs.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.secateur.jobs.run.DataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Gives every row its place, from 0, within its stratum.
 *
 * <p>One range sort by stratum and order, and the ranks of its partitions: no window, so that a
 * stratum of a billion rows does not land on one task. The order must be total, or places depend on
 * the partitioning.
 */
public final class PlaceStage {
  /** Strata that a plan may have; their counts are on the driver. */
  private static final int MOST_STRATA = 100_000;

  private PlaceStage() {}

  /**
   * Rows in each stratum, by name.
   *
   * @throws DataException if there are too many strata to plan for
   */
  public static Map<String, Long> sizes(Dataset<Row> rows, String stratum) {
    return sizesIfFew(rows, stratum)
        .orElseThrow(
            () ->
                new DataException(
                    ("Cannot plan: more than %,d values of %s. Choose another label, or policy"
                            + " random without select.min-per-class.")
                        .formatted(MOST_STRATA, stratum)));
  }

  /** Rows in each stratum, by name; nothing where there are too many strata to plan for. */
  public static Optional<Map<String, Long>> sizesIfFew(Dataset<Row> rows, String stratum) {
    List<Row> counts =
        rows.groupBy(stratum).agg(count(lit(1))).limit(MOST_STRATA + 1).collectAsList();
    if (counts.size() > MOST_STRATA) {
      return Optional.empty();
    }
    Map<String, Long> sizes = new TreeMap<>();
    counts.forEach(row -> sizes.put(row.getString(0), row.getLong(1)));
    return Optional.of(sizes);
  }

  /**
   * Adds {@code place bigint}.
   *
   * @param rows with a column that names each row's stratum
   * @param stratum its name
   * @param sizes rows in each stratum, as {@link #sizes} counted them
   * @param order a total order within a stratum
   */
  public static Dataset<Row> place(
      Dataset<Row> rows, String stratum, Map<String, Long> sizes, Column... order) {
    Map<String, Long> first = firstRanks(sizes);
    int stratumIndex = rows.schema().fieldIndex(stratum);
    StructType schema = rows.schema().add("place", DataTypes.LongType, /* nullable= */ false);
    Column[] sorted =
        Stream.concat(Stream.of(col(stratum)), Arrays.stream(order)).toArray(Column[]::new);
    return rows.sparkSession()
        .createDataset(
            rows.orderBy(sorted)
                .toJavaRDD()
                .zipWithIndex()
                .map(
                    ranked -> {
                      Row row = ranked._1();
                      long rank = ranked._2();
                      return with(row, rank - first.getOrDefault(row.getString(stratumIndex), 0L));
                    })
                .rdd(),
            Encoders.row(schema));
  }

  /** Strings sort alike in Java's map and in Spark only by their UTF-8 bytes. */
  private static Map<String, Long> firstRanks(Map<String, Long> sizes) {
    List<String> names = new ArrayList<>(sizes.keySet());
    names.sort(
        (a, b) ->
            Arrays.compareUnsigned(
                a.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                b.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    Map<String, Long> first = new HashMap<>();
    long rank = 0;
    for (String name : names) {
      first.put(name, rank);
      rank += sizes.getOrDefault(name, 0L);
    }
    return first;
  }

  private static Row with(Row row, long place) {
    Object[] values = new Object[row.size() + 1];
    for (int i = 0; i < row.size(); i++) {
      values[i] = row.get(i);
    }
    values[row.size()] = place;
    return RowFactory.create(values);
  }
}
