package io.secateur.learnability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.secateur.example.Dynamics;
import io.secateur.learnability.Cartography.Statistic;
import io.secateur.score.RowScorerContract;
import io.secateur.score.Scorer;
import java.util.Locale;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CartographyTest {

  /** The laws and the peer, for one coordinate. */
  abstract static class Of extends RowScorerContract<Dynamics> {
    private final Statistic statistic;

    Of(Statistic statistic) {
      this.statistic = statistic;
    }

    @Override
    protected Scorer<Dynamics> scorer() {
      return new Cartography(statistic);
    }

    @Test
    void equalsThePeer() {
      double[] scores = scorer().score(TrainingDynamics.all());

      String name = statistic.name().toLowerCase(Locale.ROOT);
      double[] peer = TrainingDynamics.PEERS.part("cartography").numbers(name);
      double unit = statistic == Statistic.CORRECTNESS ? TrainingDynamics.EPOCHS : 1; // a count
      for (int i = 0; i < scores.length; i++) {
        assertThat(unit * scores[i]).isEqualTo(peer[i], within(1e-4 * peer[i] + 1e-6));
      }
    }
  }

  @Nested
  class Confidence extends Of {
    Confidence() {
      super(Statistic.CONFIDENCE);
    }
  }

  @Nested
  class Variability extends Of {
    Variability() {
      super(Statistic.VARIABILITY);
    }
  }

  @Nested
  class Correctness extends Of {
    Correctness() {
      super(Statistic.CORRECTNESS);
    }
  }
}
