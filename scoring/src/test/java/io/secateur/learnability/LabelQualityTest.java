package io.secateur.learnability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.secateur.example.Doubles;
import io.secateur.example.Labels;
import io.secateur.example.Predictions;
import io.secateur.score.RowScorerContract;
import io.secateur.score.Scorer;
import io.secateur.testing.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelQualityTest extends RowScorerContract<Predictions> {

  @Override
  protected Scorer<Predictions> scorer() {
    return new LabelQuality();
  }

  @ParameterizedTest
  @ValueSource(strings = {"c500x4", "c200x10", "c300x2"})
  void equalsThePeer(String set) {
    Reference peer = Reference.named("cleanlab-" + set);

    double[] scores = scorer().score(Confident.predictions(peer));

    assertThat(scores).containsExactly(peer.numbers("normalized_margin"), within(1e-9));
  }

  @Test
  void oneClassIsAlwaysRight() {
    assertThat(scorer().score(new Predictions(Doubles.of(1), Labels.of(1, 0)))).containsExactly(1);
  }
}
