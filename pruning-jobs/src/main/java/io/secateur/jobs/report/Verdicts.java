package io.secateur.jobs.report;

import io.secateur.energy.Regime;
import io.secateur.energy.TrainingEnergy.Saving;
import io.secateur.jobs.report.RunReport.Arm;
import io.secateur.jobs.report.RunReport.EnergyReport;

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
    String uses =
        energy.trainings() == 1 ? "one training" : "%,d trainings".formatted(energy.trainings());
    if (energy.regime().equals(Regime.FIXED_EPOCHS.key())) {
      return "At a fixed number of epochs %s; pruning has paid for itself after %s trainings."
          .formatted(
              net(uses, energy.fixedEpochs()),
              Words.trainings(energy.fixedEpochs().breakEvenTrainings()));
    }
    if (energy.regime().equals(Regime.FIXED_STEPS.key())) {
      return "At a fixed number of steps %s: fewer examples alone save no step."
          .formatted(net(uses, energy.fixedSteps()));
    }
    return ("A training on what is left saves between nothing, if its number of steps stays, and %s"
            + " of its energy, if its number of epochs does, before the cost of pruning.")
        .formatted(Words.share(energy.fixedEpochs().savedShare()));
  }

  private static String net(String uses, Saving saving) {
    double median = saving.net().median();
    return median < 0
        ? "%s, less the pruning, lose %s".formatted(uses, Words.energy(-median))
        : "%s, less the pruning, save %s".formatted(uses, Words.energy(median));
  }
}
