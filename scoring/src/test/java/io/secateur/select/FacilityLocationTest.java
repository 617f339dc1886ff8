package io.secateur.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.secateur.example.Matrix;
import io.secateur.redundancy.Cosines;
import io.secateur.testing.Reference;
import io.secateur.testing.Trials;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FacilityLocationTest extends GreedyPolicyContract {
  private static final Reference PEER = Reference.named("greedy-300x16");
  private static final double MILLIONTHS = 1e6; // whole numbers, which a float holds exactly
  private static final int FIRST_TIE = 34;

  @Override
  GreedyPolicy policy() {
    return new FacilityLocation();
  }

  @Override
  Picks.Growing twin(Matrix vectors, double[] values) {
    int rows = vectors.rows();
    float[][] similarities = new float[rows][rows];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < rows; j++) {
        float cosine = Cosines.of(vectors.row(i), vectors.row(j));
        similarities[i][j] = Math.max(0, Math.min(1, 0.5f + 0.5f * cosine));
      }
    }
    return naive(similarities);
  }

  private static Picks.Growing naive(float[][] similarities) {
    return new Naive(similarities.length) {
      @Override
      public double gain(int row) {
        double[] lanes = new double[4];
        for (int i = 0; i < added.length; i++) {
          float nearest = 0;
          for (int pick = 0; pick < added.length; pick++) {
            nearest = added[pick] ? Math.max(nearest, similarities[i][pick]) : nearest;
          }
          int lane = i < added.length / 4 * 4 ? i % 4 : 0;
          lanes[lane] += Math.max(0, similarities[i][row] - nearest);
        }
        return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
      }
    };
  }

  @Test
  void similaritiesAreThoseOfThePeers() {
    float[][] similarities = peersSimilarities();
    double[] first = PEER.numbers("first_similarities");

    for (int j = 0; j < first.length; j++) {
      assertThat(similarities[0][j] / MILLIONTHS).isEqualTo(first[j], within(1e-12));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"deepcore_naive", "deepcore_lazy"})
  void picksWhatDeepCoreDoesUntilTheFirstTie(String name) {
    Picks picks = FacilityLocation.picks(peersSimilarities(), new int[0], 40);

    assertThat(Arrays.copyOf(picks.order(), FIRST_TIE))
        .containsExactly(Arrays.copyOf(PEER.integers(name), FIRST_TIE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"apricot_naive", "apricot_lazy"})
  void picksWhatApricotDoesUntilTheFirstTieAndGainsTheSame(String name) {
    Picks picks = FacilityLocation.picks(peersSimilarities(), new int[0], 40);
    double[] gains = PEER.part(name).numbers("gains");

    assertThat(Arrays.copyOf(picks.order(), FIRST_TIE))
        .containsExactly(Arrays.copyOf(PEER.part(name).integers("order"), FIRST_TIE));
    for (int i = 0; i < FIRST_TIE; i++) {
      assertThat(picks.gain(i) / MILLIONTHS).isEqualTo(gains[i], within(1e-9));
    }
    double objective = PEER.numbers("objective")[0];
    assertThat(DoubleStream.of(picks.gains()).sum() / MILLIONTHS)
        .isEqualTo(objective, within(1e-9 * objective));
    assertThat(DoubleStream.of(gains).sum()).isEqualTo(objective, within(1e-9 * objective));
  }

  @Test
  void gainsOfAllRowsAddUpToTheirNumber() {
    forBlocks(
        block -> {
          Block free = new Block(block.vectors(), block.values(), new int[0]);

          assertThat(DoubleStream.of(all(free).gains()).sum())
              .isEqualTo(block.vectors().rows(), within(1e-4));
        });
  }

  @Test
  void lazyPicksAreNaiveOnesForSimilaritiesWithManyTies() {
    Trials.forAll(
        40,
        random -> {
          float[][] similarities = symmetric(random.nextInt(1, 40), random);
          int rows = similarities.length;

          assertThat(FacilityLocation.picks(similarities, new int[0], rows))
              .isEqualTo(Picks.greedily(naive(similarities), rows, new int[0], rows));
        });
  }

  private static float[][] symmetric(int rows, SplittableRandom random) {
    int levels = random.nextInt(2, 6);
    float[][] similarities = new float[rows][rows];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j <= i; j++) {
        float similarity = i == j ? 1 : random.nextInt(levels) / (float) levels;
        similarities[i][j] = similarity;
        similarities[j][i] = similarity;
      }
    }
    return similarities;
  }

  private static float[][] peersSimilarities() {
    double[] values = PEER.numbers("vectors");
    int d = values.length / 300;
    float[][] similarities = new float[300][300];
    for (int i = 0; i < 300; i++) {
      for (int j = 0; j < 300; j++) {
        double cosine =
            product(values, i, j, d)
                / Math.sqrt(product(values, i, i, d) * product(values, j, j, d));
        similarities[i][j] = Math.round((1 + cosine) / 2 * MILLIONTHS);
      }
    }
    return similarities;
  }

  private static double product(double[] values, int i, int j, int d) {
    double sum = 0;
    for (int k = 0; k < d; k++) {
      sum += values[i * d + k] * values[j * d + k];
    }
    return sum;
  }
}
