package io.secateur.jobs;

import io.secateur.energy.Energy;
import io.secateur.energy.PruningEnergy;
import io.secateur.energy.Regime;
import io.secateur.energy.TrainingEnergy;
import io.secateur.energy.TrainingEnergy.Saving;
import io.secateur.energy.TrainingPlan;
import io.secateur.energy.Workload;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.report.EnergyReport;
import io.secateur.jobs.report.RunReport.Arm;
import io.secateur.jobs.run.RunRecord;
import io.secateur.jobs.run.RunRecord.StageRecord;

/** Stage 9: the energy that a run saves, and took. */
final class EnergyReporting {
  private static final double GIGA = 1e9;

  private EnergyReporting() {}

  static EnergyReport of(Arm full, Arm ours, RunConfig config, RunRecord record) {
    TrainingPlan plan = config.energy().plan();
    Energy.Modelled own = own(record);
    Workload all = workload(full);
    Workload kept = workload(ours);
    return new EnergyReport(
        plan.regime().key(),
        "%s, %s epochs on %s, %s tokens a word, texts cut at %d tokens"
            .formatted(
                plan.model().name(),
                plan.epochs(),
                plan.accelerator().name(),
                config.energy().tokensPerWord(),
                config.energy().maxTokens()),
        own.joules(),
        own.origin(),
        own.model(),
        saving(all, kept, plan, Regime.FIXED_EPOCHS, own, config.seed()),
        saving(all, kept, plan, Regime.FIXED_STEPS, own, config.seed()),
        plan.trainings());
  }

  private static Saving saving(
      Workload all,
      Workload kept,
      TrainingPlan plan,
      Regime regime,
      Energy.Modelled own,
      long seed) {
    TrainingPlan under =
        new TrainingPlan(regime, plan.epochs(), plan.trainings(), plan.model(), plan.accelerator());
    return TrainingEnergy.estimate(all, kept, under, own.joules(), seed);
  }

  /** Of all stages, those of the run that this one goes on from included. */
  private static Energy.Modelled own(RunRecord record) {
    double cpu = record.stages().stream().mapToDouble(StageRecord::cpuSeconds).sum();
    double wall = record.stages().stream().mapToDouble(StageRecord::wallSeconds).sum();
    int cores = Integer.parseInt(record.environment().getOrDefault("cores", "1"));
    double gigabytes = Long.parseLong(record.environment().getOrDefault("heap_bytes", "0")) / GIGA;
    return PruningEnergy.modelled(cpu, wall, cores, gigabytes);
  }

  private static Workload workload(Arm arm) {
    return new Workload(arm.examples(), arm.flop());
  }
}
