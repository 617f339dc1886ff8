package io.secateur.jobs;

import io.secateur.energy.Energy;
import io.secateur.energy.PruningEnergy;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.energy.Counted;
import io.secateur.jobs.energy.Meter;
import io.secateur.jobs.energy.Reading.Absent;
import io.secateur.jobs.energy.Reading.Joules;
import io.secateur.jobs.run.StageEnergy;
import io.secateur.jobs.spark.EnergyPlugin;
import io.secateur.jobs.spark.Held;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * What a stage takes: measured where counters of all its nodes say so, else modelled. One stage
 * begins where the one before it ended, so that nothing between two is lost.
 */
final class Metering {
  private static final String WHOLE = "; whole nodes, whatever else ran on them";
  private static final String NO_GPU = "; GPU not included";

  private final SparkSession spark;
  private final Optional<Meter> meter;
  private final String why;
  private int mark = -1;
  private Held held;

  /**
   * A stage that ended. What it took is asked for later, since executors answer late.
   *
   * @param from mark at its begin
   * @param to mark at its end
   * @param held by the job meanwhile, on average
   */
  record Interval(int from, int to, Held held) {}

  private Metering(SparkSession spark, Optional<Meter> meter, String why) {
    this.spark = spark;
    this.meter = meter;
    this.why = why;
    this.held = Held.by(spark);
  }

  static Metering of(SparkSession spark, RunConfig config) {
    if (!config.energy().metered()) {
      return new Metering(spark, Optional.empty(), "energy.meter is off");
    }
    return new Metering(
        spark, EnergyPlugin.meter(spark), "Spark was started without the counters' plugin");
  }

  /** A stage begins. */
  void begin() {
    if (mark < 0) {
      mark = meter.map(Meter::mark).orElse(0);
    }
  }

  /** A stage ended; the next begins. */
  Interval end() {
    int from = mark;
    Held before = held;
    mark = meter.map(Meter::mark).orElse(0);
    held = Held.by(spark);
    return new Interval(from, mark, before.mean(held));
  }

  /** What it took. */
  StageEnergy energy(Interval stage, double cpuSeconds, double wallSeconds) {
    Energy.Modelled model =
        PruningEnergy.modelled(cpuSeconds, wallSeconds, stage.held.cores(), stage.held.gigabytes());
    if (meter.isEmpty()) {
      return StageEnergy.of(model, null, stage.held.gpus() > 0 ? why + NO_GPU : why);
    }
    return of(meter.get().between(stage.from, stage.to), model, stage.held.gpus() > 0);
  }

  /**
   * Joins the parts.
   *
   * @param model of the processors, where they have no counters
   * @param gpus whether the job has any
   */
  static StageEnergy of(Counted counted, Energy.Modelled model, boolean gpus) {
    String missing = "";
    Energy.Known cpu = model;
    if (counted.cpu().isPresent() && counted.cpu().get().energy() instanceof Joules joules) {
      cpu = new Energy.Measured(joules.joules(), counted.cpu().get().what());
    } else if (counted.cpu().isPresent() && counted.cpu().get().energy() instanceof Absent absent) {
      missing = absent.why();
    } else {
      missing = "no counter";
    }
    Double gpuJoules = null;
    String how = cpu.how();
    if (counted.gpu().isPresent() && counted.gpu().get().energy() instanceof Joules joules) {
      gpuJoules = joules.joules();
      how += ", " + counted.gpu().get().what();
    } else if (counted.gpu().isPresent() || gpus) {
      String reason =
          counted.gpu().isPresent() && counted.gpu().get().energy() instanceof Absent absent
              ? absent.why()
              : "no counter of the GPU";
      missing = (missing.isEmpty() ? reason : missing + "; " + reason) + NO_GPU;
    }
    Energy.Known known =
        missing.isEmpty()
            ? new Energy.Measured(cpu.joules(), how + WHOLE)
            : new Energy.Modelled(cpu.joules(), how);
    return StageEnergy.of(known, gpuJoules, missing);
  }

  /** What a user should know of it, if anything: what a figure leaves out. */
  static Optional<String> warning(StageEnergy energy) {
    @Nullable String missing = energy.missing();
    return missing != null && missing.endsWith(NO_GPU)
        ? Optional.of("the energy of the pruning is too low: " + missing)
        : Optional.empty();
  }
}
