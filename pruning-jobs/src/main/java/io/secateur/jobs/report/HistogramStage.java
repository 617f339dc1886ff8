package io.secateur.jobs.report;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.percentile_approx;
import static org.apache.spark.sql.functions.posexplode;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.secateur.jobs.report.Histogram.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/**
 * Counts values of several columns at once.
 *
 * <p>Cost: two aggregations, one for the ends and one for the counts, whatever the number of
 * columns; the driver holds {@value Bins#MOST} numbers a column and part.
 */
final class HistogramStage {
  private static final double FAR_OUT = 0.005; // of the values, on either side
  private static final int ACCURACY = 10_000;

  private HistogramStage() {}

  /**
   * Counts them.
   *
   * @param rows with the columns; read twice
   * @param columns of double; those without a finite value are left out
   * @param part a row is of, as text
   * @param parts all there are
   */
  static List<Histogram> of(
      Dataset<Row> rows, List<String> columns, Column part, List<String> parts) {
    List<String> names = new ArrayList<>();
    List<Bins> bins = new ArrayList<>();
    List<Long> missing = new ArrayList<>();
    List<Column> asked = new ArrayList<>();
    asked.add(count(lit(1)).as("all"));
    columns.forEach(name -> asked.addAll(asked(name)));
    Row found =
        rows.agg(asked.get(0), asked.subList(1, asked.size()).toArray(Column[]::new)).first();
    for (int c = 0; c < columns.size(); c++) {
      Optional<Bins> some = bins(found, 1 + ASKED * c);
      if (some.isPresent()) {
        names.add(columns.get(c));
        bins.add(some.get());
        missing.add(found.getLong(0) - found.getLong(1 + ASKED * c));
      }
    }
    if (names.isEmpty()) {
      return List.of();
    }
    Map<String, Map<Integer, long[]>> counts = counts(rows, names, bins, part);
    List<Histogram> histograms = new ArrayList<>();
    for (int c = 0; c < names.size(); c++) {
      List<Part> counted = new ArrayList<>();
      for (String one : parts) {
        long[] of =
            counts.getOrDefault(one, Map.of()).getOrDefault(c, new long[bins.get(c).count()]);
        counted.add(new Part(one, java.util.Arrays.stream(of).boxed().toList()));
      }
      histograms.add(new Histogram(names.get(c), bins.get(c), counted, missing.get(c)));
    }
    return histograms;
  }

  private static final int ASKED = 5;

  private static List<Column> asked(String name) {
    Column value = finite(name);
    return List.of(
        count(value),
        min(value),
        max(value),
        percentile_approx(value, array(lit(FAR_OUT), lit(1 - FAR_OUT)), lit(ACCURACY)),
        count_if(value.notEqual(floor(value))));
  }

  private static Optional<Bins> bins(Row found, int at) {
    if (found.getLong(at) == 0) {
      return Optional.empty();
    }
    List<Double> ends = found.getList(at + 3);
    return Optional.of(
        Bins.of(
            found.getDouble(at + 1),
            found.getDouble(at + 2),
            ends.get(0),
            ends.get(1),
            found.getLong(at + 4) == 0));
  }

  /** By part and column. */
  private static Map<String, Map<Integer, long[]>> counts(
      Dataset<Row> rows, List<String> names, List<Bins> bins, Column part) {
    Column[] binned = new Column[names.size()];
    for (int c = 0; c < binned.length; c++) {
      Bins of = bins.get(c);
      UDF1<Double, Integer> bin = value -> value == null ? null : of.of(value);
      binned[c] = udf(bin, DataTypes.IntegerType).apply(finite(names.get(c)));
    }
    Map<String, Map<Integer, long[]>> counts = new HashMap<>();
    rows.select(part.as("part"), posexplode(array(binned)).as(new String[] {"column", "bin"}))
        .filter(col("bin").isNotNull())
        .groupBy("part", "column", "bin")
        .agg(count(lit(1)))
        .collectAsList()
        .forEach(
            row ->
                counts.computeIfAbsent(row.getString(0), name -> new HashMap<>())
                        .computeIfAbsent(row.getInt(1), c -> new long[bins.get(c).count()])[
                        row.getInt(2)] =
                    row.getLong(3));
    return counts;
  }

  /** A value, or null where it is none. */
  static Column finite(String name) {
    Column value = coalesce(col(name), lit(Double.NaN)); // which Spark holds to be the greatest
    return when(abs(value).lt(lit(Double.POSITIVE_INFINITY)), value);
  }
}
