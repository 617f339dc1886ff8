package io.secateur.jobs.report;

import static io.secateur.jobs.report.Reports.KWH;
import static io.secateur.jobs.report.Reports.arm;
import static io.secateur.jobs.report.Reports.energy;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class VerdictsTest {

  @Test
  void sayWhatFixedEpochsSaveAndWhenPruningHasPaid() {
    assertThat(verdict(energy("fixed-epochs", 10, 59.9 * KWH, 2.5)))
        .isEqualTo(
            "Kept 500 of 2,000 examples (25.0 %). At a fixed number of epochs 10 trainings, less"
                + " the pruning, save 59.9 kWh; pruning has paid for itself after 3 (2 to 5)"
                + " trainings.");
  }

  @Test
  void sayThatOneTrainingIsOne() {
    assertThat(verdict(energy("fixed-epochs", 1, 5.9 * KWH, 0.1)))
        .isEqualTo(
            "Kept 500 of 2,000 examples (25.0 %). At a fixed number of epochs one training, less"
                + " the pruning, saves 5.9 kWh; pruning has paid for itself after 1 (1 to 1)"
                + " trainings.");
  }

  @Test
  void sayWhatIsLost() {
    assertThat(verdict(energy("fixed-epochs", 2_000, -1.5 * KWH, 2_500)))
        .isEqualTo(
            "Kept 500 of 2,000 examples (25.0 %). At a fixed number of epochs 2,000 trainings, less"
                + " the pruning, lose 1.5 kWh; pruning has paid for itself after 2,500 (1,250 to"
                + " 5,000) trainings.");
    assertThat(verdict(energy("fixed-steps", 1, -0.1 * KWH, 1)))
        .isEqualTo(
            "Kept 500 of 2,000 examples (25.0 %). At a fixed number of steps one training, less the"
                + " pruning, loses 100.0 Wh: fewer examples alone save no step.");
  }

  @Test
  void sayThatPruningNeverPaysWhereATrainingSavesNothing() {
    assertThat(verdict(energy("fixed-epochs", 10, -0.1 * KWH, Double.POSITIVE_INFINITY)))
        .isEqualTo(
            "Kept 500 of 2,000 examples (25.0 %). At a fixed number of epochs 10 trainings, less"
                + " the pruning, lose 100.0 Wh; pruning never pays for itself: a training saves"
                + " nothing.");
  }

  @Test
  void sayWhatFixedStepsSave() {
    assertThat(verdict(energy("fixed-steps", 3, 0.2 * KWH, 1)))
        .isEqualTo(
            "Kept 500 of 2,000 examples (25.0 %). At a fixed number of steps 3 trainings, less the"
                + " pruning, save 200.0 Wh: fewer examples alone save no step.");
  }

  @Test
  void sayARangeWhereTheRegimeIsUnknown() {
    assertThat(verdict(energy("unknown", 1, 5.9 * KWH, 1)))
        .isEqualTo(
            "Kept 500 of 2,000 examples (25.0 %). A training on what is left saves between nothing,"
                + " if its number of steps stays, and 60 % (54 to 66) of its energy, if its number"
                + " of epochs does; the pruning took 100.0 Wh, and in the latter case has paid for"
                + " itself after 1 (1 to 2) trainings.");
    assertThat(verdict(energy("unknown", 1, 0, Double.POSITIVE_INFINITY)))
        .endsWith(
            "; the pruning took 100.0 Wh, and in the latter case never pays for itself: a training"
                + " saves nothing.");
  }

  @Test
  void readAlikeInEveryCountry() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(verdict(energy("fixed-steps", 3_000, 0.2 * KWH, 1))).contains("3,000 trainings");
    } finally {
      Locale.setDefault(before);
    }
  }

  private static String verdict(EnergyReport energy) {
    return Verdicts.of(arm("full", 2_000, "", 0), arm("ours", 500, "", 0), energy);
  }
}
