package io.secateur.redundancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.secateur.example.Embeddings;
import io.secateur.example.Matrix;
import io.secateur.score.Scorer;
import io.secateur.score.ScorerContract;
import io.secateur.testing.RandomEmbeddings;
import io.secateur.testing.Trials;
import org.junit.jupiter.api.Test;

class SemanticRedundancyTest extends ScorerContract<Embeddings> {

  @Override
  protected Scorer<Embeddings> scorer() {
    return new SemanticRedundancy();
  }

  @Test
  void isTheCosineToTheNearestOther() {
    Matrix rows = Matrix.of(4, 2, 1, 0, 0.6f, 0.8f, 0, 1, -1, 0);

    assertThat(scorer().score(new Embeddings(rows)))
        .containsExactly(new double[] {0.6, 0.8, 0.8, 0}, within(1e-7));
  }

  @Test
  void isOneForBothOfTwoTwins() {
    assertThat(scorer().score(new Embeddings(Matrix.of(2, 2, 0, 1, 0, 1)))).containsExactly(1, 1);
  }

  @Test
  void equalsTheTwinInDoublePrecision() {
    Trials.forAll(
        random -> {
          Matrix rows = RandomEmbeddings.next(random);

          double[] scores = scorer().score(new Embeddings(rows));

          for (int i = 0; i < scores.length; i++) {
            assertThat(scores[i]).isEqualTo(twin(rows, i), within(1e-5));
          }
        });
  }

  @Test
  void equalsTheTwinWhereItWorksInMoreThanOneBlock() {
    Trials.forAll(
        3,
        random -> {
          Matrix rows = RandomEmbeddings.of(random.nextInt(257, 500), 8, random);

          double[] scores = scorer().score(new Embeddings(rows));

          for (int i = 0; i < scores.length; i++) {
            assertThat(scores[i]).isEqualTo(twin(rows, i), within(1e-5));
          }
        });
  }

  @Test
  void isMinusOneForALoneExample() {
    assertThat(scorer().score(new Embeddings(Matrix.of(1, 2, 0, 1)))).containsExactly(-1);
  }

  @Test
  void hasNoScoreForNoExample() {
    assertThat(scorer().score(new Embeddings(Matrix.of(0, 2)))).isEmpty();
  }

  private static double twin(Matrix rows, int i) {
    double nearest = -1;
    for (int j = 0; j < rows.rows(); j++) {
      double sum = 0;
      for (int k = 0; k < rows.columns(); k++) {
        sum += (double) rows.at(i, k) * rows.at(j, k);
      }
      nearest = j == i ? nearest : Math.max(nearest, sum);
    }
    return nearest;
  }
}
