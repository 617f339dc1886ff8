package io.secateur.jobs.testing;

import io.secateur.jobs.Prune;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.progress.Progress;
import io.secateur.jobs.report.RunReport;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.spark.TaskTracker;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** Whole runs, as the command line starts them, without its lines. */
public final class Runs {
  private Runs() {}

  /** Prunes. */
  public static RunReport prune(
      SparkSession spark, Path source, Path run, StageName from, String... settings) {
    return prune(spark, source, run, from, new StringBuilder(), settings);
  }

  /**
   * Prunes.
   *
   * @param said gathers the lines of the stages that are done, and the warnings
   */
  public static RunReport prune(
      SparkSession spark,
      Path source,
      Path run,
      StageName from,
      StringBuilder said,
      String... settings) {
    RunConfig config = Configs.of(source, run, settings);
    TaskTracker tasks = TaskTracker.on(spark);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8);
    try (Progress progress = Progress.on(lines, /* terminal= */ false, tasks::done)) {
      return Prune.run(spark, config, from, tasks, progress);
    } finally {
      said.append(out.toString(StandardCharsets.UTF_8));
    }
  }
}
