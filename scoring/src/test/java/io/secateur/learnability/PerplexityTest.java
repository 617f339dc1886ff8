package io.secateur.learnability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.secateur.example.Doubles;
import io.secateur.example.TokenLosses;
import io.secateur.score.RowScorerContract;
import io.secateur.score.Scorer;
import org.junit.jupiter.api.Test;

class PerplexityTest extends RowScorerContract<TokenLosses> {

  @Override
  protected Scorer<TokenLosses> scorer() {
    return new Perplexity();
  }

  @Test
  void isTheNumberOfEquallyLikelyTokens() {
    double[] scores = scorer().score(new TokenLosses(Doubles.of(0, Math.log(50), Double.NaN, 1e6)));

    assertThat(scores[0]).isEqualTo(1);
    assertThat(scores[1]).isEqualTo(50, within(1e-9));
    assertThat(scores[2]).isNaN();
    assertThat(scores[3]).isNaN();
  }
}
