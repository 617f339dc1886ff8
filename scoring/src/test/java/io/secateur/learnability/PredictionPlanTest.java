package io.secateur.learnability;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.learnability.PredictionPlan.Seen;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PredictionPlanTest {

  @Test
  void theNumberAtTheEndIsTheStep() {
    assertThat(CheckpointName.of("seed-1/epoch-10"))
        .isEqualTo(new CheckpointName("seed-1/epoch-", 10));
    assertThat(CheckpointName.of("007")).isEqualTo(new CheckpointName("", 7));
    assertThat(CheckpointName.of("teacher")).isEqualTo(new CheckpointName("teacher", 1));
    assertThat(CheckpointName.of("")).isEqualTo(new CheckpointName("", 1));
  }

  @Test
  void initIsTheStepBeforeTraining() {
    assertThat(CheckpointName.of("init")).isEqualTo(new CheckpointName("", 0));
    assertThat(CheckpointName.of("seed-1/Init")).isEqualTo(new CheckpointName("seed-1/", 0));
    assertThat(CheckpointName.of("epoch-init")).isEqualTo(new CheckpointName("epoch-", 0));
    assertThat(CheckpointName.of("reinit")).isEqualTo(new CheckpointName("reinit", 1));
    assertThat(CheckpointName.of("init-2")).isEqualTo(new CheckpointName("init-", 2));
  }

  @Test
  void initIsStepZeroOfTheRunsThatBeginLikeIt() {
    List<Seen> seeds =
        List.of(
            new Seen("seed-1/init", false),
            new Seen("seed-1/epoch-1", true),
            new Seen("seed-1/epoch-2", true),
            new Seen("seed-2/init", false),
            new Seen("seed-2/epoch-1", true),
            new Seen("seed-2/epoch-2", true));
    PredictionPlan plan = PredictionPlan.of(seeds);

    assertThat(plan.dynamics())
        .containsExactly(
            List.of("seed-1/init", "seed-1/epoch-1", "seed-1/epoch-2"),
            List.of("seed-2/init", "seed-2/epoch-1", "seed-2/epoch-2"));
    assertThat(plan.epoch()).isEqualTo(1);
    assertThat(plan.early()).containsExactly("seed-1/epoch-1", "seed-2/epoch-1");
    assertThat(plan.heldOut()).containsExactly("seed-1/epoch-2", "seed-2/epoch-2");
    assertThat(PredictionPlan.of(List.of(seeds.get(0))).epoch()).isZero();
    assertThat(PredictionPlan.of(List.of(seeds.get(0))).dynamics())
        .containsExactly(List.of("seed-1/init"));
  }

  @Test
  void oneInitMayBeThatOfSeveralRuns() {
    PredictionPlan plan =
        PredictionPlan.of(
            List.of(new Seen("init", false), new Seen("a1", false), new Seen("b1", false)));

    assertThat(plan.dynamics()).containsExactly(List.of("init", "a1"), List.of("init", "b1"));
    assertThat(plan.early()).containsExactly("a1", "b1");
  }

  @Test
  void runsAreInTheOrderOfTheirStepsWhateverTheOrderOfTheNames() {
    List<Seen> seen = new ArrayList<>();
    for (int epoch = 1; epoch <= 20; epoch++) {
      seen.add(new Seen("a/" + epoch, false));
      seen.add(new Seen("b/" + epoch, false));
      seen.add(new Seen("held-out/a/" + epoch, true));
    }
    PredictionPlan plan = PredictionPlan.of(seen);

    assertThat(plan.dynamics()).hasSize(2).allSatisfy(run -> assertThat(run).hasSize(20));
    assertThat(plan.dynamics().get(1)).startsWith("b/1", "b/2", "b/3").endsWith("b/19", "b/20");
    assertThat(plan.early()).containsExactly("a/2", "b/2");
    assertThat(plan.epoch()).isEqualTo(2);
    assertThat(plan.heldOut()).containsExactly("held-out/a/20");
    assertThat(plan.heldOutEarly()).containsExactly("held-out/a/2");
    Collections.reverse(seen);
    assertThat(PredictionPlan.of(seen)).isEqualTo(plan);
  }

  @Test
  void takesHeldOutRunsForDynamicsWhereThereIsNoOther() {
    PredictionPlan plan = PredictionPlan.of(List.of(new Seen("a1", true), new Seen("a2", true)));

    assertThat(plan.dynamics()).containsExactly(List.of("a1", "a2"));
    assertThat(plan.heldOut()).containsExactly("a2");
  }

  @Test
  void usesTheStepsThatAllRunsHave() {
    PredictionPlan plan =
        PredictionPlan.of(
            List.of(
                new Seen("a1", false),
                new Seen("a2", false),
                new Seen("b2", false),
                new Seen("b3", false)));

    assertThat(plan.dynamics()).containsExactly(List.of("a2"), List.of("b2"));
    assertThat(plan.heldOut()).isEmpty();
  }

  @Test
  void takesNoCheckpointFromBeforeTrainingForAnEarlyOneWhereThereAreOthers() {
    PredictionPlan plan = PredictionPlan.of(List.of(new Seen("a0", false), new Seen("a1", false)));

    assertThat(plan.early()).containsExactly("a1");
    assertThat(plan.epoch()).isEqualTo(1);
    assertThat(PredictionPlan.of(List.of(new Seen("a0", false))).epoch()).isZero();
    assertThat(PredictionPlan.of(List.of()).dynamics()).isEmpty();
  }
}
