package io.secateur.jobs;

import com.typesafe.config.ConfigUtil;
import io.secateur.jobs.cli.Actions;
import io.secateur.jobs.cli.Listing;
import io.secateur.jobs.config.ConfigException;
import io.secateur.jobs.config.ConfigFile;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.diff.Difference;
import io.secateur.jobs.diff.DifferenceText;
import io.secateur.jobs.progress.Progress;
import io.secateur.jobs.report.RunReport;
import io.secateur.jobs.report.Summary;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.run.Json;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.spark.Session;
import io.secateur.jobs.spark.TaskTracker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** What the commands do. */
final class Jobs implements Actions {

  @Override
  public void run(RunArguments arguments, String from, Output output) {
    RunConfig config = config(arguments);
    config.energy().requireRegime();
    StageName first = StageName.named(from).orElseThrow();
    SparkSession spark = session(config);
    TaskTracker tasks = TaskTracker.on(spark);
    RunReport report;
    try (Progress progress = progress(output, tasks)) {
      progress.say(
          "secateur run  %s  seed %d  Spark %s on %s"
              .formatted(
                  config.name(), config.seed(), spark.version(), spark.sparkContext().master()));
      report = Prune.run(spark, config, first, tasks, progress);
    } finally {
      spark.stop();
    }
    output.out().print(output.json() ? Json.write(report) : Summary.of(report));
    output.out().flush();
  }

  @Override
  public void dedup(RunArguments arguments, Output output) {
    RunConfig config = config(arguments);
    SparkSession spark = session(config);
    TaskTracker tasks = TaskTracker.on(spark);
    Deduplication done;
    try (Progress progress = progress(output, tasks)) {
      progress.say(
          "secateur dedup  %s  seed %d  Spark %s on %s"
              .formatted(
                  config.name(), config.seed(), spark.version(), spark.sparkContext().master()));
      done = Deduplication.run(spark, config, tasks, progress);
    } finally {
      spark.stop();
    }
    output.out().print(output.json() ? Json.write(done) : done.asText());
    output.out().flush();
  }

  @Override
  public void plan(RunArguments arguments, Output output) {
    RunConfig config = config(arguments);
    config.energy().requireRegime();
    SparkSession spark = Session.open(config.name());
    try {
      Planning plan = Planning.of(spark, config);
      output.out().print(output.json() ? Json.write(plan) : plan.asText());
    } finally {
      spark.stop();
    }
  }

  @Override
  public void demo(String directory, boolean all, Output output) {
    SparkSession spark = Session.metered("demo");
    String config = Demo.prepare(spark, directory, all);
    run(new RunArguments(config, List.of(), null), StageName.READ.key(), output);
    if (!output.json()) {
      output.out().print(Demo.next(directory));
    }
  }

  @Override
  public void explain(String run, List<String> ids, Output output) {
    SparkSession spark = Session.open("explain");
    try {
      List<Explanation> all = Explanation.of(spark, run, ids);
      String text = all.stream().map(Explanation::asText).collect(Collectors.joining("\n"));
      output.out().print(output.json() ? Json.write(all) : text);
    } finally {
      spark.stop();
    }
  }

  @Override
  public void diff(String before, String after, Output output) {
    SparkSession spark = Session.open("diff");
    try {
      Difference difference = Comparing.of(spark, before, after);
      output.out().print(output.json() ? Json.write(difference) : DifferenceText.of(difference));
    } finally {
      spark.stop();
    }
  }

  @Override
  public void apply(ApplyArguments arguments, Output output) {
    SparkSession spark = Session.open("apply");
    try {
      Applying applied = Applying.of(spark, arguments);
      output.out().print(output.json() ? Json.write(applied) : applied.asText());
    } finally {
      spark.stop();
    }
  }

  @Override
  public void estimate(EstimateArguments arguments, Output output) {
    Estimating estimate = Estimating.of(arguments);
    output.out().print(output.json() ? Json.write(estimate) : estimate.asText());
  }

  @Override
  public void report(String run, Output output) {
    SparkSession spark = Session.open("report");
    try {
      RunReport report = Prune.reportAgain(spark, run);
      output.out().print(output.json() ? Json.write(report) : Summary.of(report));
    } finally {
      spark.stop();
    }
  }

  @Override
  public void list(String what, Output output) {
    output.out().print(Listing.of(what, output.json()));
  }

  private static SparkSession session(RunConfig config) {
    return config.energy().metered() ? Session.metered(config.name()) : Session.open(config.name());
  }

  private static Progress progress(Output output, TaskTracker tasks) {
    boolean terminal = "true".equals(System.getenv("SECATEUR_TERMINAL"));
    return Progress.on(output.err(), terminal, tasks::done);
  }

  private static RunConfig config(RunArguments arguments) {
    List<String> settings = new ArrayList<>(arguments.settings());
    if (arguments.output() != null) {
      settings.add("run.output=" + ConfigUtil.quoteString(arguments.output()));
    }
    return ConfigFile.read(read(arguments.file()), arguments.file(), settings);
  }

  /** A configuration may lie on any file system that the job can reach. */
  private static String read(String file) {
    try {
      java.nio.file.Path local = java.nio.file.Path.of(file);
      if (java.nio.file.Files.isRegularFile(local)) {
        return java.nio.file.Files.readString(local);
      }
    } catch (IOException | java.nio.file.InvalidPathException e) {
      // not a local file that can be read as text: perhaps one elsewhere
    }
    try {
      Path path = new Path(file);
      FileSystem files = path.getFileSystem(new Configuration());
      try (var in = files.open(path)) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException(
          List.of("--config: cannot read %s (%s)".formatted(file, e.getMessage())));
    }
  }

  /** Reads the record's configuration of a run that is there. */
  static RunConfig configOf(String json, String run) {
    try {
      return ConfigFile.read(Json.read(json).path("config").toString(), run, List.of());
    } catch (ConfigException e) {
      throw new DataException(
          "Cannot read the run in %s: another version made it.%n%s".formatted(run, e.getMessage()),
          e);
    }
  }
}
