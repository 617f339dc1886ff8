package io.secateur.jobs.report;

import io.secateur.energy.Interval;
import io.secateur.energy.Regime;
import io.secateur.energy.Saving;
import io.secateur.jobs.report.RunReport.Arm;

/** A report in one sentence, or two. */
public final class Verdicts {
  private Verdicts() {}

  /** What was kept, and what that saves under the regime that the user named. */
  public static String of(Arm full, Arm ours, EnergyReport energy) {
    return "Kept %s of %s examples (%s). %s"
        .formatted(
            Words.count(ours.examples()),
            Words.count(full.examples()),
            Words.percent(ours.examples(), full.examples()),
            energy(energy));
  }

  private static String energy(EnergyReport energy) {
    if (energy.regime().equals(Regime.FIXED_EPOCHS.key())) {
      return "At a fixed number of epochs %s; pruning %s."
          .formatted(
              net(energy.trainings(), energy.fixedEpochs()),
              paid(energy.fixedEpochs().breakEvenTrainings()));
    }
    if (energy.regime().equals(Regime.FIXED_STEPS.key())) {
      return "At a fixed number of steps %s: fewer examples alone save no step."
          .formatted(net(energy.trainings(), energy.fixedSteps()));
    }
    if (energy.regime().equals(Regime.TO_TARGET.key())) {
      return "Trained to your target, %s; pruning %s."
          .formatted(
              net(energy.trainings(), energy.headline()),
              paid(energy.headline().breakEvenTrainings()));
    }
    return ("A training on what is left saves between nothing, if its number of steps stays, and %s"
            + " of its energy, if its number of epochs does; the pruning took %s, and in the latter"
            + " case %s.")
        .formatted(
            Words.share(energy.fixedEpochs().savedShare()),
            Words.energy(energy.pruning().joules()),
            paid(energy.fixedEpochs().breakEvenTrainings()));
  }

  private static String net(int trainings, Saving saving) {
    double median = saving.net().median();
    return "%s, less the pruning, %s%s %s"
        .formatted(
            trainings == 1 ? "one training" : Words.count(trainings) + " trainings",
            median < 0 ? "lose" : "save",
            trainings == 1 ? "s" : "",
            Words.energy(Math.abs(median)));
  }

  private static String paid(Interval trainings) {
    return Double.isInfinite(trainings.median())
        ? "never pays for itself: a training saves nothing"
        : "has paid for itself after %s trainings".formatted(Words.trainings(trainings));
  }
}
