package io.secateur.jobs.select;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;

import java.util.function.Consumer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Says how many groups stay, but not whole: rows of them that duplicates or filters took before do
 * not come back.
 *
 * <p>Cost: one aggregation of the rows that went early, joined with the groups that stay.
 */
final class TornStage {
  private TornStage() {}

  /**
   * Warns, where there is something to warn of.
   *
   * @param filtered every example with {@code together, keeper_id}, and a {@code reason} where no
   *     policy looked at it
   * @param outright items that stay since they cannot be ranked
   * @param chosen the others that stay
   */
  static void warn(
      Dataset<Row> filtered, Dataset<Row> outright, Dataset<Row> chosen, Consumer<String> warn) {
    Column stays = col(SiftStage.REASON).equalTo(Reason.MUST_KEEP.name()); // of what has no text
    Column duplicate = col("keeper_id").isNotNull();
    Dataset<Row> gone =
        filtered
            .filter(col(SiftStage.REASON).isNotNull().and(col("together").isNotNull()))
            .filter(duplicate.or(not(stays)))
            .groupBy(concat(lit(ItemStage.TOGETHER), col("together")).as("item"))
            .agg(
                count_if(duplicate).as("duplicates"),
                count_if(col("keeper_id").isNull()).as("others"));
    Row found =
        chosen
            .select("item")
            .union(outright.select("item"))
            .filter(col("item").startsWith(ItemStage.TOGETHER))
            .join(gone, "item", "left")
            .agg(count(lit(1)), count(col("duplicates")), sum("duplicates"), sum("others"))
            .first();
    if (found.getLong(1) > 0) {
      warn.accept(
          "select.group-by: %,d of the %,d groups that stay are not whole: duplicates took %,d of their rows, filters %,d, and these do not come back"
              .formatted(found.getLong(1), found.getLong(0), found.getLong(2), found.getLong(3)));
    }
  }
}
