package io.secateur.jobs.report;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.secateur.jobs.report.RunReport.Arm;
import io.secateur.jobs.report.RunReport.Balance;
import io.secateur.jobs.report.RunReport.Pair;
import io.secateur.jobs.report.RunReport.ReasonCount;
import io.secateur.jobs.report.picture.PictureStage;
import io.secateur.jobs.spark.Duplicates;
import io.secateur.jobs.spark.Ledger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** Stage 9, first half: gathers from a run's tables the numbers that the report shows. */
public final class ReportStage {
  private static final int MOST_CLASSES = 1_000;
  private static final int WEAKEST = 10;
  private static final int STRONGEST = 100;
  private static final int LONGEST_NAME = 1_000;

  private ReportStage() {}

  /**
   * The numbers of a run's tables.
   *
   * @param arms side by side
   * @param reasons of all decisions
   * @param classes most frequent first
   * @param groups the same by origin
   * @param labels that look wrong
   * @param weakest near duplicates that are least alike
   * @param strongest kept pairs that are most alike
   * @param charts what charts alone show
   * @param pictures of the examples that are shown, by id
   */
  public record Numbers(
      List<Arm> arms,
      List<ReasonCount> reasons,
      List<Balance> classes,
      List<Balance> groups,
      LabelReport labels,
      List<Pair> weakest,
      List<Pair> strongest,
      ChartNumbers charts,
      Map<String, String> pictures) {}

  /**
   * What they are gathered from.
   *
   * @param duplicates that were dropped
   * @param strongest {@code id, keeper_id, similarity}: kept pairs just below the threshold
   * @param embeddings {@code id, embedding}
   * @param texts {@code id, text} of the source
   */
  public record Inputs(
      Dataset<Row> examples,
      Dataset<Row> ledger,
      Dataset<Row> scores,
      Dataset<Row> duplicates,
      Dataset<Row> strongest,
      Dataset<Row> embeddings,
      Dataset<Row> texts) {}

  /**
   * Gathers them.
   *
   * @param ranked what the run ranked by
   * @param seed of the run
   * @param reasonWords what a reason's code means
   */
  public static Numbers gather(
      Inputs inputs, String ranked, long seed, Function<String, String> reasonWords) {
    Dataset<Row> examples = inputs.examples();
    Dataset<Row> ledger = inputs.ledger();
    Dataset<Row> scores = inputs.scores();
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
            .join(
                examples.select(
                    "id", "label", "source_group", "tokens", "cost_flop", "encoding_flop"),
                "id")
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
      List<Pair> weak =
          pairs(
              ledger
                  .filter(col("reason").equalTo("NEAR_DUPLICATE"))
                  .orderBy(col("similarity"), col("id"))
                  .limit(WEAKEST));
      List<Pair> strong =
          pairs(
              inputs
                  .strongest()
                  .orderBy(col("similarity").desc(), col("id"), col("keeper_id"))
                  .limit(STRONGEST));
      LabelReport labels = LabelReportStage.gather(examples, ledger, scores);
      ChartNumbers charts = ChartStage.gather(inputs, ranked, seed);
      Map<String, String> excerpts =
          ExcerptStage.of(inputs.texts(), shown(labels, charts), compared(weak, strong));
      return new Numbers(
          arms,
          reasons(joined, reasonWords),
          classes,
          balance(joined, "source_group"),
          labels.withTexts(excerpts),
          withTexts(weak, excerpts),
          withTexts(strong, excerpts),
          charts.withTexts(excerpts),
          pictures(inputs.texts(), labels, charts, compared(weak, strong)));
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
            .withColumn(column, substring(col(column), 1, 2 * LONGEST_NAME))
            .collectAsList();
    return rows.stream()
        .map(
            row ->
                new Balance(
                    Words.name(row.getString(0)), row.getLong(1), row.getLong(2), row.getLong(3)))
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
                mega("cost_flop"),
                mega("encoding_flop"),
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
        row.getDouble(3) * 1e6,
        row.getLong(4),
        rarest.name(),
        part.apply(rarest),
        drift(classes, part),
        row.getDouble(5));
  }

  /** A sum in millions, exact: the same however the rows are partitioned. */
  private static Column mega(String flop) {
    return coalesce(sum(col(flop).divide(1e6).cast("decimal(38,0)")).cast("double"), lit(0.0));
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

  private static List<Pair> pairs(Dataset<Row> few) {
    return few.select("id", "keeper_id", "similarity").collectAsList().stream()
        .map(
            row ->
                new Pair(
                    row.getString(0), row.getString(1), Duplicates.NEAR, row.getDouble(2), "", ""))
        .toList();
  }

  /** Ids of all examples of which the report shows a line. */
  private static Set<String> shown(LabelReport labels, ChartNumbers charts) {
    Set<String> ids = new HashSet<>(charts.ids());
    labels.suspects().forEach(suspect -> ids.add(suspect.id()));
    return ids;
  }

  /** By the ids that the page shows; not of the cluster map, whose examples are many. */
  private static Map<String, String> pictures(
      Dataset<Row> texts, LabelReport labels, ChartNumbers charts, Set<String> compared) {
    Set<String> ids = new HashSet<>(compared);
    labels.suspects().forEach(suspect -> ids.add(suspect.id()));
    charts.hardest().examples().forEach(one -> ids.add(one.id()));
    Map<String, String> pictures = new HashMap<>();
    PictureStage.of(texts, ids).forEach((id, small) -> pictures.put(Words.name(id), small));
    return pictures;
  }

  /** Ids of all examples that it compares. */
  private static Set<String> compared(List<Pair> weak, List<Pair> strong) {
    Set<String> ids = new HashSet<>();
    for (List<Pair> pairs : List.of(weak, strong)) {
      pairs.forEach(pair -> ids.addAll(List.of(pair.id(), pair.keeperId())));
    }
    return ids;
  }

  private static List<Pair> withTexts(List<Pair> pairs, Map<String, String> excerpts) {
    return pairs.stream()
        .map(
            pair ->
                new Pair(
                    Words.name(pair.id()),
                    Words.name(pair.keeperId()),
                    pair.kind(),
                    pair.similarity(),
                    excerpts.getOrDefault(pair.id(), ""),
                    excerpts.getOrDefault(pair.keeperId(), "")))
        .toList();
  }
}
