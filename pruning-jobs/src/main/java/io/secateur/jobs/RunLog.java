package io.secateur.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import io.secateur.example.ContentKey;
import io.secateur.jobs.Metering.Interval;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.progress.Progress;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.run.Environment;
import io.secateur.jobs.run.Json;
import io.secateur.jobs.run.RunDirectory;
import io.secateur.jobs.run.RunRecord;
import io.secateur.jobs.run.RunRecord.StageRecord;
import io.secateur.jobs.run.StageEnergy;
import io.secateur.jobs.run.StageJournal;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.source.InputFilesStage.InputFiles;
import io.secateur.jobs.spark.TaskTracker;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** What a run did so far: it becomes {@code run.json}, and a line a stage on the screen. */
final class RunLog {
  private final RunConfig config;
  private final JsonNode json;
  private final StageKeys keys;
  private final JsonNode inputs;
  private final Map<String, String> environment;
  private final TaskTracker tasks;
  private final Metering metering;
  private final Progress progress;
  private final String given;
  private final String started = now();
  private String runId;
  private final Map<String, String> model = new LinkedHashMap<>();
  private final Map<String, Long> counts = new LinkedHashMap<>();
  private final Map<String, String> digests = new LinkedHashMap<>();
  private final List<StageRecord> stages = new ArrayList<>();
  private final Map<String, Interval> intervals = new HashMap<>();
  private final Set<String> metered = new HashSet<>();
  private final List<String> warnings = new ArrayList<>();
  private int noted;
  private @Nullable StageJournal journal;

  private RunLog(
      RunConfig config,
      InputFiles files,
      Map<String, String> environment,
      TaskTracker tasks,
      Metering metering,
      Progress progress) {
    this.config = config;
    this.json = Json.read(config.json());
    this.keys = new StageKeys(config, json);
    this.inputs = Json.read(Json.write(files));
    this.environment = environment;
    this.tasks = tasks;
    this.metering = metering;
    this.progress = progress;
    String what = config.json() + inputs + environment.get("secateur");
    this.runId = ContentKey.of(what).hex().substring(0, 16);
    // a source without files cannot be told from another
    String when = files.files() == 0 ? UUID.randomUUID().toString() : Long.toString(files.times());
    this.given = inputs + when + environment.get("secateur") + environment.get("git");
  }

  static RunLog start(
      RunConfig config,
      InputFiles inputs,
      SparkSession spark,
      TaskTracker tasks,
      Progress progress) {
    return new RunLog(
        config,
        inputs,
        Environment.of(
            spark.version(),
            spark.sparkContext().master(),
            spark.sparkContext().defaultParallelism()),
        tasks,
        Metering.of(spark, config),
        progress);
  }

  /** The run's id: the same configuration, files and version give the same. */
  String runId() {
    return runId;
  }

  /**
   * Takes over what an earlier run did before a stage.
   *
   * @throws DataException if there is none, or it would have done it otherwise
   */
  void continueFrom(RunDirectory directory, StageName from) {
    if (!directory.isWhole()) {
      throw new DataException(
          "Cannot start from %s: there is no run in %s. Run all stages first."
              .formatted(from.key(), directory.location()));
    }
    RunRecord before = Json.read(directory.read(RunDirectory.RECORD), RunRecord.class);
    List<String> changed = new ArrayList<>();
    for (StageName stage : StageName.values()) {
      if (stage.compareTo(from) < 0) {
        changed.addAll(keys.changes(stage, before.config()));
        before.stage(stage).ifPresent(done -> stages.add(done.asReused()));
      }
    }
    for (String part : needed(from)) {
      if (!directory.exists(part)) {
        changed.add("%s is not there any more (run from an earlier stage)".formatted(part));
      }
    }
    if (!before.inputs().equals(inputs)) {
      changed.add("the files of the source are others than they were (run from read)");
    }
    if (!changed.isEmpty()) {
      throw DataException.of(
          "start from %s in %s".formatted(from.key(), directory.location()), changed);
    }
    for (StageRecord reused : stages) {
      counts.putAll(reused.counts());
      digests.putAll(reused.digests());
    }
    if (from.compareTo(StageName.EMBED) > 0) {
      model.putAll(before.model());
    }
    if (from.compareTo(StageName.SELECT) > 0) {
      runId = before.run(); // as the ledger says
    }
  }

  /** Whether the run in a directory is this one: the same configuration, files and version. */
  boolean isOf(RunDirectory directory) {
    return Json.read(directory.read(RunDirectory.RECORD), RunRecord.class).run().equals(runId);
  }

  /**
   * Makes room to build in, and takes over the stages that are whole of a run that was cut off.
   *
   * @param todo the stages of this run, in order
   * @param models what stages read besides the source, by stage
   */
  void goOn(RunDirectory directory, List<StageName> todo, Map<StageName, String> models) {
    StageJournal found =
        StageJournal.of(directory, keys.digests(todo, given + new TreeMap<>(digests), models));
    directory.prepare(found.parts());
    journal = found;
    if (found.whole().isEmpty()) {
      return;
    }
    found
        .whole()
        .values()
        .forEach(
            entry -> {
              stages.add(entry.stage());
              counts.putAll(entry.stage().counts());
              digests.putAll(entry.stage().digests());
              model.putAll(entry.model());
            });
    String names = String.join(", ", found.whole().keySet().stream().map(StageName::key).toList());
    warn(
        "goes on with a run that was cut off: %s are whole; what its unfinished stage took is not in the energy of the pruning"
            .formatted(names));
  }

