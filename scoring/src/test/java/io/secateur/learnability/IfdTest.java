package io.secateur.learnability;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.example.Doubles;
import io.secateur.example.LossPairs;
import io.secateur.score.RowScorerContract;
import io.secateur.score.Scorer;
import org.junit.jupiter.api.Test;

class IfdTest extends RowScorerContract<LossPairs> {

  @Override
  protected Scorer<LossPairs> scorer() {
    return new Ifd();
  }

  @Test
  void isTheShareOfTheLossThatTheInstructionLeaves() {
    LossPairs losses = new LossPairs(Doubles.of(1, 3, 0, 1), Doubles.of(2, 2, 2, 0));

    assertThat(scorer().score(losses)).containsExactly(0.5, 1.5, 0, Double.NaN);
  }
}
