package io.secateur.jobs.report;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.secateur.jobs.report.DataMap.Cell;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * Counts the examples of each cell of the data map.
 *
 * <p>Cost: one aggregation; the driver holds a line a cell, 1,600 at most.
 */
final class DataMapStage {
  private static final String CONFIDENCE = "cartography_confidence";
  private static final String VARIABILITY = "cartography_variability";
  private static final String CORRECTNESS = "cartography_correctness";

  private DataMapStage() {}

  /**
   * Counts them.
   *
   * @param scored {@code kept} and the scores
   * @param there scores that some example has
   */
  static DataMap of(Dataset<Row> scored, List<String> there) {
    if (!there.containsAll(List.of(CONFIDENCE, VARIABILITY))) {
      return DataMap.NONE;
    }
    Column correctness =
        there.contains(CORRECTNESS)
            ? HistogramStage.finite(CORRECTNESS)
            : lit(null).cast(DataTypes.DoubleType);
    Column confidence = HistogramStage.finite(CONFIDENCE);
    Column variability = HistogramStage.finite(VARIABILITY);
    return new DataMap(
        scored
            .filter(confidence.isNotNull().and(variability.isNotNull()))
            .groupBy(
                cell(variability.divide(DataMap.MOST_VARIABILITY)).as("across"),
                cell(confidence).as("up"))
            .agg(
                count_if(col("kept")),
                count_if(not(col("kept"))),
                coalesce(avg(correctness), lit(Double.NaN)))
            .orderBy("across", "up")
            .collectAsList()
            .stream()
            .map(
                row ->
                    new Cell(
                        middle(row.getLong(0)) * DataMap.MOST_VARIABILITY,
                        middle(row.getLong(1)),
                        row.getLong(2),
                        row.getLong(3),
                        row.getDouble(4)))
            .toList());
  }

  private static Column cell(Column unit) {
    return greatest(
        lit(0L), least(lit(DataMap.SIDE - 1L), floor(unit.multiply(DataMap.SIDE).plus(1e-9))));
  }

  private static double middle(long cell) {
    return (cell + 0.5) / DataMap.SIDE;
  }
}
