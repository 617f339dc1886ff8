package io.secateur.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.secateur.energy.TrainingEnergy.Saving;
import io.secateur.testing.Trials;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class TrainingEnergyTest {
  private static final double KILOWATT_HOUR = 3.6e6;
  private static final TrainedModel BIG = TrainedModel.named("llama-2-7b").orElseThrow();
  private static final Accelerator H100 = Accelerator.named("h100-sxm").orElseThrow();

  private final Workload all = new Workload(1_000, 1e22);
  private final Workload sixtyPercent = new Workload(600, 6e21);

  @Test
  void agreesWithTheReferenceSimulationOnTheBaseline() {
    // 1e22 FLOP on H100, in kWh: shared reference, made in another language.
    Interval full = estimate(sixtyPercent, Regime.FIXED_EPOCHS, 0).full();

    assertThat(full.low() / KILOWATT_HOUR).isCloseTo(5_159, Percentage.withPercentage(5));
    assertThat(full.median() / KILOWATT_HOUR).isCloseTo(8_650, Percentage.withPercentage(5));
    assertThat(full.high() / KILOWATT_HOUR).isCloseTo(14_620, Percentage.withPercentage(5));
  }

  @Test
  void agreesWithTheReferenceSimulationOnTheNetSaving() {
    // The reference's net over its baseline is 0.6 points less than the saved share, so that its
    // pruning must have taken about 50 kWh.
    Interval net = estimate(sixtyPercent, Regime.FIXED_EPOCHS, 50 * KILOWATT_HOUR).net();

    assertThat(net.low() / KILOWATT_HOUR).isCloseTo(1_925, Percentage.withPercentage(5));
    assertThat(net.median() / KILOWATT_HOUR).isCloseTo(3_272, Percentage.withPercentage(5));
    assertThat(net.high() / KILOWATT_HOUR).isCloseTo(5_560, Percentage.withPercentage(5));
  }

  @Test
  void fixedEpochsSaveWhatIsPrunedLessTheFixedShare() {
    Interval saved = estimate(sixtyPercent, Regime.FIXED_EPOCHS, 0).savedShare();

    // 0.4 (1 - f), f triangular in (0, 0.03, 0.10): its quantiles by the formula.
    assertThat(saved.low()).isEqualTo(0.4 * (0.9 + Math.sqrt(0.05 * 0.1 * 0.07)), within(0.001));
    assertThat(saved.median()).isEqualTo(0.4 * (0.9 + Math.sqrt(0.5 * 0.1 * 0.07)), within(0.001));
    assertThat(saved.high()).isEqualTo(0.4 * (1 - Math.sqrt(0.05 * 0.1 * 0.03)), within(0.001));
  }

  @Test
  void costCountsAndNotTheNumberOfExamples() {
    Workload fewButLong = new Workload(500, 9e21);
    Workload manyButShort = new Workload(900, 5e21);

    assertThat(estimate(fewButLong, Regime.FIXED_EPOCHS, 0).savedShare().median()).isLessThan(0.1);
    assertThat(estimate(manyButShort, Regime.FIXED_EPOCHS, 0).savedShare().median())
        .isGreaterThan(0.47);
  }

  @Test
  void fixedStepsSaveNothingWhereTheKeptCostAsMuchOnAverage() {
    Saving saving = estimate(sixtyPercent, Regime.FIXED_STEPS, 3);

    assertThat(saving.savedShare()).isEqualTo(new Interval(0, 0, 0));
    assertThat(saving.pruned()).isEqualTo(saving.full());
    assertThat(saving.net().high()).isNegative();
    assertThat(saving.breakEvenTrainings())
        .isEqualTo(
            new Interval(
                Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY));
  }

  @Test
  void fixedStepsSaveNothingWhateverThatAverageIs() {
    Trials.forAll(
        50,
        random -> {
          long examples = random.nextLong(2, 1_000_000);
          long kept = random.nextLong(1, examples);
          double flop = BIG.flop(random.nextInt(1, 10_000));

          Saving saving =
              estimate(
                  new Workload(examples, examples * flop),
                  new Workload(kept, kept * flop),
                  plan(Regime.FIXED_STEPS, 1),
                  0);

          assertThat(saving.savedShare()).isEqualTo(new Interval(0, 0, 0));
        });
  }

  @Test
  void fixedStepsCostMoreWhereTheKeptAreLonger() {
    Interval saved = estimate(new Workload(500, 6e21), Regime.FIXED_STEPS, 0).savedShare();

    assertThat(saved.high()).isNegative();
    assertThat(saved.median()).isEqualTo(-0.2, within(0.02));
  }

  @Test
  void anUnknownRegimeIsEstimatedAsItsUpperEnd() {
    assertThat(estimate(sixtyPercent, Regime.UNKNOWN, 7))
        .isEqualTo(estimate(sixtyPercent, Regime.FIXED_EPOCHS, 7));
  }

  @Test
  void theSameSeedGivesTheSameNumbers() {
    TrainingPlan plan = plan(Regime.FIXED_EPOCHS, 1);

    assertThat(TrainingEnergy.estimate(all, sixtyPercent, plan, 7, 42))
        .isEqualTo(TrainingEnergy.estimate(all, sixtyPercent, plan, 7, 42))
        .isNotEqualTo(TrainingEnergy.estimate(all, sixtyPercent, plan, 7, 43));
  }

  @Test
  void epochsMultiplyTheCostOfBothArms() {
    TrainingPlan thrice = new TrainingPlan(Regime.FIXED_EPOCHS, 3, 1, BIG, H100);

    Saving once = estimate(sixtyPercent, Regime.FIXED_EPOCHS, 0);
    Saving three = estimate(all, sixtyPercent, thrice, 0);

    assertThat(three.full().median())
        .isCloseTo(3 * once.full().median(), Percentage.withPercentage(1e-6));
    assertThat(three.pruned().median())
        .isCloseTo(3 * once.pruned().median(), Percentage.withPercentage(1e-6));
    assertThat(three.savedShare().median()).isEqualTo(once.savedShare().median(), within(1e-12));
  }

  @Test
  void trainingsShareTheCostOfOnePruning() {
    double pruning = 1e10;

    Saving one = estimate(sixtyPercent, Regime.FIXED_EPOCHS, pruning);
    Saving ten = estimate(all, sixtyPercent, plan(Regime.FIXED_EPOCHS, 10), pruning);

    assertThat(ten.net().median()).isGreaterThan(10 * one.net().median());
    assertThat(ten.breakEvenTrainings()).isEqualTo(one.breakEvenTrainings());
    // 1e10 J spent, about 0.38 * 8,650 kWh saved by each training.
    assertThat(one.breakEvenTrainings().median()).isEqualTo(0.84, within(0.05));
  }

  @Test
  void smallModelsDrawLessPower() {
    TrainedModel bert = TrainedModel.named("bert-base").orElseThrow();
    TrainingPlan small = new TrainingPlan(Regime.FIXED_EPOCHS, 1, 1, bert, H100);

    assertThat(estimate(all, sixtyPercent, small, 0).full().median())
        .isLessThan(0.75 * estimate(sixtyPercent, Regime.FIXED_EPOCHS, 0).full().median());
  }

  @Test
  void keepingNothingSavesAllButTheFixedShare() {
    Workload nothing = new Workload(0, 0);

    Interval saved = estimate(nothing, Regime.FIXED_EPOCHS, 0).savedShare();

    assertThat(saved.low()).isGreaterThan(0.9);
    assertThat(saved.high()).isLessThan(1);
    assertThat(estimate(nothing, Regime.FIXED_STEPS, 0).savedShare()).isEqualTo(saved);
  }

  @Test
  void keepingEverythingSavesNothing() {
    assertThat(estimate(all, Regime.FIXED_EPOCHS, 0).savedShare()).isEqualTo(new Interval(0, 0, 0));
  }

  @Test
  void withoutDataThereIsNothingToSave() {
    Workload none = new Workload(0, 0);

    Saving saving = estimate(none, none, plan(Regime.FIXED_EPOCHS, 1), 0);

    assertThat(saving.full()).isEqualTo(new Interval(0, 0, 0));
    assertThat(saving.pruned()).isEqualTo(new Interval(0, 0, 0));
    assertThat(saving.savedShare()).isEqualTo(new Interval(0, 0, 0));
    assertThat(saving.net()).isEqualTo(new Interval(0, 0, 0));
    assertThat(saving.breakEvenTrainings().median()).isInfinite();
  }

  private Saving estimate(Workload kept, Regime regime, double pruningJoules) {
    return estimate(all, kept, plan(regime, 1), pruningJoules);
  }

  private static Saving estimate(
      Workload all, Workload kept, TrainingPlan plan, double pruningJoules) {
    return TrainingEnergy.estimate(all, kept, plan, pruningJoules, 42);
  }

  private static TrainingPlan plan(Regime regime, int trainings) {
    return new TrainingPlan(regime, 1, trainings, BIG, H100);
  }
}
