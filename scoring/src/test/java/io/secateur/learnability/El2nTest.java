package io.secateur.learnability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.secateur.example.Dynamics;
import io.secateur.example.Labels;
import io.secateur.example.Matrix;
import io.secateur.score.RowScorerContract;
import io.secateur.score.Scorer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class El2nTest extends RowScorerContract<Dynamics> {

  @Override
  protected Scorer<Dynamics> scorer() {
    return new El2n();
  }

  @Test
  void equalsTheSumOverTenEpochsOfThePeer() {
    double[] scores = scorer().score(TrainingDynamics.epochs(0, 10));

    double[] peer = TrainingDynamics.PEERS.part("ccs").numbers("el2n_sum_first10");
    for (int i = 0; i < scores.length; i++) {
      assertThat(10 * scores[i]).isEqualTo(peer[i], within(1e-4 * peer[i] + 1e-6));
    }
  }

  @Test
  void equalProbabilitiesOfTenClasses() {
    Dynamics even = new Dynamics(Matrix.of(1, 10, new float[10]), 1, 1, Labels.of(10, 3));

    assertThat(scorer().score(even)[0]).isEqualTo(Math.sqrt(0.81 + 9 * 0.01), within(1e-12));
  }

  @Test
  void certainAndWrongIsTheMost() {
    Dynamics wrong = new Dynamics(Matrix.of(1, 2, 500, -500), 1, 1, Labels.of(2, 1));

    assertThat(scorer().score(wrong)).containsExactly(Math.sqrt(2));
  }

  @Test
  void whatIsNotFiniteScoresNaNAndLeavesOthersAlone() {
    Dynamics some =
        new Dynamics(
            Matrix.of(
                4, 2, 1, 0, Float.NaN, 0, Float.POSITIVE_INFINITY, 0, Float.NEGATIVE_INFINITY, 0),
            1,
            1,
            Labels.of(2, 0, 0, 0, 0));

    assertThat(scorer().score(some)).satisfies(s -> assertThat(s[0]).isFinite());
    assertThat(Arrays.stream(scorer().score(some)).skip(1)).allMatch(s -> Double.isNaN(s));
  }
}
