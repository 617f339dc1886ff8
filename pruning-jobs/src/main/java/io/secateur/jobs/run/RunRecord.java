package io.secateur.jobs.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import io.secateur.energy.PruningEnergy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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
  private static final double GIGA = 1e9;

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
   * @param energy of its nodes; null in records of versions that did not note it
   */
  public record StageRecord(
      String stage,
      String result,
      double wallSeconds,
      double cpuSeconds,
      boolean reused,
      Map<String, Long> counts,
      Map<String, String> digests,
      List<String> warnings,
      @Nullable StageEnergy energy) {

    /** Older records know no warnings. */
    public StageRecord(
        String stage,
        String result,
        double wallSeconds,
        double cpuSeconds,
        boolean reused,
        Map<String, Long> counts,
        Map<String, String> digests,
        @Nullable List<String> warnings,
        @Nullable StageEnergy energy) {
      this.stage = stage;
      this.result = result;
      this.wallSeconds = wallSeconds;
      this.cpuSeconds = cpuSeconds;
      this.reused = reused;
      this.counts = counts;
      this.digests = digests;
      this.warnings = warnings == null ? List.of() : warnings;
      this.energy = energy;
    }

    /** The same, as a later run takes it over. */
    public StageRecord asReused() {
      return new StageRecord(
          stage, result, wallSeconds, cpuSeconds, true, counts, digests, warnings, energy);
    }

    /** The same with what it took, and what a user should know of that. */
    public StageRecord with(StageEnergy took, Optional<String> warning) {
      List<String> all = Stream.concat(warnings.stream(), warning.stream()).toList();
      return new StageRecord(
          stage, result, wallSeconds, cpuSeconds, reused, counts, digests, all, took);
    }
  }

  /** What a stage took, if it ran. */
  public Optional<StageRecord> stage(StageName name) {
    return stages.stream().filter(stage -> stage.stage().equals(name.key())).findFirst();
  }

  /**
   * The energy of a stage.
   *
   * @param stage its name
   * @param energy of its nodes
   */
  public record Took(String stage, StageEnergy energy) {}

  /** The energy of every stage, those that an earlier run did included. */
  public List<Took> took() {
    return stages.stream()
        .map(
            stage ->
                new Took(stage.stage(), stage.energy() == null ? modelled(stage) : stage.energy()))
        .toList();
  }

  /** As versions knew it that noted no energy. */
  private StageEnergy modelled(StageRecord stage) {
    double cores = Double.parseDouble(environment.getOrDefault("cores", "1"));
    double gigabytes = Double.parseDouble(environment.getOrDefault("heap_bytes", "0")) / GIGA;
    return StageEnergy.of(
        PruningEnergy.modelled(stage.cpuSeconds(), stage.wallSeconds(), cores, gigabytes),
        null,
        "no counter was read");
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
