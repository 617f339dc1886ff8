package io.secateur.learnability;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.example.Dynamics;
import io.secateur.example.Labels;
import io.secateur.example.Matrix;
import io.secateur.score.RowScorerContract;
import io.secateur.score.Scorer;
import io.secateur.testing.RandomPredictions;
import io.secateur.testing.Trials;
import org.junit.jupiter.api.Test;

class ForgettingTest extends RowScorerContract<Dynamics> {

  @Override
  protected Scorer<Dynamics> scorer() {
    return new Forgetting();
  }

  @Test
  void equalsThePeersWithNeverLearntHardest() {
    double[] scores = scorer().score(TrainingDynamics.all());

    int[] order = TrainingDynamics.PEERS.integers("mtoneva_sorted_examples");
    double[] values = TrainingDynamics.PEERS.numbers("mtoneva_sorted_values");
    int[] ccs = TrainingDynamics.PEERS.part("ccs").integers("forgetting");
    int[] right = TrainingDynamics.PEERS.part("ccs").integers("correctness");
    for (int i = 0; i < order.length; i++) {
      assertThat(scores[order[i]]).isEqualTo(values[i]);
      assertThat(scores[i]).isEqualTo(right[i] == 0 ? TrainingDynamics.EPOCHS : ccs[i]);
    }
  }

  @Test
  void neverLearntIsHarderThanAnythingThatWasLearnt() {
    Trials.forAll(
        random -> {
          Dynamics block = RandomPredictions.dynamics(random);

          double[] scores = scorer().score(block);

          for (double score : scores) {
            assertThat(score).isLessThanOrEqualTo(block.steps());
          }
        });
    Dynamics often = of(0, 1, 0, 1, 0, 1, 0, 1, 0, 1);
    Dynamics never = of(1, 1, 1, 1, 1, 1, 1, 1, 1, 1);

    assertThat(scorer().score(often)).containsExactly(5);
    assertThat(scorer().score(never)).containsExactly(10);
  }

  @Test
  void isTheMeanOverTheRuns() {
    Dynamics two = new Dynamics(logits(0, 1, 0, 0, 0, 0), 2, 3, Labels.of(2, 0));

    assertThat(scorer().score(two)).containsExactly(0.5);
  }

  private static Dynamics of(int... predicted) {
    return new Dynamics(logits(predicted), 1, predicted.length, Labels.of(2, 0));
  }

  private static Matrix logits(int... predicted) {
    float[] values = new float[2 * predicted.length];
    for (int t = 0; t < predicted.length; t++) {
      values[2 * t + predicted[t]] = 1;
    }
    return Matrix.of(predicted.length, 2, values);
  }
}
