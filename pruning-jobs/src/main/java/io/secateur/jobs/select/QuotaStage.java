package io.secateur.jobs.select;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.secateur.jobs.select.StrataStage.Pool;
import io.secateur.select.Quotas;
import io.secateur.select.SelectionPolicy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;

/**
 * Turns a budget into quotas, which count items. Where items weigh differently it searches for the
 * greatest count whose items weigh no more than the budget; what the next greater count adds is
 * then taken, by the hash, while it fits: so the budget is met within one item, whatever the
 * policy.
 *
 * <p>Cost: nothing where all weigh 1; else a few aggregations of the placed items, each of which
 * tries {@value #TRIES} counts for every pool.
 */
final class QuotaStage {
  private static final int TRIES = 16;

  /** What the next greater count adds, at most; a policy that moves more is cut short here. */
  private static final int MOST_EXTRA = 100_000;

  private QuotaStage() {}

  /**
   * What stays.
   *
   * @param quotas first items of each stratum, by its name
   * @param extra items past these that fit too
   */
  record Plan(Map<String, Long> quotas, Set<String> extra) {

    /** Whether a placed item stays. */
    Column keeps() {
      HashMap<String, Long> all = new HashMap<>(quotas);
      UDF2<String, Long, Boolean> within =
          (stratum, place) -> place < all.getOrDefault(stratum, 0L);
      Column keep = udf(within, DataTypes.BooleanType).apply(col("stratum"), col("place"));
      if (extra.isEmpty()) {
        return keep;
      }
      HashSet<String> more = new HashSet<>(extra);
      UDF1<String, Boolean> named = more::contains;
      return keep.or(udf(named, DataTypes.BooleanType).apply(col("item")));
    }
  }

  /**
   * Plans where each item weighs 1.
   *
   * @param budgets items to keep of each pool
   */
  static Plan counted(Map<String, Pool> pools, SelectionPolicy policy, Map<String, Long> budgets) {
    return new Plan(quotas(pools, policy, budgets), Set.of());
  }

  /** First items of each stratum, by its name, under some budgets of the pools. */
  static Map<String, Long> quotas(
      Map<String, Pool> pools, SelectionPolicy policy, Map<String, Long> budgets) {
    Map<String, Long> quotas = new HashMap<>();
    pools.forEach(
        (name, pool) -> {
          Quotas planned = policy.plan(pool.strata(), budgets.getOrDefault(name, 0L));
          for (int s = 0; s < pool.names().size(); s++) {
            quotas.put(pool.names().get(s), planned.kept().get(s));
          }
        });
    return quotas;
  }

  /** How many items a pool may keep: at least so many, and fewer than so many. */
  private record Bracket(long fits, long tooMany) {
    boolean isOpen() {
      return tooMany - fits > 1;
    }

    long tried(int t) {
      // long arithmetic in parts, so that no product overflows
      long width = tooMany - fits;
      return fits + width / (TRIES + 1) * (t + 1) + width % (TRIES + 1) * (t + 1) / (TRIES + 1);
    }
  }

  /**
   * Plans where items weigh differently.
   *
   * @param placed {@code item, key, order, pool, stratum, place, weight}; read several times
   * @param budgets weight to keep of each pool, at least what constraints keep
   */
  static Plan weighed(
      Dataset<Row> placed,
      Map<String, Pool> pools,
      SelectionPolicy policy,
      Map<String, Long> budgets) {
    Map<String, Bracket> brackets = new TreeMap<>();
    pools.forEach(
        (name, pool) ->
            brackets.put(
                name,
                pool.weight() <= budgets.getOrDefault(name, 0L)
                    ? new Bracket(pool.items(), pool.items() + 1)
                    : new Bracket(pool.floorItems(), pool.items())));
    while (brackets.values().stream().anyMatch(Bracket::isOpen)) {
      narrow(placed, pools, policy, budgets, brackets);
    }
    Map<String, Long> fits = new HashMap<>();
    Map<String, Long> tooMany = new HashMap<>();
    brackets.forEach(
        (name, bracket) -> {
          fits.put(name, bracket.fits());
          tooMany.put(name, bracket.tooMany());
        });
    Map<String, Long> quotas = quotas(pools, policy, fits);
    return new Plan(quotas, extra(placed, quotas, quotas(pools, policy, tooMany), pools, budgets));
  }

