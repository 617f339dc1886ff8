package io.secateur.learnability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.secateur.example.Doubles;
import io.secateur.example.Dynamics;
import io.secateur.example.LastLayer;
import io.secateur.example.Matrix;
import io.secateur.score.RowScorerContract;
import io.secateur.score.Scorer;
import io.secateur.testing.Reference;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GrandLastTest extends RowScorerContract<LastLayer> {

  @Override
  protected Scorer<LastLayer> scorer() {
    return new GrandLast();
  }

  @Test
  void equalsThePeer() {
    Reference peer = TrainingDynamics.PEERS.part("deepcore_grand");
    double[] features = peer.numbers("h");
    double[] weights = peer.numbers("W");
    double[] bias = peer.numbers("b");
    int d = features.length / TrainingDynamics.EXAMPLES;
    float[] logits = new float[TrainingDynamics.EXAMPLES * TrainingDynamics.CLASSES];
    double[] norms = new double[TrainingDynamics.EXAMPLES];
    for (int i = 0; i < norms.length; i++) {
      for (int k = 0; k < bias.length; k++) {
        double logit = bias[k];
        for (int j = 0; j < d; j++) {
          logit += weights[k * d + j] * features[i * d + j];
        }
        logits[i * bias.length + k] = (float) logit;
      }
      norms[i] = Math.sqrt(Arrays.stream(features, i * d, (i + 1) * d).map(h -> h * h).sum());
    }
    Matrix rows = Matrix.of(norms.length, bias.length, logits);
    Dynamics dynamics = new Dynamics(rows, 1, 1, TrainingDynamics.labels());

    double[] scores = scorer().score(new LastLayer(dynamics, 1, Doubles.of(norms)));

    double[] expected = peer.numbers("norm");
    for (int i = 0; i < scores.length; i++) {
      assertThat(scores[i]).isEqualTo(expected[i], within(1e-4 * expected[i]));
    }
  }

  @Test
  void refusesCheckpointsFromBeforeTraining() {
    Dynamics dynamics = TrainingDynamics.epochs(0, 1);
    LastLayer untrained =
        new LastLayer(dynamics, 0, Doubles.of(new double[TrainingDynamics.EXAMPLES]));

    assertThatThrownBy(() -> scorer().score(untrained))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid epoch: 0 (must be at least 1; gradients before training tell nothing)");
  }
}
