package io.secateur.learnability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.secateur.example.Dynamics;
import io.secateur.example.Labels;
import io.secateur.example.Matrix;
import io.secateur.score.RowScorerContract;
import io.secateur.score.Scorer;
import org.junit.jupiter.api.Test;

class AumTest extends RowScorerContract<Dynamics> {

  @Override
  protected Scorer<Dynamics> scorer() {
    return new Aum();
  }

  @Test
  void equalsThePeer() {
    double[] scores = scorer().score(TrainingDynamics.all());

    double[] peer = TrainingDynamics.PEERS.numbers("aum");
    for (int i = 0; i < scores.length; i++) {
      assertThat(scores[i]).isEqualTo(peer[i], within(1e-4 * Math.abs(peer[i]) + 1e-6));
    }
  }

  @Test
  void oneClassHasNothingToLead() {
    Dynamics one = new Dynamics(Matrix.of(1, 1, 7), 1, 1, Labels.of(1, 0));

    assertThat(scorer().score(one)).containsExactly(0);
  }
}
