package io.secateur.jobs.report;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.secateur.jobs.report.RunReport.Arm;
import io.secateur.jobs.report.RunReport.Balance;
import io.secateur.jobs.report.RunReport.Pair;
import io.secateur.jobs.report.RunReport.ReasonCount;
import io.secateur.jobs.spark.Duplicates;
import io.secateur.jobs.spark.Ledger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;

/** Stage 9, first half: gathers from a run's tables the numbers that the report shows. */
public final class ReportStage {
  private static final int MOST_CLASSES = 1_000;
  private static final int WEAKEST = 10;
  private static final int EXCERPT = 160;

  private ReportStage() {}

  /**
   * The numbers of a run's tables.
   *
   * @param arms side by side
   * @param reasons of all decisions
   * @param classes most frequent first
   * @param groups the same by origin
   * @param weakest near duplicates that are least alike
   * @param strongest kept pairs that are most alike
   */
  public record Numbers(
      List<Arm> arms,
      List<ReasonCount> reasons,
      List<Balance> classes,
      List<Balance> groups,
      List<Pair> weakest,
      List<Pair> strongest) {}

  /**
   * Gathers them.
   *
   * @param strongest {@code id, keeper_id, similarity}: kept pairs just below the threshold
   * @param texts {@code id, text} of the source
   * @param reasonWords what a reason's code means
   */
  public static Numbers gather(
      Dataset<Row> examples,
      Dataset<Row> ledger,
      Dataset<Row> scores,
      Dataset<Row> strongest,
      Dataset<Row> texts,
      Function<String, String> reasonWords) {
    Dataset<Row> joined =
        ledger
            .select(
                "id",
                "decision",
                "stage",
                "reason",
                "keeper_id",
                "baseline_random",
                "baseline_stratified")
            .join(examples.select("id", "label", "source_group", "tokens", "cost_flop"), "id")
            .join(scores.select("id", "semantic_redundancy"), "id", "left")
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      List<Balance> classes = balance(joined, "label");
      List<Arm> arms =
          List.of(
              arm(joined, RunReport.FULL, lit(true), classes, Balance::before),
              arm(joined, "random", col("baseline_random"), classes, Balance::random),
              arm(
                  joined,
                  "stratified_random",
                  col("baseline_stratified"),
                  balanceOf(joined, "label", col("baseline_stratified")),
                  Balance::random),
              arm(
                  joined,
                  RunReport.OURS,
                  col("decision").equalTo(Ledger.KEEP),
                  classes,
                  Balance::after));
      return new Numbers(
          arms,
          reasons(joined, reasonWords),
          classes,
          balance(joined, "source_group"),
          pairs(
              ledger
                  .filter(col("reason").equalTo("NEAR_DUPLICATE"))
                  .orderBy(col("similarity"), col("id"))
                  .limit(WEAKEST),
              texts),
          pairs(strongest.orderBy(col("similarity").desc(), col("id"), col("keeper_id")), texts));
    } finally {
      joined.unpersist();
    }
  }

  private static List<ReasonCount> reasons(
      Dataset<Row> joined, Function<String, String> reasonWords) {
    return joined
        .groupBy("stage", "decision", "reason")
        .agg(count(lit(1)).as("n"))
        .orderBy(col("decision"), col("n").desc(), col("reason"))
        .collectAsList()
        .stream()
        .map(
            row ->
                new ReasonCount(
                    row.getString(0),
                    row.getString(1),
                    row.getString(2),
                    reasonWords.apply(row.getString(2)),
                    row.getLong(3)))
        .toList();
  }

  private static List<Balance> balance(Dataset<Row> joined, String column) {
    return balanceOf(joined, column, col("baseline_random"));
  }

  private static List<Balance> balanceOf(Dataset<Row> joined, String column, Column baseline) {
    List<Row> rows =
        joined
            .filter(col(column).isNotNull())
            .groupBy(column)
            .agg(
                count(lit(1)).as("n"),
                sum(baseline.cast("bigint")),
                sum(col("decision").equalTo(Ledger.KEEP).cast("bigint")))
            .orderBy(col("n").desc(), col(column))
            .limit(MOST_CLASSES)
            .collectAsList();
    return rows.stream()
        .map(row -> new Balance(row.getString(0), row.getLong(1), row.getLong(2), row.getLong(3)))
        .toList();
  }

  private static Arm arm(
      Dataset<Row> joined,
      String name,
      Column in,
      List<Balance> classes,
      Function<Balance, Long> part) {
    Row row =
        joined
            .filter(in)
            .agg(
                count(lit(1)),
                coalesce(sum(col("tokens").cast("bigint")), lit(0L)),
                coalesce(
                    sum(col("cost_flop").divide(1e6).cast("decimal(38,0)")).cast("double"),
                    lit(0.0)),
                count(when(col("keeper_id").isNotNull(), 1)),
                coalesce(avg(col("semantic_redundancy")), lit(Double.NaN)))
            .first();
    Balance rarest =
        classes.stream()
            .min(java.util.Comparator.<Balance>comparingLong(part::apply))
            .orElse(new Balance("", 0, 0, 0));
    return new Arm(
        name,
        row.getLong(0),
        row.getLong(1),
        row.getDouble(2) * 1e6,
        row.getLong(3),
        rarest.name(),
        part.apply(rarest),
        drift(classes, part),
        row.getDouble(4));
  }

  private static double drift(List<Balance> classes, Function<Balance, Long> part) {
    double before = classes.stream().mapToLong(Balance::before).sum();
    double after = classes.stream().mapToLong(part::apply).sum();
    if (before == 0 || after == 0) {
      return 0;
    }
    return classes.stream()
            .mapToDouble(c -> Math.abs(c.before() / before - part.apply(c) / after))
            .sum()
        / 2;
  }

  private static List<Pair> pairs(Dataset<Row> few, Dataset<Row> texts) {
    List<Row> pairs = few.select("id", "keeper_id", "similarity").collectAsList();
    if (pairs.isEmpty()) {
      return List.of();
    }
    List<String> wanted = new ArrayList<>();
    pairs.forEach(
        pair -> {
          wanted.add(pair.getString(0));
          wanted.add(pair.getString(1));
        });
    Map<String, String> found = new HashMap<>();
    texts
        .filter(col("id").isin(wanted.toArray()))
        .select(col("id"), functions.substring(col("text"), 1, 4 * EXCERPT))
        .collectAsList()
        .forEach(row -> found.put(row.getString(0), row.getString(1)));
    return pairs.stream()
        .map(
            pair ->
                new Pair(
                    pair.getString(0),
                    pair.getString(1),
                    Duplicates.NEAR,
                    pair.getDouble(2),
                    excerpt(found, pair.getString(0)),
                    excerpt(found, pair.getString(1))))
        .toList();
  }

  private static String excerpt(Map<String, String> texts, String id) {
    return Words.excerpt(texts.getOrDefault(id, ""), EXCERPT);
  }
}
