package io.secateur.jobs.select;

import static org.apache.spark.sql.functions.ceil;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.secateur.energy.TrainingEnergy;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.run.DataException;
import io.secateur.select.Unit;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What examples cost, in whole quanta of the budget's unit, rounded up: sums of them depend on no
 * order, and never fall short of the cost.
 *
 * <p>Cost: one aggregation, where the budget is no count of examples.
 */
final class CostStage {
  /** Quanta that an example costs. */
  static final String WEIGHT = "weight";

  private static final double MOST = 0x1p61; // quanta of all examples together

  private CostStage() {}

  /**
   * Examples with their cost.
   *
   * @param rows with {@code weight}
   * @param quantum size of one in the unit
   */
  record Weighed(Dataset<Row> rows, double quantum) {}

  /**
   * Adds {@code weight}.
   *
   * @param rows as {@link SiftStage} gave them
   * @param counts which rows count towards the budget; costs of others may be anything
   * @throws DataException if one of those has no cost
   */
  static Weighed weighed(Dataset<Row> rows, Column counts, RunConfig config) {
    Unit unit = config.select().keep().unit();
    if (unit == Unit.EXAMPLES) {
      return new Weighed(rows.withColumn(WEIGHT, lit(1L)), 1);
    }
    String column = config.select().ranking().costColumn();
    Column cost = cost(config);
    Column valid = cost.geq(0).and(cost.lt(Double.POSITIVE_INFINITY));
    Row found =
        rows.filter(counts)
            .agg(count(lit(1)), max(cost), count_if(coalesce(not(valid), lit(true))))
            .first();
    if (found.getLong(2) > 0) {
      throw new DataException(
          "Cannot select by %s: %,d of %,d examples have no cost (%s must be a number, at least 0). %s"
              .formatted(
                  unit.words(),
                  found.getLong(2),
                  found.getLong(0),
                  column == null ? "their length" : "column " + column,
                  column == null
                      ? "Run from read."
                      : "Correct it, or leave them out with select.where."));
    }
    double quantum =
        unit.isWhole() || found.isNullAt(1) ? 1 : quantum(found.getDouble(1), found.getLong(0));
    Column weight = ceil(cost.divide(quantum)).cast("bigint");
    return new Weighed(rows.withColumn(WEIGHT, orNothing(valid, weight)), quantum);
  }

  /** A power of two, so that dividing by it is exact. */
  private static double quantum(double greatest, long examples) {
    double needed = greatest * examples / MOST;
    return needed == 0 ? 1 : Math.scalb(1.0, Math.getExponent(needed) + 1);
  }

  private static Column orNothing(Column valid, Column weight) {
    return coalesce(when(valid, weight), lit(0L));
  }

  private static Column cost(RunConfig config) {
    if (config.select().ranking().costColumn() != null) {
      return col("cost");
    }
    return switch (config.select().keep().unit()) {
      case TOKENS -> col("tokens").multiply(config.energy().tokensPerWord());
      case BYTES -> col("bytes").cast("double");
      case JOULES ->
          col("cost_flop").multiply(TrainingEnergy.joulesPerFlop(config.energy().plan()));
      case FLOP, SECONDS, EXAMPLES -> col("cost_flop");
    };
  }
}
