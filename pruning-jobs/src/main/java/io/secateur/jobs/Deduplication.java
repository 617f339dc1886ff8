package io.secateur.jobs;

import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.config.SourceConfig;
import io.secateur.jobs.progress.Progress;
import io.secateur.jobs.report.NearThreshold;
import io.secateur.jobs.report.Words;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.run.Json;
import io.secateur.jobs.run.RunDirectory;
import io.secateur.jobs.run.RunRecord;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.select.KeepStage;
import io.secateur.jobs.source.InputFilesStage;
import io.secateur.jobs.source.OpenStage;
import io.secateur.jobs.source.OpenStage.Opened;
import io.secateur.jobs.spark.Ledger;
import io.secateur.jobs.spark.TaskTracker;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * Mere deduplication: drops exact and near duplicates, and nothing else. No model, no budget; the
 * ledger and the deduplicated data set are those of a run.
 *
 * @param examples of the input
 * @param kept of these
 * @param output the run directory
 * @param counts of the search, by name
 * @param thresholds of near duplicates, measured
 */
record Deduplication(
    long examples,
    long kept,
    String output,
    Map<String, Long> counts,
    List<NearThreshold> thresholds) {

  /** Deduplicates. */
  static Deduplication run(
      SparkSession spark, RunConfig config, TaskTracker tasks, Progress progress) {
    RunDirectory directory = RunDirectory.at(config.output(), spark.sessionState().newHadoopConf());
    if (!config.source().format().equals(SourceConfig.TABLE)) {
      directory.refuseOverlap(config.source().paths());
    }
    Opened source = OpenStage.open(spark, config.source());
    InputFilesStage.InputFiles inputs =
        InputFilesStage.list(spark, source.rows(), config.source().hashFilesUpTo());
    RunLog log = RunLog.start(config, inputs, spark, tasks, progress);
    directory.finishPublication();
    if (directory.exists(RunDirectory.REPORT)) {
      throw new DataException(
          "Cannot deduplicate into %s: it holds a whole run, with its report. Choose another --output."
              .formatted(directory.location()));
    }
    log.goOn(
        directory,
        List.of(StageName.READ, StageName.DEDUP, StageName.SELECT, StageName.WRITE),
        /* models= */ Map.of());
    try {
      RunTables tables = new RunTables(spark, directory, StageName.READ);
      Deduplicating stages = new Deduplicating(config, source, log, tables);
      log.stage(StageName.READ, stages::read);
      log.stage(StageName.DEDUP, stages::dedup);
      log.stage(StageName.SELECT, () -> decide(config, log, tables));
      log.stage(StageName.WRITE, stages::write);
      RunRecord record = log.record();
      directory.publish(Json.write(record));
      return new Deduplication(
          log.counted("examples"),
          log.counted("kept"),
          directory.location(),
          record.counts(),
          NearThreshold.of(record.counts(), config.near().threshold()));
    } catch (RuntimeException | Error e) {
      log.giveUp(directory);
      throw e;
    }
  }

  private static String decide(RunConfig config, RunLog log, RunTables tables) {
    RunDirectory directory = tables.directory();
    log.digest(RunDirectory.DUPLICATES, tables.writeDuplicates(RunTables.EXACT, RunTables.NEAR));
    Ledger.Written ledger =
        KeepStage.write(
            tables.examples(),
            tables.duplicates(),
            log.counted("exact_duplicates") + log.counted("near_duplicates"),
            config,
            log.runId(),
            directory.building(RunDirectory.DECISIONS));
    long kept = log.count("kept", ledger.kept());
    log.digest(RunDirectory.DECISIONS, ledger.digest());
    long examples = log.counted("examples");
    return "keep %,d of %,d  (%s)".formatted(kept, examples, Words.percent(kept, examples));
  }

  /** As a terminal shows it. */
  String asText() {
    return "%n%s%nKept %,d of %,d examples (%s). They are in %s/%s.%n"
        .formatted(
            NearThreshold.table(thresholds),
            kept,
            examples,
            Words.percent(kept, examples),
            output,
            RunDirectory.PRUNED);
  }
}
