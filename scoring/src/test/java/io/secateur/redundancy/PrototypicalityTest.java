package io.secateur.redundancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.secateur.example.ClusteredEmbeddings;
import io.secateur.example.Matrix;
import io.secateur.score.Scorer;
import io.secateur.score.ScorerContract;
import io.secateur.testing.RandomEmbeddings;
import io.secateur.testing.Trials;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrototypicalityTest extends ScorerContract<ClusteredEmbeddings> {

  @Override
  protected Scorer<ClusteredEmbeddings> scorer() {
    return new Prototypicality();
  }

  @Test
  void isTheCosineToTheCentroidOfItsOwnCluster() {
    Matrix rows = Matrix.of(4, 2, 1, 0, 0, 1, 0.6f, 0.8f, -1, 0);
    Matrix centroids = Matrix.of(2, 2, 1, 0, 0, 1);

    double[] scores = scorer().score(new ClusteredEmbeddings(rows, List.of(0, 0, 1, 0), centroids));

    assertThat(scores).containsExactly(new double[] {1, 0, 0.8, -1}, within(1e-7));
  }

  @Test
  void equalsTheTwinInDoublePrecision() {
    Trials.forAll(
        random -> {
          ClusteredEmbeddings block = RandomEmbeddings.clustered(random);

          double[] scores = scorer().score(block);

          for (int i = 0; i < scores.length; i++) {
            assertThat(scores[i]).isEqualTo(twin(block, i), within(1e-5));
          }
        });
  }

  @Test
  void isOneForALoneExampleThatIsItsCentroid() {
    Matrix one = Matrix.of(1, 2, 0, 1);

    assertThat(scorer().score(new ClusteredEmbeddings(one, List.of(0), one))).containsExactly(1);
  }

  @Test
  void hasNoScoreForNoExample() {
    ClusteredEmbeddings none =
        new ClusteredEmbeddings(Matrix.of(0, 2), List.of(), Matrix.of(1, 2, 0, 1));

    assertThat(scorer().score(none)).isEmpty();
  }

  @Test
  void roundingStaysInTheRange() {
    Matrix tooLong = Matrix.of(1, 1, 1.0000001f);
    Matrix opposite = Matrix.of(1, 1, -1.0000001f);

    assertThat(scorer().score(new ClusteredEmbeddings(tooLong, List.of(0), tooLong)))
        .containsExactly(1);
    assertThat(scorer().score(new ClusteredEmbeddings(tooLong, List.of(0), opposite)))
        .containsExactly(-1);
  }

  private static double twin(ClusteredEmbeddings block, int row) {
    double sum = 0;
    for (int k = 0; k < block.rows().columns(); k++) {
      sum += (double) block.rows().at(row, k) * block.centroids().at(block.clusters().get(row), k);
    }
    return sum;
  }
}
