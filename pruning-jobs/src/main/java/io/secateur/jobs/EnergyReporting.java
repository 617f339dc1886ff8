package io.secateur.jobs;

import io.secateur.energy.Baseline;
import io.secateur.energy.Energy;
import io.secateur.energy.Interval;
import io.secateur.energy.PruningEnergy;
import io.secateur.energy.Regime;
import io.secateur.energy.Saving;
import io.secateur.energy.TrainingEnergy;
import io.secateur.energy.TrainingPlan;
import io.secateur.energy.Workload;
import io.secateur.energy.carbon.CarbonTable;
import io.secateur.energy.carbon.Equivalent;
import io.secateur.energy.carbon.Intensity;
import io.secateur.jobs.config.EnergyConfig;
import io.secateur.jobs.config.FootprintConfig;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.report.EnergyReport;
import io.secateur.jobs.report.EnergyReport.Footprint;
import io.secateur.jobs.report.EnergyReport.Pruning;
import io.secateur.jobs.report.EnergyReport.Shared;
import io.secateur.jobs.report.RunReport;
import io.secateur.jobs.report.export.EnergyRecord;
import io.secateur.jobs.run.RunEnergy;
import io.secateur.jobs.run.RunRecord;
import io.secateur.jobs.run.RunRecord.StageRecord;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Stage 9: the energy that a run saves, and took. */
final class EnergyReporting {
  private static final int POINTS = 10;

  private EnergyReporting() {}

  /**
   * What there was, and two ways to keep less of it.
   *
   * @param full everything
   * @param ours what was kept
   * @param random as many examples, drawn at random
   */
  record Arms(Workload full, Workload ours, Workload random) {}

  static EnergyReport of(Arms arms, RunConfig config, RunRecord record) {
    return of(arms, config.energy(), own(record), config.seed());
  }

  /** The same of any pruning. */
  static EnergyReport of(Arms arms, EnergyConfig energy, Energy own, long seed) {
    TrainingPlan plan = energy.plan();
    Energy nothing = new Energy.Given(0, "a random choice");
    Saving epochs = saving(arms, plan.under(Regime.FIXED_EPOCHS), own, seed);
    Saving steps = saving(arms, plan.under(Regime.FIXED_STEPS), own, seed);
    Saving target = plan.regime() == Regime.TO_TARGET ? saving(arms, plan, own, seed) : null;
    Saving headline = target != null ? target : epochs;
    return new EnergyReport(
        plan.regime().key(),
        energy.training(),
        new EnergyReport.Baseline(plan.baseline().origin(), words(plan.baseline())),
        plan.trainings(),
        pruning(own),
        epochs,
        steps,
        target,
        TrainingEnergy.estimate(arms.full, arms.random, plan, nothing, seed),
        shared(arms, plan, own, seed),
        footprint(energy.footprint(), plan.regime() == Regime.FIXED_STEPS ? steps : headline));
  }

  private static Pruning pruning(Energy own) {
    if (own instanceof Energy.Measured measured) {
      return new Pruning(measured.joules(), own.origin(), measured.counter());
    }
    if (own instanceof Energy.Modelled modelled) {
      return new Pruning(modelled.joules(), own.origin(), modelled.model());
    }
    if (own instanceof Energy.Given given) {
      return new Pruning(given.joules(), own.origin(), given.key());
    }
    throw new IllegalStateException("An energy of the pruning that is " + own.origin());
  }

  /** At ten numbers of trainings: up to those planned, and no fewer than ten. */
  private static List<Shared> shared(Arms arms, TrainingPlan plan, Energy own, long seed) {
    int most = Math.max(POINTS, plan.trainings());
    List<Integer> trainings =
        IntStream.rangeClosed(1, POINTS)
            .map(i -> (int) Math.max(i, Math.round(most * (double) i / POINTS)))
            .distinct()
            .boxed()
            .toList();
    List<Interval> nets = TrainingEnergy.net(arms.full, arms.ours, plan, own, seed, trainings);
    return IntStream.range(0, nets.size())
        .mapToObj(i -> new Shared(trainings.get(i), nets.get(i)))
        .toList();
  }

  private static Saving saving(Arms arms, TrainingPlan plan, Energy own, long seed) {
    return TrainingEnergy.estimate(arms.full, arms.ours, plan, own, seed);
  }

  private static String words(Baseline baseline) {
    if (baseline instanceof Baseline.Metered metered) {
      return "%,.1f kWh that you measured; boundary of the meter: %s"
          .formatted(metered.kilowattHours(), metered.boundary().key());
    }
    if (baseline instanceof Baseline.AcceleratorHours busy) {
      return "%,.1f accelerator-hours that you measured, and published ranges of power"
          .formatted(busy.hours());
    }
    return "floating-point operations over published ranges of utilisation, power, host and PUE";
  }

  private static Footprint footprint(FootprintConfig config, Saving headline) {
    return new Footprint(
        source(config.intensity()),
        config.embodiedGramsPerHour() > 0,
        config.price(),
        config.currency(),
        config.equivalents() ? Equivalent.of(headline.net().median()) : List.of());
  }

  private static @Nullable String source(@Nullable Intensity intensity) {
    return intensity == null
        ? null
        : "%s, %d: %s g of CO2 equivalent a kWh, location-based average; %s; %s"
            .formatted(
                intensity.name(),
                intensity.year(),
                intensity.gramsPerKilowattHour(),
                CarbonTable.SOURCE,
                CarbonTable.LICENCE);
  }

  /** What the exports tell. */
  static EnergyRecord record(RunReport report, RunConfig config, RunRecord record) {
    Intensity intensity = config.energy().footprint().intensity();
    return new EnergyRecord(
        record.run(),
        record.name(),
        record.finished(),
        record.stages().stream().mapToDouble(StageRecord::wallSeconds).sum(),
        report.full().examples(),
        report.ours().examples(),
        switch (config.energy().cost().model().reads()) {
          case TEXT -> "text";
          case IMAGES -> "image";
          case VIDEO -> "video";
        },
        config.energy().cost().model().name(),
        intensity == null ? "" : intensity.code(),
        intensity == null ? Double.NaN : intensity.gramsPerKilowattHour(),
        record.environment(),
        report.energy());
  }

  /** Of all stages, those of the run that this one goes on from included. */
  private static Energy own(RunRecord record) {
    return PruningEnergy.atTheFacility(RunEnergy.of(record));
  }
}
