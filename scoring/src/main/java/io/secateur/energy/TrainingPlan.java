package io.secateur.energy;

import io.secateur.energy.cost.TrainedModel;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How the pruned set will be used.
 *
 * @param regime what fewer examples mean for the number of steps
 * @param stepsRatio steps of a training on the pruned set over those of one on everything, as
 *     measured; read under {@link Regime#TO_TARGET} only
 * @param epochs passes over the data, above 0
 * @param trainings how many trainings share the cost of one pruning, at least 1
 * @param peak operations a second of an accelerator
 * @param watts its thermal design power
 * @param priors what is assumed
 * @param baseline what one training on everything takes
 * @param grid of the facility; null leaves carbon out
 */
public record TrainingPlan(
    Regime regime,
    double stepsRatio,
    double epochs,
    int trainings,
    double peak,
    double watts,
    Priors priors,
    Baseline baseline,
    @Nullable Grid grid)
    implements Serializable {

  /** One training of a model in bfloat16, from operations alone. */
  public static TrainingPlan of(
      Regime regime, double epochs, TrainedModel model, Accelerator accelerator) {
    return new TrainingPlan(
        regime,
        1,
        epochs,
        1,
        accelerator.peak(Precision.BF16),
        accelerator.watts(),
        Priors.of(model, Precision.BF16),
        new Baseline.Flop(),
        null);
  }

  /** The same under another regime. */
  public TrainingPlan under(Regime other) {
    return new TrainingPlan(
        other, stepsRatio, epochs, trainings, peak, watts, priors, baseline, grid);
  }

  /** The same with the pruning shared by this many trainings. */
  public TrainingPlan shared(int many) {
    return new TrainingPlan(regime, stepsRatio, epochs, many, peak, watts, priors, baseline, grid);
  }

  /** The same with another baseline. */
  public TrainingPlan from(Baseline other) {
    return new TrainingPlan(
        regime, stepsRatio, epochs, trainings, peak, watts, priors, other, grid);
  }

  /** The same on a grid. */
  public TrainingPlan on(Grid other) {
    return new TrainingPlan(
        regime, stepsRatio, epochs, trainings, peak, watts, priors, baseline, other);
  }

  /** The same with other priors. */
  public TrainingPlan assuming(Priors others) {
    return new TrainingPlan(
        regime, stepsRatio, epochs, trainings, peak, watts, others, baseline, grid);
  }

  /** The same to a target that takes this share of the steps. */
  public TrainingPlan toTarget(double ratio) {
    return new TrainingPlan(
        Regime.TO_TARGET, ratio, epochs, trainings, peak, watts, priors, baseline, grid);
  }
}
