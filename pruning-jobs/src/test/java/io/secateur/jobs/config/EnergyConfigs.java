package io.secateur.jobs.config;

import io.secateur.energy.Accelerator;
import io.secateur.energy.Baseline;
import io.secateur.energy.Grid;
import io.secateur.energy.Precision;
import io.secateur.energy.Priors;
import io.secateur.energy.Regime;
import io.secateur.energy.TrainingPlan;
import io.secateur.energy.carbon.Intensity;
import io.secateur.energy.cost.ClipPolicy;
import io.secateur.energy.cost.LanguageModel;
import io.secateur.energy.cost.Packing;
import io.secateur.energy.cost.TrainedModel;
import io.secateur.energy.cost.TrainedModels;
import io.secateur.energy.cost.Trainer;
import io.secateur.energy.cost.TrainingCost;
import io.secateur.energy.cost.Tuning;
import java.util.List;

/** The energy block as {@link RunConfigTest} expects it. */
final class EnergyConfigs {
  private static final TrainedModel BERT = TrainedModels.named("bert-base").orElseThrow();
  private static final TrainedModel OWN = new LanguageModel("own text model", 3e9, 28, 3_072);

  static final EnergyConfig DEFAULTS =
      new EnergyConfig(
          TrainingPlan.of(Regime.UNKNOWN, 3, BERT, Accelerator.named("h100-sxm").orElseThrow()),
          new TrainingCost(BERT, Trainer.plain(512), 3),
          "h100-sxm",
          1.3,
          16,
          /* regimeSaid= */ false,
          FootprintConfig.NONE,
          /* metered= */ true);

  static final EnergyConfig EVERY_KEY =
      new EnergyConfig(
          new TrainingPlan(
              Regime.TO_TARGET,
              0.8,
              1.5,
              10,
              200e12,
              60,
              Priors.of(OWN, Precision.FP8).withUtilisation(0.4).withPue(1.1),
              new Baseline.Metered(12, Baseline.Boundary.NODES),
              new Grid(56.04, 164_000 / (5.0 * 8_766))),
          new TrainingCost(
              OWN,
              new Trainer(
                  Tuning.LORA,
                  Packing.UNMASKED,
                  2_048,
                  new ClipPolicy(ClipPolicy.Kind.CROP, List.of(49)),
                  /* cachedLatents= */ true),
              1.5),
          "l4",
          1.5,
          24,
          /* regimeSaid= */ true,
          new FootprintConfig(
              new Intensity("FRA", "France", 2023, 56.04),
              164_000 / (5.0 * 8_766),
              0.2,
              "USD",
              /* equivalents= */ true),
          /* metered= */ false);

  private EnergyConfigs() {}
}
