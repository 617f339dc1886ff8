package io.secateur.jobs.select;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.secateur.jobs.run.DataException;
import io.secateur.select.Ccs;
import io.secateur.select.ClassQuota;
import io.secateur.select.ClusterQuota;
import io.secateur.select.ScoreStrata;
import io.secateur.select.SelectionPolicy;
import io.secateur.select.Stratum;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;

/**
 * Cuts items into the strata of a policy, and counts them.
 *
 * <p>Cost: one aggregation for the bounds of scores, where strata are of these; one for the counts.
 * The driver holds a line a stratum.
 */
final class StrataStage {
  /** Strata that a plan may have; their counts are on the driver. */
  private static final int MOST = 100_000;

  private static final double UNIT = 1L << 40;
  private static final String CORRECTNESS = "cartography_correctness";

  private StrataStage() {}

  /**
   * What is chosen from under one budget: all, or the items of a scope.
   *
   * @param strata with their counts
   * @param names of them in the column {@code stratum}
   * @param weight of all items
   * @param floors weight of those that constraints keep
   */
  record Pool(List<Stratum> strata, List<String> names, long weight, long floors) {
    long items() {
      return strata.stream().mapToLong(Stratum::size).sum();
    }

    long floorItems() {
      return strata.stream().mapToLong(Stratum::atLeast).sum();
    }
  }

  /** Scores that a policy weighs its strata by. */
  static List<String> reads(SelectionPolicy policy) {
    if (policy instanceof ClusterQuota) {
      return List.of("prototypicality");
    }
    return policy instanceof ClassQuota ? List.of(CORRECTNESS) : List.of();
  }

  /** What the weight of a stratum is the mean of, as a column {@code lean} of each example. */
  static Column lean(SelectionPolicy policy) {
    return reads(policy).stream()
        .findFirst()
        .map(name -> lit(1).minus(col(name)))
        .orElse(lit(null).cast("double"));
  }

  /** Adds {@code stratum}. */
  static Dataset<Row> stratified(Dataset<Row> items, SelectionPolicy policy) {
    Column name =
        switch (policy.strata()) {
          case WHOLE -> lit("all");
          case LABEL -> col("class");
          case CLUSTER -> col("cluster").cast("string");
          case SCORE -> scoreStratum(items, (Ccs) policy);
        };
    return items.withColumn("stratum", inPool(name));
  }

  /** A name that is told from the same name in another pool. */
  static Column inPool(Column name) {
    return when(col("pool").equalTo(""), name).otherwise(concat(col("pool"), lit(" / "), name));
  }

  private static Column scoreStratum(Dataset<Row> items, Ccs policy) {
    HashMap<String, ScoreStrata> strata = new HashMap<>();
    List<Row> bounds =
        items
            .groupBy("pool")
            .agg(min(ValueStage.VALUE), max(ValueStage.VALUE))
            .limit(MOST + 1)
            .collectAsList();
    refusePast(bounds.size(), "scopes");
    bounds.forEach(
        row ->
            strata.put(
                row.getString(0),
                new ScoreStrata(row.getDouble(1), row.getDouble(2), policy.count())));
    ArrayList<String> names = new ArrayList<>(); // once, since to format each row is slow
    for (int s = 0; s < policy.count(); s++) {
      names.add("%02d".formatted(s));
    }
    UDF2<String, Double, String> stratum =
        (pool, value) -> {
          ScoreStrata all = strata.get(pool);
          return all == null ? null : names.get(all.of(value));
        };
    return udf(stratum, DataTypes.StringType).apply(col("pool"), col(ValueStage.VALUE));
  }

  private static void refusePast(int found, String what) {
    if (found > MOST) {
      throw new DataException(
          ("Cannot plan: more than %,d %s. Choose another label or scope, or policy random without"
                  + " floors.")
              .formatted(MOST, what));
    }
  }

  /**
   * Counts.
   *
   * @param items with {@code stratum, floor}
   * @param clusters {@code cache/clusters}
   * @return pools by name
   */
  static Map<String, Pool> pools(
      Dataset<Row> items, SelectionPolicy policy, Dataset<Row> clusters) {
    List<Row> counts =
        items
            .groupBy("pool", "stratum")
            .agg(
                count(lit(1)).as("n"),
                sum(col("floor").cast("bigint")).as("floors"),
                sum(CostStage.WEIGHT),
                sum(when(col("floor"), col(CostStage.WEIGHT)).otherwise(lit(0L))),
                sum(round(col("lean").multiply(UNIT)).cast("decimal(38,0)")).cast("double"),
                count(col("lean")),
                min("cluster"))
            .orderBy("pool", "stratum")
            .limit(MOST + 1)
            .collectAsList();
    refusePast(counts.size(), "strata (classes, clusters, or those of all scopes)");
    Map<Integer, Double> apart = new HashMap<>();
    if (policy instanceof ClusterQuota) {
      clusters.collectAsList().forEach(row -> apart.put(row.getInt(0), row.getDouble(1)));
    }
    Map<String, List<Row>> byPool = new TreeMap<>();
    counts.forEach(
        row -> byPool.computeIfAbsent(row.getString(0), pool -> new ArrayList<>()).add(row));
    Map<String, Pool> pools = new TreeMap<>();
    byPool.forEach(
        (pool, rows) ->
            pools.put(
                pool,
                new Pool(
                    rows.stream().map(row -> stratum(row, policy, apart)).toList(),
                    rows.stream().map(row -> row.getString(1)).toList(),
                    rows.stream().mapToLong(row -> row.getLong(4)).sum(),
                    rows.stream().mapToLong(row -> row.getLong(5)).sum())));
    return pools;
  }

  private static Stratum stratum(Row row, SelectionPolicy policy, Map<Integer, Double> apart) {
    long leans = row.getLong(7);
    double mean = leans == 0 ? 0 : row.getDouble(6) / UNIT / leans;
    double weight = 1;
    if (policy instanceof ClusterQuota) {
      weight = mean * apart.getOrDefault(row.getInt(8), 0.0);
    } else if (policy instanceof ClassQuota && leans > 0) {
      weight = mean;
    }
    return new Stratum(row.getString(1), row.getLong(2), row.getLong(3), weight);
  }
}
