package io.secateur.learnability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.secateur.example.Doubles;
import io.secateur.example.Dynamics;
import io.secateur.example.LossPairs;
import io.secateur.score.RowScorerContract;
import io.secateur.score.Scorer;
import io.secateur.testing.Reference;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReducibleLossTest extends RowScorerContract<LossPairs> {

  @Override
  protected Scorer<LossPairs> scorer() {
    return new ReducibleLoss();
  }

  @Test
  void equalsThePeer() {
    Reference peer = TrainingDynamics.PEERS.part("rho_loss");
    int epoch = (int) peer.numbers("epoch")[0];
    Dynamics learner = TrainingDynamics.epochs(epoch, epoch + 1);
    double[] losses = new double[learner.size()];
    Arrays.setAll(losses, i -> Softmax.loss(learner.logits(), i, learner.labels().at(i)));

    double[] scores =
        scorer().score(new LossPairs(Doubles.of(losses), peer.doubles("irreducible_loss")));

    double[] expected = peer.numbers("reducible_loss");
    for (int i = 0; i < scores.length; i++) {
      assertThat(losses[i]).isEqualTo(peer.numbers("model_loss")[i], within(1e-4));
      assertThat(scores[i]).isEqualTo(expected[i], within(1e-4 * Math.abs(expected[i]) + 1e-6));
    }
  }

  @Test
  void negativeScoresStayAndLossesThatAreNotFiniteScoreNaN() {
    double[] scores =
        scorer().score(new LossPairs(Doubles.of(1, Double.POSITIVE_INFINITY), Doubles.of(3, 1)));

    assertThat(scores).containsExactly(-2, Double.NaN);
  }
}
