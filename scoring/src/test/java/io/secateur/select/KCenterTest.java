package io.secateur.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.example.Matrix;
import io.secateur.testing.Reference;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KCenterTest extends GreedyPolicyContract {
  private static final Reference PEER = Reference.named("greedy-300x16");

  @Override
  GreedyPolicy policy() {
    return new KCenter();
  }

  @Override
  int[] firstOf(Block block) {
    return block.given().length == 0 && block.vectors().rows() > 0 ? new int[1] : block.given();
  }

  @Override
  Picks.Growing twin(Matrix vectors, double[] values) {
    return new Naive(vectors.rows()) {
      @Override
      public double gain(int row) {
        double least = Double.POSITIVE_INFINITY;
        for (int pick = 0; pick < added.length; pick++) {
          if (added[pick]) {
            least = Math.min(least, distance(vectors.row(row), vectors.row(pick)));
          }
        }
        return least < Double.POSITIVE_INFINITY ? least : 2;
      }
    };
  }

  @ParameterizedTest
  @CsvSource({"from_37, 37, -1, 40", "from_5, 5, -1, 41", "from_0_17, 0, 17, 42"})
  void picksWhatDeepCoreDoes(String name, int first, int second, int most) {
    int[] given = second < 0 ? new int[] {first} : new int[] {first, second};
    Matrix vectors = vectors();

    int[] order = new KCenter().picks(vectors, new double[300], given, most).order();

    assertThat(Arrays.copyOfRange(order, given.length, most))
        .containsExactly(PEER.part("k_center").integers(name));
  }

  @Test
  void theFirstPickOfUnitVectorsGainsTheGreatestDistanceThereIs() {
    Matrix vectors = Matrix.of(3, 2, 1, 0, 0, 1, -1, 0);

    Picks picks = policy().picks(vectors, new double[3], new int[0], 3);

    assertThat(picks.order()).containsExactly(0, 2, 1);
    assertThat(picks.gains()).containsExactly(2, 2, Math.sqrt(2));
  }

  @Test
  void theFirstPickOfLongerVectorsGainsWhatTheSecondDoes() {
    Matrix vectors = Matrix.of(2, 1, 0, 30);

    assertThat(policy().picks(vectors, new double[2], new int[0], 2).gains())
        .containsExactly(30, 30);
    assertThat(policy().picks(vectors, new double[2], new int[0], 1).gains()).containsExactly(30);
  }

  @Test
  void aGivenRowGainsNoLessThanTheRowsAfterIt() {
    Matrix vectors = Matrix.of(3, 1, 0, 0.25f, 1);

    Picks picks = policy().picks(vectors, new double[3], new int[] {0, 1}, 3);

    assertThat(picks.order()).containsExactly(0, 1, 2);
    assertThat(picks.gains()).containsExactly(2, 0.75, 0.75);
  }

  @Test
  void noRowIsFartherFromAPickThanTheNextGain() {
    forBlocks(
        block -> {
          Picks picks = all(block);
          for (int size = Math.max(1, block.given().length); size < picks.size(); size++) {
            double farthest = 0;
            for (int row = 0; row < picks.size(); row++) {
              double nearest = Double.POSITIVE_INFINITY;
              for (int i = 0; i < size; i++) {
                double[] all = new double[picks.size()];
                new Distances(block.vectors()).squaredFrom(picks.row(i), all);
                nearest = Math.min(nearest, Math.sqrt(all[row]));
              }
              farthest = Math.max(farthest, nearest);
            }
            assertThat(farthest).isEqualTo(picks.gain(size));
            size += picks.size() / 3;
          }
        });
  }

  static Matrix vectors() {
    double[] numbers = PEER.numbers("vectors");
    float[] values = new float[numbers.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) numbers[i];
    }
    return Matrix.of(300, 16, values);
  }

  static double distance(float[] x, float[] y) {
    double sum = 0;
    for (int k = 0; k < x.length; k++) {
      double difference = (double) x[k] - y[k];
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }
}
