package io.secateur.learnability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.secateur.example.Texts;
import io.secateur.score.RowScorerContract;
import io.secateur.score.Scorer;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetWeightTest extends RowScorerContract<Texts> {
  private static final NgramCounts TARGET =
      new NgramCounts().add("the court held that the law").add("a matter of law before the court");
  private static final NgramCounts RAW =
      new NgramCounts().add("a goal in the last minute of the match").add("the law of the game");

  @Override
  protected Scorer<Texts> scorer() {
    return TargetWeight.of(TARGET, RAW);
  }

  @Test
  void equalsTheFormulaOnFewWords() {
    NgramCounts target = new NgramCounts().add("red fox");
    NgramCounts raw = new NgramCounts().add("red dog").add("dog dog");

    double weight = TargetWeight.of(target, raw).score(new Texts(List.of("Fox!")))[0];

    // fox: 1 of 3 in the target, 0 of 6 in the raw texts, one added to each bucket
    assertThat(weight)
        .isEqualTo(Math.log(2.0 / (3 + 10_000)) - Math.log(1.0 / (6 + 10_000)), within(1e-12));
  }

  @Test
  void textsLikeTheTargetWeighMore() {
    double[] weights =
        scorer().score(new Texts(List.of("a court of law", "a goal in the last minute")));

    assertThat(weights[0]).isPositive();
    assertThat(weights[1]).isNegative();
  }

  @Test
  void countsOfPartsAddUp() {
    NgramCounts parts = new NgramCounts().add("one two").add(new NgramCounts().add("three"));

    assertThat(parts).isEqualTo(new NgramCounts().add("three").add("one two"));
    assertThat(parts.total()).isEqualTo(4);
  }

  @Test
  void noWordWeighsNothing() {
    assertThat(scorer().score(new Texts(List.of("", "!?")))).containsExactly(0, 0);
  }
}
