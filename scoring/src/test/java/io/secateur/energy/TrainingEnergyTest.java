package io.secateur.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.secateur.energy.cost.Extent;
import io.secateur.energy.cost.TrainedModel;
import io.secateur.energy.cost.TrainedModels;
import io.secateur.energy.cost.Trainer;
import io.secateur.energy.cost.TrainingCost;
import io.secateur.testing.Trials;
import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class TrainingEnergyTest {
  private static final double KILOWATT_HOUR = 3.6e6;
  private static final TrainedModel BIG = TrainedModels.named("llama-2-7b").orElseThrow();
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
          double flop =
              new TrainingCost(BIG, Trainer.plain(10_000), 1)
                  .flop(Extent.text(random.nextInt(1, 10_000)));

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

    assertThat(estimate(all, sixtyPercent, plan, 7))
        .isEqualTo(estimate(all, sixtyPercent, plan, 7))
        .isNotEqualTo(TrainingEnergy.estimate(all, sixtyPercent, plan, modelled(7), 43));
  }

  @Test
  void epochsMultiplyTheCostOfBothArms() {
    TrainingPlan thrice = TrainingPlan.of(Regime.FIXED_EPOCHS, 3, BIG, H100);

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
  void oneSetOfDrawsGivesTheNetOfEachNumberOfTrainings() {
    TrainingPlan plan = plan(Regime.FIXED_EPOCHS, 1);

    assertThat(TrainingEnergy.net(all, sixtyPercent, plan, modelled(1e10), 42, List.of(1, 10)))
        .containsExactly(
            estimate(all, sixtyPercent, plan, 1e10).net(),
            estimate(all, sixtyPercent, plan.shared(10), 1e10).net());
  }

  @Test
  void smallModelsDrawLessPower() {
    TrainedModel bert = TrainedModels.named("bert-base").orElseThrow();
    TrainingPlan small = TrainingPlan.of(Regime.FIXED_EPOCHS, 1, bert, H100);

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
    return TrainingEnergy.estimate(all, kept, plan, modelled(pruningJoules), 42);
  }

  private static Energy modelled(double joules) {
    return new Energy.Modelled(joules, "test");
  }

  private static TrainingPlan plan(Regime regime, int trainings) {
    return TrainingPlan.of(regime, 1, BIG, H100).shared(trainings);
  }

  @Test
  void toTargetSavesWhatTheUserHasMeasuredInSteps() {
    TrainingPlan plan = plan(Regime.UNKNOWN, 1).toTarget(0.75);

    Interval saved = estimate(all, sixtyPercent, plan, 0).savedShare();

    assertThat(saved.high()).isLessThan(0.25);
    assertThat(saved.median()).isEqualTo(0.25 * 0.96, within(0.01));
  }

  @Test
  void aTargetThatTakesMoreStepsCostsMore() {
    TrainingPlan plan = plan(Regime.UNKNOWN, 1).toTarget(1.2);

    assertThat(estimate(all, sixtyPercent, plan, 0).savedShare().high()).isNegative();
  }

  @Test
  void aMetersReadingWinsOverThePriors() {
    TrainingPlan billed =
        plan(Regime.FIXED_EPOCHS, 1).from(new Baseline.Metered(1_000, Baseline.Boundary.FACILITY));

    Saving saving = estimate(all, sixtyPercent, billed, 0);

    assertThat(saving.full().low()).isEqualTo(1_000 * KILOWATT_HOUR);
    assertThat(saving.full().high()).isEqualTo(1_000 * KILOWATT_HOUR);
    assertThat(saving.drivers()).extracting(Saving.Driver::input).containsExactly("fixed share");
  }

  @Test
  void whatAMeterDoesNotSeeIsAssumed() {
    Interval nodes = fullOf(new Baseline.Metered(1_000, Baseline.Boundary.NODES));
    Interval devices = fullOf(new Baseline.Metered(1_000, Baseline.Boundary.ACCELERATORS));

    assertThat(nodes.low() / KILOWATT_HOUR).isBetween(1_050.0, 1_150.0);
    assertThat(nodes.high() / KILOWATT_HOUR).isBetween(1_400.0, 1_600.0);
    assertThat(devices.median()).isGreaterThan(1.3 * nodes.median());
  }

  @Test
  void acceleratorHoursLeaveUtilisationOut() {
    Saving saving =
        estimate(
            all,
            sixtyPercent,
            plan(Regime.FIXED_EPOCHS, 1).from(new Baseline.AcceleratorHours(500)),
            0);

    assertThat(saving.fullHours().low()).isEqualTo(500, within(1e-9));
    assertThat(saving.fullHours().high()).isEqualTo(500, within(1e-9));
    assertThat(saving.drivers()).extracting(Saving.Driver::input).doesNotContain("utilisation");
  }

  private Interval fullOf(Baseline baseline) {
    return estimate(all, sixtyPercent, plan(Regime.FIXED_EPOCHS, 1).from(baseline), 0).full();
  }

  @Test
  void namesTheInputsThatTheSpreadComesFrom() {
    assertThat(estimate(sixtyPercent, Regime.FIXED_EPOCHS, 0).drivers())
        .extracting(Saving.Driver::input)
        .containsExactly("utilisation", "host", "PUE");
  }

  @Test
  void aRandomChoiceOfTheSameCostSavesWhatOursSavesBeforeItsOwnCost() {
    Saving free = estimate(sixtyPercent, Regime.FIXED_EPOCHS, 0);
    Saving ours = estimate(sixtyPercent, Regime.FIXED_EPOCHS, 1e9);

    assertThat(ours.gross()).isEqualTo(free.net());
    assertThat(ours.net().median()).isLessThan(free.net().median());
  }

  @Test
  void aMeasuredPruningIsSurerThanAModelledOne() {
    TrainingPlan plan = plan(Regime.FIXED_STEPS, 1);
    Interval measured =
        TrainingEnergy.estimate(all, sixtyPercent, plan, new Energy.Measured(100, "rapl"), 42)
            .net();
    Interval modelled = estimate(all, sixtyPercent, plan, 100).net();
    Interval given =
        TrainingEnergy.estimate(all, sixtyPercent, plan, new Energy.Given(100, "key"), 42).net();

    assertThat(measured.high() - measured.low()).isBetween(5.0, 10.0);
    assertThat(modelled.high() - modelled.low()).isGreaterThan(100);
    assertThat(given).isEqualTo(new Interval(-100, -100, -100));
  }

  @Test
  void anUnknownPruningHasNoNet() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TrainingEnergy.estimate(
                    all,
                    sixtyPercent,
                    plan(Regime.FIXED_EPOCHS, 1),
                    new Energy.Unknown("no counter"),
                    42))
        .withMessage("Invalid energy of the pruning: unknown (must be known, for a net figure)");
  }

  @Test
  void carbonIsEnergyTimesTheGrid() {
    TrainingPlan plan = plan(Regime.FIXED_EPOCHS, 1);
    Baseline billed = new Baseline.Metered(1_000, Baseline.Boundary.FACILITY);

    Saving saving = estimate(all, sixtyPercent, plan.from(billed).on(new Grid(400, 0)), 0);

    Interval carbon = Objects.requireNonNull(saving.carbon()).full();
    assertThat(carbon.median()).isEqualTo(400_000, within(1_000.0));
    assertThat(carbon.high() / carbon.median()).isEqualTo(Math.exp(1.645 * 0.15), within(0.02));
    assertThat(estimate(all, sixtyPercent, plan, 0).carbon()).isNull();
  }

  @Test
  void whatMakingTheAcceleratorsEmittedCountsByTheHour() {
    TrainingPlan plan = plan(Regime.FIXED_EPOCHS, 1).from(new Baseline.AcceleratorHours(500));

    double without = carbonOf(plan.on(new Grid(400, 0)));
    double with = carbonOf(plan.on(new Grid(400, 5)));

    assertThat(with - without).isCloseTo(2_500, Percentage.withPercentage(5));
  }

  private double carbonOf(TrainingPlan plan) {
    Saving.Carbon carbon = estimate(all, sixtyPercent, plan, 0).carbon();
    return carbon == null ? Double.NaN : carbon.full().median();
  }

  @Test
  void encodingOfClipsIsLinearAndSoSavesLessThanTheirAttention() {
    Workload clips = new Workload(1_000, 1e22, 4e21);
    Workload shorter = new Workload(1_000, 6e21, 3e21);
    TrainedModel wan = TrainedModels.named("wan-2.1-14b").orElseThrow();
    TrainingPlan plan = TrainingPlan.of(Regime.FIXED_EPOCHS, 1, wan, H100);

    Interval saved = estimate(clips, shorter, plan, 0).savedShare();

    // 3/6 of the model's part goes, 1/4 of the encoder's: in between, as its weight is drawn.
    assertThat(saved.low()).isGreaterThan(0.25);
    assertThat(saved.high()).isLessThan(0.5);
    assertThat(saved.high() - saved.low()).isGreaterThan(0.03);
  }
}
