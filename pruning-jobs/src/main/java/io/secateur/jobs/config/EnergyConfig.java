package io.secateur.jobs.config;

import io.secateur.energy.Accelerator;
import io.secateur.energy.Regime;
import io.secateur.energy.TrainedModel;
import io.secateur.energy.TrainingPlan;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * The {@code energy} block.
 *
 * @param plan how the pruned set will be used
 * @param tokensPerWord tokens of the trained model a word, above 0
 * @param maxTokens of a text that a training pass reads, at least 1
 */
public record EnergyConfig(TrainingPlan plan, double tokensPerWord, int maxTokens)
    implements Serializable {

  static EnergyConfig from(Values energy) {
    String model = energy.choice("model", names(TrainedModel.presets(), TrainedModel::name));
    String device = energy.choice("accelerator", names(Accelerator.presets(), Accelerator::name));
    String regime = energy.choice("regime", names(Arrays.asList(Regime.values()), Regime::key));
    return new EnergyConfig(
        new TrainingPlan(
            Arrays.stream(Regime.values()).filter(r -> r.key().equals(regime)).findFirst().get(),
            energy.number("epochs", e -> e > 0, "must be a number above 0"),
            energy.smallCount("trainings", 1, "must be a whole number, at least 1"),
            TrainedModel.named(model).orElseThrow(),
            Accelerator.named(device).orElseThrow()),
        energy.number("tokens-per-word", t -> t > 0, "must be a number above 0"),
        energy.smallCount("max-tokens", 1, "must be a whole number, at least 1"));
  }

  private static <T> List<String> names(
      List<T> presets, java.util.function.Function<T, String> name) {
    return presets.stream().map(name).toList();
  }
}
