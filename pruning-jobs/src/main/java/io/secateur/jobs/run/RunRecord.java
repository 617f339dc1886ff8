package io.secateur.jobs.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code run.json}: all that is needed to say how a pruned set came about, and to make it again.
 *
 * @param run its id: a hash of the configuration, the input files and the version
 * @param name as configured
 * @param started and {@code finished}: in UTC
 * @param config as resolved, defaults included
 * @param environment versions of all that results may depend on
 * @param inputs the files that were read
 * @param model the embedding model and the SHA-256 of its files; null where there was none
 * @param counts what was read, found, kept and written
 * @param digests of each output, whatever its partitioning
 * @param stages what each took
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RunRecord(
    String run,
    String name,
    String started,
    String finished,
    JsonNode config,
    Map<String, String> environment,
    JsonNode inputs,
    Map<String, String> model,
    Map<String, Long> counts,
    Map<String, String> digests,
    List<StageRecord> stages) {

  /**
   * What a stage took.
   *
   * @param stage its name
   * @param result one sentence
   * @param wallSeconds from start to end
   * @param cpuSeconds of its tasks
   * @param reused whether an earlier run did it
   * @param counts what it counted
   * @param digests of the tables that it wrote
   * @param warnings what a user should know of it
   */
  public record StageRecord(
      String stage,
      String result,
      double wallSeconds,
      double cpuSeconds,
      boolean reused,
      Map<String, Long> counts,
      Map<String, String> digests,
      List<String> warnings) {

    /** Older records know no warnings. */
    public StageRecord(
        String stage,
        String result,
        double wallSeconds,
        double cpuSeconds,
        boolean reused,
        Map<String, Long> counts,
        Map<String, String> digests,
        @Nullable List<String> warnings) {
      this.stage = stage;
      this.result = result;
      this.wallSeconds = wallSeconds;
      this.cpuSeconds = cpuSeconds;
      this.reused = reused;
      this.counts = counts;
      this.digests = digests;
      this.warnings = warnings == null ? List.of() : warnings;
    }

    /** The same, as a later run takes it over. */
    public StageRecord asReused() {
      return new StageRecord(
          stage, result, wallSeconds, cpuSeconds, true, counts, digests, warnings);
    }
  }

  /** What a stage took, if it ran. */
  public Optional<StageRecord> stage(StageName name) {
    return stages.stream().filter(stage -> stage.stage().equals(name.key())).findFirst();
  }

  /** What a user should know of the run. */
  public List<String> warnings() {
    return stages.stream().flatMap(stage -> stage.warnings().stream()).toList();
  }

  /** A count, or 0. */
  public long count(String name) {
    return counts.getOrDefault(name, 0L);
  }
}