  /** Whether a run that was cut off did a stage, so that this one need not. */
  boolean isWhole(StageName stage) {
    return journal != null && journal.whole().containsKey(stage);
  }

  /**
   * The first stage that is left to do.
   *
   * @param from the first that was to be done
   */
  StageName firstLeft(StageName from) {
    return Arrays.stream(StageName.values())
        .filter(stage -> stage.compareTo(from) >= 0 && !isWhole(stage))
        .findFirst()
        .orElse(StageName.REPORT);
  }

  /** Leaves what the next attempt can go on with, and nothing else; says so. */
  void giveUp(RunDirectory directory) {
    Set<String> parts = journal == null ? Set.of() : journal.parts();
    directory.discard(parts);
    if (!parts.isEmpty()) {
      progress.say(
          "the stages that are whole are kept in %s: the same command goes on after them"
              .formatted(directory.location()));
    }
  }

  /** What the stages from one on read of those before it. */
  private static List<String> needed(StageName from) {
    List<String> cached =
        Stream.of("exact", "near", "embeddings", "semantic", "predictions", "pairs", "clusters")
            .map(name -> RunDirectory.CACHE + "/" + name)
            .toList();
    List<String> tables =
        List.of(
            RunDirectory.EXAMPLES,
            RunDirectory.SCORES,
            RunDirectory.DUPLICATES,
            RunDirectory.DECISIONS);
    return switch (from) {
      case READ -> List.of();
      case DEDUP -> tables.subList(0, 1);
      case EMBED -> List.of(tables.get(0), cached.get(0), cached.get(1));
      case SEMANTIC -> List.of(tables.get(0), cached.get(0), cached.get(1), cached.get(2));
      case PREDICT -> List.of(tables.get(0), tables.get(2), cached.get(2), cached.get(3));
      case SCORE ->
          List.of(
              tables.get(0),
              tables.get(2),
              cached.get(2),
              cached.get(3),
              cached.get(4),
              cached.get(5));
      case SELECT -> List.of(tables.get(0), tables.get(1), tables.get(2), cached.get(6));
      case WRITE, REPORT -> List.of(tables.get(0), tables.get(1), tables.get(3));
    };
  }

  /** Does a stage that is not whole yet, and notes what it took. */
  void stage(StageName stage, Supplier<String> work) {
    if (isWhole(stage)) {
      return;
    }
    tasks.reset();
    progress.start("%d %s".formatted(stage.number(), stage.key()));
    if (counted("examples") > 0) {
      progress.working(counted("examples"), "examples");
    }
    metering.begin();
    long begin = System.nanoTime();
    double cpuBefore = tasks.cpuSeconds();
    long shuffledBefore = tasks.shuffledBytes();
    long spilledBefore = tasks.spilledBytes();
    Map<String, Long> countsBefore = Map.copyOf(counts);
    Map<String, String> digestsBefore = Map.copyOf(digests);
    String result = work.get();
    double wall = (System.nanoTime() - begin) / 1e9;
    intervals.put(stage.key(), metering.end());
    tasks.settle();
    count(stage.key() + "_shuffled_bytes", tasks.shuffledBytes() - shuffledBefore);
    count(stage.key() + "_spilled_bytes", tasks.spilledBytes() - spilledBefore);
    StageRecord record =
        new StageRecord(
            stage.key(),
            result,
            wall,
            tasks.cpuSeconds() - cpuBefore,
            false,
            added(countsBefore, counts),
            added(digestsBefore, digests),
            warnings.subList(noted, warnings.size()).stream().toList(),
            /* energy= */ null);
    noted = warnings.size();
    stages.add(record);
    if (journal != null) {
      journal.done(stage, record, model);
    }
    progress.done(result);
  }

  /** Notes what the stages took that ended since it was last asked for. */
  private void meter() {
    for (int i = 0; i < stages.size(); i++) {
      StageRecord stage = stages.get(i);
      Interval interval = intervals.remove(stage.stage());
      if (interval != null) {
        StageEnergy took = metering.energy(interval, stage.cpuSeconds(), stage.wallSeconds());
        // once a run; not by warn, which would note it for the stage at hand
        Optional<String> warning = Metering.warning(took).filter(metered::add);
        warning.ifPresent(said -> progress.say("warning: " + said));
        stages.set(i, stage.with(took, warning));
      }
    }
  }

  private static <T> Map<String, T> added(Map<String, T> before, Map<String, T> after) {
    Map<String, T> added = new LinkedHashMap<>(after);
    added.keySet().removeAll(before.keySet());
    return added;
  }

  /** The stage at hand goes through this many of something. */
  void working(long items, String unit) {
    tasks.reset();
    progress.working(items, unit);
  }

  long count(String name, long count) {
    counts.put(name, count);
    return count;
  }

  long counted(String name) {
    return counts.getOrDefault(name, 0L);
  }

  /** What a user should know of the stage at hand; said at once, and kept for the report. */
  void warn(String warning) {
    warnings.add(warning);
    progress.say("warning: " + warning);
  }

  void digest(String part, String digest) {
    digests.put(part, digest);
  }

  void model(String name, String digest) {
    model.put("name", name);
    model.put("sha256", digest);
  }

  RunRecord record() {
    meter();
    return new RunRecord(
        runId(),
        config.name(),
        started,
        now(),
        json,
        environment,
        inputs,
        new LinkedHashMap<>(model),
        new LinkedHashMap<>(counts),
        new LinkedHashMap<>(digests),
        List.copyOf(stages));
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
