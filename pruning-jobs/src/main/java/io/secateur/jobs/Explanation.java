package io.secateur.jobs;

import io.secateur.jobs.explain.ExplainStage;
import io.secateur.jobs.explain.Facts;
import io.secateur.jobs.explain.Settings;
import io.secateur.jobs.explain.Step;
import io.secateur.jobs.explain.Waterfall;
import io.secateur.jobs.report.Words;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.run.Json;
import io.secateur.jobs.run.RunDirectory;
import io.secateur.jobs.score.ScoreStage;
import io.secateur.jobs.source.ReadStage;
import io.secateur.jobs.spark.Ledger;
import io.secateur.jobs.spark.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Why one example was kept or dropped: its way through the run.
 *
 * @param id of the example
 * @param decision keep or drop
 * @param stage that decided
 * @param reason its code
 * @param words the same in words
 * @param steps what became of it at each, in order
 */
record Explanation(
    String id, String decision, String stage, String reason, String words, List<Step> steps) {
  private static final int LONGEST_ID = 80;

  /** Reads it of one example. */
  static Explanation of(SparkSession spark, String run, String id) {
    return of(spark, run, List.of(id)).get(0);
  }

  /**
   * Reads it from a run's tables.
   *
   * @param ids of the examples; one that is named twice is explained once
   * @throws DataException if there is no such run, or some of the examples are not in it
   */
  static List<Explanation> of(SparkSession spark, String run, List<String> ids) {
    RunDirectory directory = RunDirectory.at(run, spark.sessionState().newHadoopConf());
    if (!directory.isWhole()) {
      throw new DataException(
          "Cannot explain: there is no run in %s (it has no %s)."
              .formatted(directory.location(), RunDirectory.RECORD));
    }
    Dataset<Row> ledger = Tables.read(spark, directory.part(RunDirectory.DECISIONS), Ledger.SCHEMA);
    List<String> asked = ids.stream().distinct().toList();
    Map<String, Facts> facts =
        ExplainStage.of(
            new ExplainStage.Tables(
                table(spark, directory, RunDirectory.EXAMPLES, ReadStage.SCHEMA),
                ledger,
                table(spark, directory, RunDirectory.SCORES, ScoreStage.SCHEMA)),
            asked);
    refuseUnknown(directory, ledger, asked.stream().filter(id -> !facts.containsKey(id)).toList());
    Settings settings =
        Settings.of(
            Json.read(directory.read(RunDirectory.RECORD)), directory.exists(RunDirectory.SCORES));
    List<Explanation> all = new ArrayList<>();
    for (String id : asked) {
      Facts of = facts.get(id);
      if (of != null) {
        all.add(of(of, settings));
      }
    }
    return all;
  }

  private static Explanation of(Facts facts, Settings settings) {
    Facts.Decision decision = facts.decision();
    return new Explanation(
        decision.id(),
        decision.kept() ? Ledger.KEEP : Ledger.DROP,
        decision.stage(),
        decision.reason(),
        Waterfall.words(decision.reason()),
        Waterfall.of(facts, settings));
  }

  /** Mere deduplication scores nothing. */
  private static Dataset<Row> table(
      SparkSession spark, RunDirectory directory, String name, StructType schema) {
    return directory.exists(name)
        ? Tables.read(spark, directory.part(name), schema)
        : Tables.empty(spark, schema);
  }

  private static void refuseUnknown(
      RunDirectory directory, Dataset<Row> ledger, List<String> unknown) {
    List<String> problems = new ArrayList<>();
    for (String id : unknown) {
      problems.add(
          "no example of the run in %s has the id %s.%s"
              .formatted(directory.location(), Words.excerpt(id, LONGEST_ID), meant(ledger, id)));
    }
    if (problems.size() == 1) {
      throw new DataException("Cannot explain: " + problems.get(0));
    }
    if (!problems.isEmpty()) {
      throw DataException.of("explain", problems);
    }
  }

  private static String meant(Dataset<Row> ledger, String id) {
    List<String> nearest = ExplainStage.nearest(ledger, id);
    if (!nearest.isEmpty()) {
      return " The nearest are %s.".formatted(listed(nearest));
    }
    List<String> smallest = ExplainStage.smallest(ledger);
    return smallest.isEmpty()
        ? ""
        : " None is near it; the first are %s.".formatted(listed(smallest));
  }

  private static String listed(List<String> ids) {
    return String.join(", ", ids.stream().map(id -> Words.excerpt(id, LONGEST_ID)).toList());
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
    for (Step step : steps) {
      out.append(
          "  %d %-9s %-12s  %s"
              .formatted(step.number(), step.name(), step.mark(), step.evidence())
              .stripTrailing());
      out.append('\n');
      step.details().forEach(line -> out.append(" ".repeat(30)).append(line).append('\n'));
    }
    return out.toString();
  }
}
