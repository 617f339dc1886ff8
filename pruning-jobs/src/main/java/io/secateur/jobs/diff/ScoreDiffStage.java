package io.secateur.jobs.diff;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.secateur.jobs.diff.Difference.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Compares two tables of scores.
 *
 * <p>Cost: one full outer join by id, a shuffle of the scores that either run asked for, since a
 * score must meet the other of the same example. On the driver: a row a scorer.
 */
public final class ScoreDiffStage {
  private ScoreDiffStage() {}

  /**
   * Compares.
   *
   * @param before {@code 2-scores}
   * @param after the same of another run
   * @param scorers to look at
   * @return one a scorer that has scores in either
   */
  public static List<Scores> of(Dataset<Row> before, Dataset<Row> after, List<String> scorers) {
    if (scorers.isEmpty()) {
      return List.of();
    }
    Dataset<Row> joined =
        side(before, "before", scorers).join(side(after, "after", scorers), "id", "full_outer");
    Column[] aggregates =
        scorers.stream().flatMap(ScoreDiffStage::aggregates).toArray(Column[]::new);
    Row found = joined.select(aggregates).first();
    List<Scores> scores = new ArrayList<>();
    for (int i = 0; i < scorers.size(); i++) {
      int at = 5 * i;
      Row largest = found.getStruct(at + 4);
      Scores of =
          new Scores(
              scorers.get(i),
              found.getLong(at),
              found.getLong(at + 1),
              found.getLong(at + 2),
              found.getLong(at + 3),
              largest == null ? null : (Double) largest.getDouble(0),
              largest == null ? null : largest.getString(1));
      if (of.both() + of.missingBefore() + of.missingAfter() > 0) {
        scores.add(of);
      }
    }
    return scores;
  }

  private static Dataset<Row> side(Dataset<Row> scores, String side, List<String> scorers) {
    List<Column> columns = new ArrayList<>(List.of(col("id")));
    scorers.forEach(name -> columns.add(col(name).as(side + "_" + name)));
    return scores.select(columns.toArray(Column[]::new));
  }

  private static Stream<Column> aggregates(String scorer) {
    Column then = col("before_" + scorer);
    Column now = col("after_" + scorer);
    Column both = then.isNotNull().and(now.isNotNull());
    Column changed = both.and(not(then.eqNullSafe(now)));
    Column apart = abs(then.minus(now)); // of two infinities it is no number
    return Stream.of(
        count_if(both),
        count_if(changed),
        count_if(then.isNull().and(now.isNotNull())),
        count_if(then.isNotNull().and(now.isNull())),
        max(when(changed.and(not(isnan(apart))), struct(apart, col("id")))));
  }
}
