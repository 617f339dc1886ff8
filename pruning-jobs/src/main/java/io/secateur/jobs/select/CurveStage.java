package io.secateur.jobs.select;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;

import io.secateur.jobs.spark.Cut;
import io.secateur.jobs.spark.Tables;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.api.java.UDF4;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What other budgets would keep: at every tenth of the examples, from the places that this run gave
 * them, and without scoring again.
 *
 * <p>Cost: one aggregation of the examples that are chosen from. The driver holds a line for each
 * of the {@value #MOST_CLASSES} largest classes and each way to be kept.
 */
public final class CurveStage {
  /** The schema of {@code cache/curve}; {@code this_run} marks the budget of this run. */
  public static final StructType SCHEMA =
      StructType.fromDDL(
          "share double, kept bigint, cost double, worst_class string, worst_share double,"
              + " class_drift double, mean_score double, overlap_random double, this_run boolean");

  /** Tenths below all. */
  static final int TENTHS = 9;

  private static final int MOST_CLASSES = 1_000;
  private static final String OTHERS = "(others)";

  private CurveStage() {}

  /**
   * The curve.
   *
   * @param rows the examples that are chosen from: {@code id, key, class, order, stratum, place,
   *     weight, score, keeps}; place is null where no policy decided, and {@code keeps} then tells
   *     whether the example stays whatever the budget
   * @param classes {@code class, n} of all examples
   * @param count how many there are to choose from
   * @param quotas for each tenth, by stratum; empty where what constraints keep exceeds it
   * @param quantum size of a unit of weight
   */
  static List<Row> of(
      Dataset<Row> rows,
      List<Row> classes,
      long count,
      List<Map<String, Long>> quotas,
      double quantum) {
    List<Long> counts = new ArrayList<>();
    for (int t = 1; t <= TENTHS; t++) {
      counts.add(Math.round(count * t / 10.0));
    }
    List<Cut> cuts = new ArrayList<>(BaselineStage.cuts(rows, count, counts));
    Map<String, Line> lines = lines(rows, classes, quotas, cuts);
    List<Row> curve = new ArrayList<>();
    for (int t = 0; t <= TENTHS; t++) {
      boolean thisRun = t == TENTHS;
      if (thisRun || !quotas.get(t).isEmpty()) {
        curve.add(point(lines, t, count, quantum, thisRun));
      }
    }
    return curve;
  }

  /** Counts of one class that are kept in the same ways. */
  private record Line(String name, Map<Long, double[]> byWays) {}

  private static Map<String, Line> lines(
      Dataset<Row> rows, List<Row> classes, List<Map<String, Long>> quotas, List<Cut> cuts) {
    HashSet<String> large = new HashSet<>();
    classes.stream()
        .sorted(
            Comparator.comparingLong((Row row) -> -row.getLong(1))
                .thenComparing(row -> row.getString(0)))
        .limit(MOST_CLASSES)
        .forEach(row -> large.add(row.getString(0)));
    UDF1<String, String> named = name -> large.contains(name) ? name : OTHERS;
    List<HashMap<String, Long>> all = new ArrayList<>();
    quotas.forEach(quota -> all.add(new HashMap<>(quota)));
    UDF3<String, Long, Boolean, Integer> ours =
        (stratum, place, keeps) -> {
          if (place == null) {
            return keeps ? (1 << (TENTHS + 1)) - 1 : 0;
          }
          int ways = keeps ? 1 << TENTHS : 0;
          for (int t = 0; t < TENTHS; t++) {
            ways |= place < all.get(t).getOrDefault(stratum, 0L) ? 1 << t : 0;
          }
          return ways;
        };
    List<Cut> drawn = new ArrayList<>(cuts);
    UDF4<Long, String, String, Boolean, Integer> random =
        (order, key, id, keeps) -> {
          int ways = 0;
          for (int t = 0; t < TENTHS; t++) {
            ways |= drawn.get(t).holds(order, 0, key, id) ? 1 << t : 0;
          }
          return ways;
        };
    Map<String, Line> lines = new HashMap<>();
    Column score = col(ValueStage.SCORE).cast("decimal(38,12)");
    rows.groupBy(
            udf(named, DataTypes.StringType).apply(col("class")).as("class"),
            udf(ours, DataTypes.IntegerType)
                .apply(col("stratum"), col("place"), col("keeps"))
                .as("ours"),
            udf(random, DataTypes.IntegerType)
                .apply(col("order"), col("key"), col("id"), col("keeps"))
                .as("random"))
        .agg(
            count(lit(1)),
            sum(col(CostStage.WEIGHT).cast("decimal(38,0)")).cast("double"),
            sum(score).cast("double"),
            count(score))
        .collectAsList()
        .forEach(
            row ->
                lines
                    .computeIfAbsent(row.getString(0), name -> new Line(name, new HashMap<>()))
                    .byWays()
                    .put(
                        (long) row.getInt(1) << 32 | row.getInt(2),
                        new double[] {
                          row.getLong(3),
                          row.getDouble(4),
                          row.isNullAt(5) ? 0 : row.getDouble(5),
                          row.getLong(6)
                        }));
    return lines;
  }

  private static Row point(
      Map<String, Line> lines, int t, long count, double quantum, boolean thisRun) {
    double kept = 0;
    double weight = 0;
    double score = 0;
    double scored = 0;
    double both = 0;
    String worst = null;
    double worstShare = Double.POSITIVE_INFINITY;
    Map<String, double[]> classes = new HashMap<>();
    for (Line line : lines.values()) {
      double before = 0;
      double after = 0;
      for (Map.Entry<Long, double[]> way : line.byWays().entrySet()) {
        double[] sums = way.getValue();
        before += sums[0];
        if ((way.getKey() >> (32 + t) & 1) == 1) {
          after += sums[0];
          weight += sums[1];
          score += sums[2];
          scored += sums[3];
          both += (way.getKey() >> t & 1) == 1 ? sums[0] : 0;
        }
      }
      kept += after;
      classes.put(line.name(), new double[] {before, after});
      double share = after / before;
      boolean worse =
          share < worstShare
              || (share == worstShare && worst != null && line.name().compareTo(worst) < 0);
      if (worse) {
        worst = line.name();
        worstShare = share;
      }
    }
    double drift = 0;
    for (double[] one : classes.values()) {
      drift += kept == 0 ? 0 : Math.abs(one[0] / count - one[1] / kept) / 2;
    }
    return RowFactory.create(
        thisRun ? (count == 0 ? 0.0 : kept / count) : (t + 1) / 10.0,
        (long) kept,
        weight * quantum,
        worst,
        count == 0 ? 0.0 : worstShare,
        drift,
        scored == 0 ? null : score / scored,
        thisRun || kept == 0 ? null : both / kept,
        thisRun);
  }

  /** Writes the table. */
  static void write(Dataset<Row> any, List<Row> curve, String path) {
    Tables.write(any.sparkSession().createDataFrame(curve, SCHEMA).coalesce(1), path);
  }
}
