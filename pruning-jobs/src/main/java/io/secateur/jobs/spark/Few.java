package io.secateur.jobs.spark;

import static org.apache.spark.sql.functions.broadcast;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.functions;

/**
 * Anti joins that ship the shorter list: a list of what is left out goes to every task while it is
 * short, so that the rows stay where they are; past that both sides are shuffled.
 */
public final class Few {
  /** A short list: some 40 MB of ids. */
  private static final long MOST = 500_000;

  private Few() {}

  /** Whether a list of this length may go to every task. */
  public static boolean isFew(long length) {
    return length <= MOST;
  }

  /**
   * All rows, if they are few. Rows that the driver made are there already: no job runs for them.
   */
  public static Optional<List<Row>> listed(Dataset<Row> rows) {
    boolean here = rows.queryExecution().analyzed() instanceof LocalRelation;
    return here || isFew(rows.count()) ? Optional.of(rows.collectAsList()) : Optional.empty();
  }

  /**
   * The rows whose value in a column is not on a list.
   *
   * @param rows to keep or leave
   * @param column the name of the column in both
   * @param list of what to leave; materialised, since it may be read twice
   * @param length of the list
   */
  public static Dataset<Row> without(
      Dataset<Row> rows, String column, Dataset<Row> list, long length) {
    if (length == 0) {
      return rows;
    }
    Dataset<Row> values = list.select(column);
    Column[] asBefore = Arrays.stream(rows.columns()).map(functions::col).toArray(Column[]::new);
    return rows.join(isFew(length) ? broadcast(values) : values, column, "left_anti")
        .select(asBefore); // the join puts its column first
  }
}
