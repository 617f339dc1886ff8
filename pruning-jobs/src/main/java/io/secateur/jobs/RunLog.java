package io.secateur.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import io.secateur.example.ContentKey;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.progress.Progress;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.run.Environment;
import io.secateur.jobs.run.Json;
import io.secateur.jobs.run.RunDirectory;
import io.secateur.jobs.run.RunRecord;
import io.secateur.jobs.run.RunRecord.StageRecord;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.source.InputFilesStage.InputFiles;
import io.secateur.jobs.spark.TaskTracker;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** What a run did so far: it becomes {@code run.json}, and a line a stage on the screen. */
final class RunLog {
  /** Configuration that a stage depends on; what follows a stage does not change its result. */
  private static final Map<StageName, List<String>> DEPENDS =
      Map.of(
          StageName.READ, List.of("/source", "/energy/model", "/energy/tokens-per-word"),
          StageName.DEDUP, List.of("/run/seed", "/exact-duplicates", "/near-duplicates"),
          StageName.EMBED, List.of("/embeddings"),
          StageName.SEMANTIC, List.of("/semantic-duplicates"),
          StageName.SCORE, List.of("/score"),
          StageName.SELECT, List.of("/select"),
          StageName.WRITE, List.of("/write"));

  private final RunConfig config;
  private final JsonNode json;
  private final JsonNode inputs;
  private final Map<String, String> environment;
  private final TaskTracker tasks;
  private final Progress progress;
  private final String started = now();
  private final Map<String, String> model = new LinkedHashMap<>();
  private final Map<String, Long> counts = new LinkedHashMap<>();
  private final Map<String, String> digests = new LinkedHashMap<>();
  private final List<StageRecord> stages = new ArrayList<>();

  private RunLog(
      RunConfig config,
      JsonNode inputs,
      Map<String, String> environment,
      TaskTracker tasks,
      Progress progress) {
    this.config = config;
    this.json = Json.read(config.json());
    this.inputs = inputs;
    this.environment = environment;
    this.tasks = tasks;
    this.progress = progress;
  }

  static RunLog start(
      RunConfig config,
      InputFiles inputs,
      SparkSession spark,
      TaskTracker tasks,
      Progress progress) {
    return new RunLog(
        config,
        Json.read(Json.write(inputs)),
        Environment.of(spark.version(), spark.sparkContext().master()),
        tasks,
        progress);
  }

  /** The run's id: the same configuration, files and version give the same. */
  String runId() {
    String what = config.json() + inputs + environment.get("secateur");
    return ContentKey.of(what).hex().substring(0, 16);
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
        noteChanges(stage, before.config(), changed);
        before.stage(stage).ifPresent(done -> stages.add(done.asReused()));
      }
    }
    if (!before.inputs().equals(inputs)) {
      changed.add("the files of the source are others than they were (run from read)");
    }
    if (!changed.isEmpty()) {
      throw DataException.of(
          "start from %s in %s".formatted(from.key(), directory.location()), changed);
    }
    counts.putAll(before.counts());
    digests.putAll(before.digests());
    model.putAll(before.model());
  }

  private void noteChanges(StageName stage, JsonNode before, List<String> changed) {
    for (String pointer : DEPENDS.getOrDefault(stage, List.of())) {
      JsonNode then = before.at(pointer);
      JsonNode now = json.at(pointer);
      if (!then.equals(now)) {
        changed.add(
            "%s was %s and is %s (run from %s)"
                .formatted(pointer.substring(1).replace('/', '.'), then, now, stage.key()));
      }
    }
  }

  /** Does a stage and notes what it took. */
  void stage(StageName stage, Supplier<String> work) {
    tasks.reset();
    progress.start("%d %s".formatted(stage.number(), stage.key()));
    long begin = System.nanoTime();
    double cpuBefore = tasks.cpuSeconds();
    String result = work.get();
    double wall = (System.nanoTime() - begin) / 1e9;
    tasks.settle();
    stages.add(new StageRecord(stage.key(), result, wall, tasks.cpuSeconds() - cpuBefore, false));
    progress.done(result);
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

  void digest(String part, String digest) {
    digests.put(part, digest);
  }

  void model(String name, String digest) {
    model.put("name", name);
    model.put("sha256", digest);
  }

  RunRecord record() {
    return new RunRecord(
        runId(),
        config.name(),
        started,
        now(),
        json,
        environment,
        inputs,
        Map.copyOf(model),
        new LinkedHashMap<>(counts),
        new LinkedHashMap<>(digests),
        List.copyOf(stages));
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