  private static void narrow(
      Dataset<Row> placed,
      Map<String, Pool> pools,
      SelectionPolicy policy,
      Map<String, Long> budgets,
      Map<String, Bracket> brackets) {
    HashMap<String, long[]> tried = new HashMap<>();
    for (int t = 0; t < TRIES; t++) {
      int at = t;
      Map<String, Long> counts = new HashMap<>();
      brackets.forEach((name, bracket) -> counts.put(name, bracket.tried(at)));
      quotas(pools, policy, counts)
          .forEach(
              (stratum, quota) ->
                  tried.computeIfAbsent(stratum, name -> new long[TRIES])[at] = quota);
    }
    Broadcast<HashMap<String, long[]>> shared =
        JavaSparkContext.fromSparkContext(placed.sparkSession().sparkContext()).broadcast(tried);
    UDF2<String, Long, Integer> kept =
        (stratum, place) -> {
          long[] quotas = shared.value().getOrDefault(stratum, new long[TRIES]);
          int bits = 0;
          for (int t = 0; t < TRIES; t++) {
            bits |= place < quotas[t] ? 1 << t : 0;
          }
          return bits;
        };
    Column[] sums = new Column[TRIES];
    for (int t = 0; t < TRIES; t++) {
      sums[t] =
          sum(when(col("bits").bitwiseAND(1 << t).notEqual(0), col(CostStage.WEIGHT))
                  .otherwise(lit(0L)))
              .as("w" + t);
    }
    List<Row> weights =
        placed
            .withColumn(
                "bits", udf(kept, DataTypes.IntegerType).apply(col("stratum"), col("place")))
            .groupBy("pool")
            .agg(sums[0], Arrays.copyOfRange(sums, 1, TRIES))
            .collectAsList();
    shared.destroy();
    for (Row row : weights) {
      String pool = row.getString(0);
      Bracket bracket = brackets.get(pool);
      if (bracket == null || !bracket.isOpen()) {
        continue;
      }
      long fits = bracket.fits();
      long tooMany = bracket.tooMany();
      for (int t = 0; t < TRIES; t++) {
        long count = bracket.tried(t);
        if (count > fits && count < tooMany) {
          if (row.getLong(1 + t) <= budgets.getOrDefault(pool, 0L)) {
            fits = count;
          } else {
            tooMany = count;
          }
        }
      }
      brackets.put(pool, new Bracket(fits, tooMany));
    }
  }

  /** What the next greater count adds, by the hash, while it fits. */
  private static Set<String> extra(
      Dataset<Row> placed,
      Map<String, Long> quotas,
      Map<String, Long> next,
      Map<String, Pool> pools,
      Map<String, Long> budgets) {
    HashMap<String, Long> from = new HashMap<>(quotas);
    HashMap<String, Long> to = new HashMap<>(next);
    UDF2<String, Long, Boolean> within = (stratum, place) -> place < from.getOrDefault(stratum, 0L);
    UDF2<String, Long, Boolean> added =
        (stratum, place) ->
            place >= from.getOrDefault(stratum, 0L) && place < to.getOrDefault(stratum, 0L);
    Map<String, Long> left = new HashMap<>();
    placed
        .filter(udf(within, DataTypes.BooleanType).apply(col("stratum"), col("place")))
        .groupBy("pool")
        .agg(sum(CostStage.WEIGHT))
        .collectAsList()
        .forEach(row -> left.put(row.getString(0), row.getLong(1)));
    pools.forEach(
        (name, pool) ->
            left.put(name, budgets.getOrDefault(name, 0L) - left.getOrDefault(name, 0L)));
    Set<String> extra = new HashSet<>();
    Set<String> full = new HashSet<>();
    for (Row row :
        placed
            .filter(udf(added, DataTypes.BooleanType).apply(col("stratum"), col("place")))
            .orderBy("order", "key", "item")
            .select("pool", "item", CostStage.WEIGHT)
            .limit(MOST_EXTRA)
            .collectAsList()) {
      String pool = row.getString(0);
      long rest = left.getOrDefault(pool, 0L) - row.getLong(2);
      if (!full.contains(pool) && rest >= 0) {
        extra.add(row.getString(1));
        left.put(pool, rest);
      } else {
        full.add(pool);
      }
    }
    return extra;
  }
}
