package io.secateur.jobs.select;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;

import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.select.QuotaStage.Plan;
import io.secateur.jobs.spark.CutStage;
import io.secateur.jobs.spark.PlaceStage;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What ranking by score per cost gained: the same cost in each stratum, spent on the highest scores
 * whatever they cost, holds fewer examples and less score in all.
 *
 * <p>Cost: one aggregation, and what {@link CutStage} takes.
 */
final class GainedStage {
  private GainedStage() {}

  /** In words; what constraints keep counts on both sides. */
  static String words(
      Dataset<Row> items, Dataset<Row> placed, Plan plan, double quantum, RunConfig config) {
    Dataset<Row> kept = placed.filter(plan.keeps());
    Row ours = kept.agg(count(lit(1)), sum(value()).cast("double"), weight(kept)).first();
    Map<String, List<Long>> wanted = new HashMap<>();
    kept.filter(not(col("floor")))
        .groupBy("stratum")
        .agg(sum(CostStage.WEIGHT))
        .collectAsList()
        .forEach(row -> wanted.put(row.getString(0), List.of(row.getLong(1))));
    Dataset<Row> rest = items.filter(not(col("floor")));
    Dataset<Row> ordered =
        rest.withColumn(ItemStage.HIGH, ItemStage.descending(col(ValueStage.VALUE)));
    Map<String, Long> sizes = PlaceStage.sizes(ordered, "stratum");
    Dataset<Row> byScore =
        ordered.filter(CutStage.within(CutStage.cuts(ordered, sizes, wanted), 0, col("stratum")));
    Row counted = byScore.agg(count(lit(1)), sum(value()).cast("double")).first();
    Row floors = items.filter(col("floor")).agg(count(lit(1)), sum(value()).cast("double")).first();
    return String.format(
        Locale.ROOT,
        "per %s: %,d items of %.6g score in all for %.6g %s; by score alone the same buys %,d of %.6g",
        config.select().keep().unit().words(),
        ours.getLong(0),
        number(ours, 1),
        number(ours, 2) * quantum,
        config.select().keep().unit().words(),
        counted.getLong(0) + floors.getLong(0),
        number(counted, 1) + number(floors, 1));
  }

  private static Column value() {
    return col(ValueStage.VALUE).multiply(col("examples")).cast("decimal(38,12)");
  }

  private static Column weight(Dataset<Row> rows) {
    return sum(rows.col(CostStage.WEIGHT).cast("decimal(38,0)")).cast("double");
  }

  private static double number(Row row, int column) {
    return row.isNullAt(column) ? 0 : row.getDouble(column);
  }
}
