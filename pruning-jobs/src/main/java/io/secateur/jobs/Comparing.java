package io.secateur.jobs;

import io.secateur.jobs.diff.Difference;
import io.secateur.jobs.diff.LedgerDiffStage;
import io.secateur.jobs.diff.Records;
import io.secateur.jobs.diff.ScoreDiffStage;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.run.Json;
import io.secateur.jobs.run.RunDirectory;
import io.secateur.jobs.score.ScoreStage;
import io.secateur.jobs.spark.Ledger;
import io.secateur.jobs.spark.Tables;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Sets two runs side by side. */
final class Comparing {
  private Comparing() {}

  /**
   * What changed from one run to the other.
   *
   * @throws DataException if one of them is no run
   */
  static Difference of(SparkSession spark, String before, String after) {
    RunDirectory one = run(spark, before);
    RunDirectory other = run(spark, after);
    Records records =
        new Records(
            Json.read(one.read(RunDirectory.RECORD)), Json.read(other.read(RunDirectory.RECORD)));
    return new Difference(
        one.location(),
        other.location(),
        records.settings(),
        records.inputs(),
        LedgerDiffStage.of(ledger(spark, one), ledger(spark, other)),
        records.sameScores()
            ? List.of()
            : ScoreDiffStage.of(scores(spark, one), scores(spark, other), records.scorers()),
        records.sameScores());
  }

  private static RunDirectory run(SparkSession spark, String location) {
    RunDirectory run = RunDirectory.at(location, spark.sessionState().newHadoopConf());
    if (!run.isWhole()) {
      throw new DataException(
          "Cannot compare: there is no run in %s (it has no %s)."
              .formatted(run.location(), RunDirectory.RECORD));
    }
    if (!run.exists(RunDirectory.DECISIONS)) {
      throw new DataException(
          "Cannot compare: the run in %s has no %s. Run it again from select."
              .formatted(run.location(), RunDirectory.DECISIONS));
    }
    return run;
  }

  private static Dataset<Row> ledger(SparkSession spark, RunDirectory run) {
    return Tables.read(spark, run.part(RunDirectory.DECISIONS), Ledger.SCHEMA);
  }

  /** Mere deduplication scores nothing. */
  private static Dataset<Row> scores(SparkSession spark, RunDirectory run) {
    return run.exists(RunDirectory.SCORES)
        ? Tables.read(spark, run.part(RunDirectory.SCORES), ScoreStage.SCHEMA)
        : Tables.empty(spark, ScoreStage.SCHEMA);
  }
}
