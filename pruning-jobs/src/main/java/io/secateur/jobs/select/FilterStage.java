package io.secateur.jobs.select;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.secateur.example.SortableBits;
import io.secateur.jobs.config.PolicyChoice;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.spark.Cut;
import io.secateur.jobs.spark.CutStage;
import io.secateur.jobs.spark.PlaceStage;
import io.secateur.select.Ccs;
import io.secateur.select.QuantileWindow;
import io.secateur.select.Threshold;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/**
 * Leaves out, by their scores, what the policy does not look at: below a threshold, outside of a
 * window, the hardest. What must stay, and what has no score, is not looked at here.
 *
 * <p>Cost: an expression for a threshold; where the order is to be cut, what {@link CutStage}
 * takes.
 */
final class FilterStage {
  /** What the score of an example that went had to reach. */
  static final String LIMIT = "limit";

  private static final String DOMAIN = "domain";

  private FilterStage() {}

  /**
   * Gives a {@code reason} to what goes, and its {@code limit}.
   *
   * @param rows with {@code score, value, hardness}; read several times
   * @param keptShares of what a pool weighs, the share that its budget keeps
   */
  static Dataset<Row> filtered(
      Dataset<Row> rows, PolicyChoice choice, RunConfig config, Map<String, Double> keptShares) {
    Dataset<Row> some = rows.withColumn(LIMIT, SiftStage.nullOf("double"));
    if (choice.policy() instanceof Threshold threshold) {
      boolean least = choice.by().values().stream().allMatch(weight -> weight > 0);
      // the score itself: what ranks per cost may be its rank
      Column score = ValueStage.finite(col(choice.by().keySet().iterator().next()));
      Column passes = least ? score.geq(threshold.atLeast()) : score.leq(threshold.atLeast());
      some =
          gone(some, not(passes), Reason.BELOW_THRESHOLD, lit(threshold.atLeast()))
              .withColumn(
                  ValueStage.SCORE,
                  when(col(SiftStage.REASON).equalTo(Reason.BELOW_THRESHOLD.name()), score)
                      .otherwise(col(ValueStage.SCORE)));
    }
    if (choice.policy() instanceof QuantileWindow window) {
      some = outside(some, window, config);
    }
    return withoutHardest(some, choice, config, keptShares);
  }

  private static Dataset<Row> gone(Dataset<Row> rows, Column goes, Reason reason, Column limit) {
    Column those =
        col(SiftStage.REASON)
            .isNull()
            .and(not(col("must")))
            .and(col(ValueStage.VALUE).isNotNull())
            .and(coalesce(goes, lit(false)));
    return rows.withColumn("goes", those)
        .withColumn(LIMIT, when(col("goes"), limit).otherwise(col(LIMIT)))
        .withColumn(
            SiftStage.REASON,
            when(col("goes"), lit(reason.name())).otherwise(col(SiftStage.REASON)))
        .drop("goes");
  }

  private static Dataset<Row> outside(Dataset<Row> rows, QuantileWindow window, RunConfig config) {
    Column domain =
        switch (config.select().parameters().within()) {
          case ALL -> lit("all");
          case CLASS -> col("class");
          case GROUP -> coalesce(col("source_group"), lit(SelectStage.UNLABELLED));
          case SCOPE -> coalesce(col("scope"), lit(SelectStage.UNLABELLED));
        };
    UDF1<Double, Long> ascending = SortableBits::ascending;
    Dataset<Row> ordered =
        rows.withColumn(DOMAIN, domain)
            .withColumn(
                ItemStage.HIGH,
                udf(ascending, DataTypes.LongType).apply(coalesce(col(ValueStage.SCORE), lit(0.0))))
            .withColumn(ItemStage.LOW, col("order"));
    Dataset<Row> those = chosen(ordered, DOMAIN);
    Map<String, Long> sizes = PlaceStage.sizes(those, "stratum");
    Map<String, List<Long>> wanted = new HashMap<>();
    sizes.forEach((name, size) -> wanted.put(name, List.of(window.first(size), window.end(size))));
    Map<String, List<Cut>> cuts = CutStage.cuts(those, sizes, wanted);
    Column inside =
        not(CutStage.within(cuts, 0, col(DOMAIN))).and(CutStage.within(cuts, 1, col(DOMAIN)));
    return gone(ordered, not(inside), Reason.OUTSIDE_WINDOW, SiftStage.nullOf("double"))
        .drop(DOMAIN, ItemStage.HIGH, ItemStage.LOW);
  }

  /** As {@link CutStage} reads it, of those that have a score; each weighs 1. */
  private static Dataset<Row> chosen(Dataset<Row> ordered, String stratum) {
    return CutStage.ones(
        ordered.filter(col(SiftStage.REASON).isNull().and(col(ValueStage.VALUE).isNotNull())),
        col(stratum));
  }

  private static Dataset<Row> withoutHardest(
      Dataset<Row> rows, PolicyChoice choice, RunConfig config, Map<String, Double> keptShares) {
    double told = config.select().filters().dropHardest();
    boolean byBudget = Double.isNaN(told) && choice.policy() instanceof Ccs;
    boolean none =
        byBudget
            ? keptShares.values().stream().allMatch(share -> Ccs.hardest(share) == 0)
            : !(told > 0);
    if (none) {
      return rows;
    }
    Dataset<Row> ordered =
        rows.withColumn(
                ItemStage.HIGH, ItemStage.descending(coalesce(col(ValueStage.HARDNESS), lit(0.0))))
            .withColumn(ItemStage.LOW, col("order"));
    Dataset<Row> those = chosen(ordered, "pool");
    Map<String, Long> sizes = PlaceStage.sizes(those, "stratum");
    Map<String, List<Long>> wanted = new HashMap<>();
    sizes.forEach(
        (pool, size) -> {
          double share = byBudget ? Ccs.hardest(keptShares.getOrDefault(pool, 1.0)) : told;
          wanted.put(pool, List.of((long) Math.floor(share * size + 1e-9)));
        });
    Map<String, List<Cut>> cuts = CutStage.cuts(those, sizes, wanted);
    // the score as the ledger shows it, turned back from hardness
    HashMap<String, Double> limits = new HashMap<>();
    cuts.forEach((pool, cut) -> limits.put(pool, SortableBits.ofDescending(cut.get(0).high())));
    UDF1<String, Double> limit = limits::get;
    Column turned =
        udf(limit, DataTypes.DoubleType)
            .apply(col("pool"))
            .multiply(
                when(col(ValueStage.HARDNESS).equalTo(col(ValueStage.SCORE)), 1.0).otherwise(-1.0));
    return gone(ordered, CutStage.within(cuts, 0, col("pool")), Reason.HARDEST, turned)
        .drop(ItemStage.HIGH, ItemStage.LOW);
  }
}
