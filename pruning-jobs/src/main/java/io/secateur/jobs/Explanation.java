package io.secateur.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.secateur.catalog.Scorers;
import io.secateur.jobs.report.Words;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.run.RunDirectory;
import io.secateur.jobs.score.ScoreStage;
import io.secateur.jobs.select.Reason;
import io.secateur.jobs.source.ReadStage;
import io.secateur.jobs.spark.Ledger;
import io.secateur.jobs.spark.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * Why one example was kept or dropped.
 *
 * @param id of the example
 * @param decision keep or drop
 * @param stage that decided
 * @param reason its code
 * @param words the same in words
 * @param lines the evidence, one step each
 */
record Explanation(
    String id, String decision, String stage, String reason, String words, List<String> lines) {
  private static final int LONGEST_CHAIN = 4; // exact, near, semantic, and the end
  private static final String LABEL_ISSUE = "label_issue";

  /**
   * Reads it from a run's ledger.
   *
   * @throws DataException if there is no such run, or no such example in it
   */
  static Explanation of(SparkSession spark, String run, String id) {
    RunDirectory directory = RunDirectory.at(run, spark.sessionState().newHadoopConf());
    if (!directory.isWhole()) {
      throw new DataException(
          "Cannot explain: there is no run in %s (it has no %s)."
              .formatted(directory.location(), RunDirectory.RECORD));
    }
    Dataset<Row> ledger = Tables.read(spark, directory.part(RunDirectory.DECISIONS), Ledger.SCHEMA);
    Dataset<Row> scores =
        directory.exists(RunDirectory.SCORES) // mere deduplication scores nothing
            ? Tables.read(spark, directory.part(RunDirectory.SCORES), ScoreStage.SCHEMA)
            : Tables.empty(spark, ScoreStage.SCHEMA);
    Row row = find(ledger, id);
    if (row == null) {
      throw new DataException(
          "Cannot explain: no example of the run in %s has the id %s.%s"
              .formatted(directory.location(), Words.excerpt(id, 80), nearest(ledger, id)));
    }
    List<String> lines = new ArrayList<>();
    Row example =
        find(Tables.read(spark, directory.part(RunDirectory.EXAMPLES), ReadStage.SCHEMA), id);
    addScope(example, lines);
    addEvidence(ledger, row, lines);
    addScores(scores, id, example == null ? null : example.getAs("label"), lines);
    addPlace(ledger, row, lines);
    String reason = row.getAs("reason");
    return new Explanation(
        id,
        row.getAs("decision"),
        row.getAs("stage"),
        reason,
        Reason.valueOf(reason).words(),
        lines);
  }

  /** As a terminal shows it. */
  String asText() {
    StringBuilder out =
        new StringBuilder(
            "%s  %s at stage %s: %s%n"
                .formatted(
                    Words.excerpt(id, 200),
                    decision.equals(Ledger.KEEP) ? "KEPT" : "DROPPED",
                    stage,
                    words));
    lines.forEach(line -> out.append("  ").append(line).append('\n'));
    return out.toString();
  }

  /** The only examples that it may be a duplicate of are those with the same. */
  private static void addScope(@Nullable Row example, List<String> lines) {
    String scope = example == null ? null : example.getAs("scope");
    if (scope != null) {
      lines.add("%-24s %s".formatted("scope", Words.excerpt(scope, 80)));
    }
  }

  /** Follows the keepers: the one that stands for this example may itself have gone later. */
  private static void addEvidence(Dataset<Row> ledger, Row row, List<String> lines) {
    Row at = row;
    for (int i = 0; i < LONGEST_CHAIN; i++) {
      String keeper = at.getAs("keeper_id");
      if (keeper == null) {
        return;
      }
      Row next = find(ledger, keeper);
      lines.add(
          String.format(
              Locale.ROOT,
              "%-24s %.4f to %s, threshold %s",
              at.<String>getAs("reason").toLowerCase(Locale.ROOT),
              at.<Double>getAs("similarity"),
              Words.excerpt(keeper, 80),
              at.<Double>getAs("threshold")));
      if (next == null) {
        return;
      }
      lines.add(
          String.format(
              Locale.ROOT,
              "%-24s %s was %s at stage %s: %s",
              "keeper",
              Words.excerpt(keeper, 80),
              next.getAs("decision").equals(Ledger.KEEP) ? "kept" : "dropped",
              next.getAs("stage"),
              Reason.valueOf(next.getAs("reason")).words()));
      at = next;
    }
  }

  private static void addScores(
      Dataset<Row> scores, String id, @Nullable String label, List<String> lines) {
    Row own = find(scores, id);
    if (own == null) {
      return;
    }
    List<String> names =
        Scorers.names().stream()
            .filter(name -> !name.equals(LABEL_ISSUE) && own.getAs(name) != null)
            .toList();
    if (!names.isEmpty()) {
      Row ranks = ranks(scores, own, names);
      for (int i = 0; i < names.size(); i++) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%-24s %.4f   higher than %s of %,d scored",
                names.get(i),
                own.<Double>getAs(names.get(i)),
                Words.percent(ranks.getLong(2 * i), ranks.getLong(2 * i + 1)),
                ranks.getLong(2 * i + 1)));
      }
    }
    addLabelIssue(own, label, lines);
  }

  /** By scorer: examples with a lower score, and all that have one. */
  private static Row ranks(Dataset<Row> scores, Row own, List<String> names) {
    Column[] columns =
        names.stream()
            .flatMap(
                name ->
                    Stream.of(count_if(col(name).lt(own.<Double>getAs(name))), count(col(name))))
            .toArray(Column[]::new);
    return scores.select(columns).first();
  }

  private static void addLabelIssue(Row own, @Nullable String label, List<String> lines) {
    Double issue = own.getAs(LABEL_ISSUE);
    if (issue != null) {
      String suggested = own.getAs("suggested_label");
      lines.add(
          "%-24s %s"
              .formatted(
                  LABEL_ISSUE,
                  issue == 1
                      ? "flagged: given %s, suggested %s".formatted(shown(label), shown(suggested))
                      : "not flagged"));
    }
  }

  private static String shown(@Nullable String label) {
    return label == null ? "none" : Words.excerpt(label, 60);
  }

  private static void addPlace(Dataset<Row> ledger, Row row, List<String> lines) {
    String stratum = row.getAs("stratum");
    if (stratum == null) {
      return;
    }
    Row counts =
        ledger
            .filter(col("stratum").equalTo(stratum))
            .agg(count(lit(1)), sum(col("decision").equalTo(Ledger.KEEP).cast("bigint")))
            .first();
    lines.add(
        String.format(
            Locale.ROOT,
            "%-24s %s   %,d examples, %,d kept by %s",
            "stratum",
            Words.excerpt(stratum, 60),
            counts.getLong(0),
            counts.getLong(1),
            row.<String>getAs("policy")));
    lines.add(
        String.format(
            Locale.ROOT, "%-24s %,d of the stratum", "place", row.<Long>getAs("place") + 1));
  }

  private static @Nullable Row find(Dataset<Row> table, String id) {
    return table.filter(col("id").equalTo(id)).limit(1).collectAsList().stream()
        .findFirst()
        .orElse(null);
  }

  private static String nearest(Dataset<Row> ledger, String id) {
    String close = id.length() > 200 ? id.substring(0, 200) : id;
    List<Row> nearest =
        ledger
            .select(col("id"), functions.levenshtein(col("id"), lit(close)).as("apart"))
            .orderBy("apart", "id")
            .limit(3)
            .collectAsList();
    List<String> ids = nearest.stream().map(row -> Words.excerpt(row.getString(0), 80)).toList();
    return ids.isEmpty() ? "" : " The nearest are %s.".formatted(String.join(", ", ids));
  }
}
