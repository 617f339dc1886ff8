package io.secateur.jobs.report;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;

import io.secateur.jobs.report.LabelReport.LabelPair;
import io.secateur.jobs.report.LabelReport.Suspect;
import io.secateur.jobs.spark.Ledger;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Gathers what the report shows of labels that look wrong: counts, and a few rows.
 *
 * <p>Cost: a pass over the scores; where something is flagged, a join of that with the examples and
 * the ledger.
 */
final class LabelReportStage {
  private static final int PAIRS = 10;
  private static final int SUSPECTS = 20;

  private LabelReportStage() {}

  /** Gathers it, without the suspects' texts. */
  static LabelReport gather(Dataset<Row> examples, Dataset<Row> ledger, Dataset<Row> scores) {
    Column issue = col("label_issue").equalTo(1.0);
    Row counts = scores.agg(count(col("label_issue")), count_if(issue)).first();
    long flagged = counts.getLong(1);
    if (flagged == 0) {
      return new LabelReport(counts.getLong(0), 0, 0, 0, List.of(), List.of());
    }
    Dataset<Row> rows =
        scores
            .filter(issue)
            .select(col("id"), col("label_quality"), or(col("suggested_label")).as("suggested"))
            .join(examples.select(col("id"), or(col("label")).as("given")), "id")
            .join(ledger.select("id", "decision", "reason"), "id")
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Row fate =
          rows.agg(
                  count_if(col("reason").equalTo("LABEL_ISSUE")),
                  count_if(col("decision").equalTo(Ledger.KEEP)))
              .first();
      return new LabelReport(
          counts.getLong(0),
          flagged,
          fate.getLong(0),
          fate.getLong(1),
          pairs(rows),
          suspects(rows));
    } finally {
      rows.unpersist();
    }
  }

  private static Column or(Column label) {
    return coalesce(label, lit(""));
  }

  private static List<LabelPair> pairs(Dataset<Row> rows) {
    return rows
        .groupBy("given", "suggested")
        .agg(count(lit(1)).as("n"))
        .orderBy(col("n").desc(), col("given"), col("suggested"))
        .limit(PAIRS)
        .collectAsList()
        .stream()
        .map(row -> new LabelPair(row.getString(0), row.getString(1), row.getLong(2)))
        .toList();
  }

  private static List<Suspect> suspects(Dataset<Row> rows) {
    return rows
        .select(
            col("id"),
            col("given"),
            col("suggested"),
            coalesce(col("label_quality"), lit(Double.NaN)).as("quality"))
        .orderBy(col("quality"), col("id")) // NaN is last
        .limit(SUSPECTS)
        .collectAsList()
        .stream()
        .map(
            row ->
                new Suspect(
                    row.getString(0), row.getString(1), row.getString(2), row.getDouble(3), ""))
        .toList();
  }
}
