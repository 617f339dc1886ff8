package io.secateur.learnability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.secateur.example.EmbeddedPairs;
import io.secateur.example.Matrix;
import io.secateur.score.RowScorerContract;
import io.secateur.score.Scorer;
import io.secateur.testing.RandomEmbeddings;
import io.secateur.testing.RandomPredictions;
import io.secateur.testing.Trials;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PairwiseLearnabilityTest extends RowScorerContract<EmbeddedPairs> {
  private static final Towers LEARNER = towers(3, 10, -5);
  private static final Towers REFERENCE = towers(2, 4, 1);

  private static Towers towers(int dimensions, double scale, double bias) {
    SplittableRandom random = new SplittableRandom(dimensions);
    return new Towers(
        RandomEmbeddings.of(5, dimensions, random),
        RandomEmbeddings.of(5, dimensions, random),
        scale,
        bias);
  }

  @Override
  protected Scorer<EmbeddedPairs> scorer() {
    return new PairwiseLearnability(LEARNER, REFERENCE);
  }

  @Test
  void equalsTheFormulaTermByTerm() {
    Trials.forAll(
        random -> {
          EmbeddedPairs pairs = RandomPredictions.pairs(random);

          double[] scores = scorer().score(pairs);

          for (int i = 0; i < scores.length; i++) {
            int place = pairs.places().get(i);
            double learner = loss(LEARNER, pairs.learnerFirst(), pairs.learnerSecond(), i, place);
            double reference =
                loss(REFERENCE, pairs.referenceFirst(), pairs.referenceSecond(), i, place);
            assertThat(scores[i]).isEqualTo(learner - reference, within(1e-9));
          }
        });
  }

  @Test
  void withoutABatchOnlyTheOwnPairCounts() {
    Matrix one = Matrix.of(1, 1, 1);
    EmbeddedPairs pair = new EmbeddedPairs(one, Matrix.of(1, 1, -1), one, one, List.of(-1));

    assertThat(PairwiseLearnability.alone().score(pair)[0])
        .isEqualTo(Math.log1p(Math.E) - Math.log1p(1 / Math.E), within(1e-12));
  }

  @Test
  void refusesPairsOfOtherTowers() {
    Matrix wide = Matrix.of(1, 4, 1, 0, 0, 0);
    EmbeddedPairs pair = new EmbeddedPairs(wide, wide, wide, wide, List.of(-1));

    assertThatThrownBy(() -> scorer().score(pair))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid pairs: Matrix[1 x 4] (must have 3 columns)");
  }

  private static double loss(Towers towers, Matrix firsts, Matrix seconds, int i, int place) {
    double own = Math.log(1 + Math.exp(-logit(towers, firsts.row(i), seconds.row(i))));
    double others = 0;
    int batch = 0;
    for (int j = 0; j < towers.firsts().rows(); j++) {
      if (j != place) {
        batch++;
        others += Math.log(1 + Math.exp(logit(towers, firsts.row(i), towers.seconds().row(j))));
        others += Math.log(1 + Math.exp(logit(towers, towers.firsts().row(j), seconds.row(i))));
      }
    }
    return own + others / 2 / batch;
  }

  private static double logit(Towers towers, float[] first, float[] second) {
    double cosine = 0;
    for (int k = 0; k < first.length; k++) {
      cosine += (double) first[k] * second[k];
    }
    return towers.scale() * cosine + towers.bias();
  }
}
