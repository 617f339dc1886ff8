package io.secateur.jobs.select;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.secateur.jobs.config.ConstraintConfig;
import io.secateur.jobs.spark.CutStage;
import io.secateur.jobs.spark.PlaceStage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Marks what constraints keep: what the user named, and the first items of every class and origin,
 * of each scope where these have budgets of their own.
 *
 * <p>Cost: nothing without floors; else, for classes and for origins, what {@link CutStage} takes.
 */
final class FloorStage {
  private FloorStage() {}

  /**
   * Adds {@code class_floor, group_floor, floor}.
   *
   * @param items ordered and with {@code must}
   */
  static Dataset<Row> floored(
      Dataset<Row> items, ConstraintConfig constraints, List<Dataset<Row>> release) {
    boolean floors = constraints.minPerClass() > 0 || constraints.minPerGroup() > 0;
    if (!floors) {
      return items
          .withColumn("class_floor", lit(false))
          .withColumn("group_floor", lit(false))
          .withColumn("floor", col("must"));
    }
    Dataset<Row> rows = SiftStage.persisted(items, release);
    Column labelled = col("class").notEqual(SelectStage.UNLABELLED);
    return rows.withColumn(
            "class_floor", first(rows, col("class"), labelled, constraints.minPerClass()))
        .withColumn(
            "group_floor",
            first(
                rows,
                col("source_group"),
                col("source_group").isNotNull(),
                constraints.minPerGroup()))
        .withColumn("floor", col("must").or(col("class_floor")).or(col("group_floor")));
  }

  private static Column first(Dataset<Row> items, Column name, Column some, long least) {
    if (least == 0) {
      return lit(false);
    }
    Dataset<Row> those = CutStage.ones(items.filter(some), StrataStage.inPool(name));
    Map<String, Long> sizes = PlaceStage.sizes(those, "stratum");
    Map<String, List<Long>> wanted = new HashMap<>();
    sizes.keySet().forEach(value -> wanted.put(value, List.of(least)));
    return CutStage.within(CutStage.cuts(those, sizes, wanted), 0, StrataStage.inPool(name))
        .and(some);
  }
}
