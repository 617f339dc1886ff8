package io.secateur.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.secateur.example.Matrix;
import io.secateur.testing.RandomEmbeddings;
import io.secateur.testing.Trials;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class D2Test extends GreedyPolicyContract {

  @Override
  GreedyPolicy policy() {
    return new D2();
  }

  @Override
  boolean goesByVectorsAlone() {
    return false; // of equal rows the nearest neighbours are the first ones
  }

  @Override
  Picks.Growing twin(Matrix vectors, double[] values) {
    return twin(vectors, values, new D2());
  }

  /** With a graph made by sorting, and messages kept as they are sent. */
  private static Picks.Growing twin(Matrix vectors, double[] values, D2 policy) {
    int rows = vectors.rows();
    int[][] graph = new int[rows][];
    double[] worth = values.clone();
    for (int i = 0; i < rows; i++) {
      int from = i;
      graph[i] =
          IntStream.range(0, rows)
              .filter(j -> j != from)
              .boxed()
              .sorted(Comparator.comparingDouble(j -> distance(vectors, from, j)))
              .limit(policy.neighbours())
              .mapToInt(Integer::intValue)
              .toArray();
      for (int j : graph[i]) {
        worth[i] += StrictMath.exp(-distance(vectors, i, j)) * values[j];
      }
    }
    return new Naive(rows) {
      @Override
      public double gain(int row) {
        return worth[row];
      }

      @Override
      public void add(int row) {
        super.add(row);
        if (worth[row] > 0) {
          for (int j : graph[row]) {
            worth[j] -= StrictMath.exp(-policy.gamma() * distance(vectors, row, j)) * worth[row];
          }
        }
      }
    };
  }

  private static double distance(Matrix vectors, int i, int j) {
    return KCenterTest.distance(vectors.row(i), vectors.row(j));
  }

  @Test
  void passesMessagesByHand() {
    Matrix vectors = Matrix.of(3, 1, 0, 1, 3);
    double[] values = {1, 0.5, 0.25};
    double w = Math.exp(-1);
    double far = Math.exp(-2);
    // The nearest of 0 is 1, of 1 is 0, of 2 is 1.
    double s0 = 1 + w * 0.5;
    double s1 = 0.5 + w * 1;
    double s2 = 0.25 + far * 0.5;

    Picks picks = new D2(1, 0.5).picks(vectors, values, new int[0], 3);

    assertThat(picks.order()).containsExactly(0, 2, 1);
    assertThat(picks.gain(0)).isEqualTo(s0, within(1e-15));
    assertThat(picks.gain(1)).isEqualTo(s2, within(1e-15));
    assertThat(picks.gain(2))
        .isEqualTo(s1 - Math.exp(-0.5) * s0 - Math.exp(-0.5 * 2) * s2, within(1e-15));
  }

  @Test
  void anyNumberOfNeighboursAndAnyGammaEqualsTheTwin() {
    Trials.forAll(
        40,
        random -> {
          Matrix vectors = RandomEmbeddings.next(random);
          double[] values = random.doubles(vectors.rows()).toArray();
          D2 policy = new D2(random.nextInt(1, 120), random.nextDouble(3));
          int rows = vectors.rows();

          assertThat(policy.picks(vectors, values, new int[0], rows))
              .isEqualTo(Picks.greedily(twin(vectors, values, policy), rows, new int[0], rows));
        });
  }

  @Test
  void worthlessRowsComeInTheirOrder() {
    Matrix vectors = Matrix.of(4, 1, 0, 1, 2, 3);

    Picks picks = policy().picks(vectors, new double[4], new int[0], 4);

    assertThat(picks.order()).containsExactly(0, 1, 2, 3);
    assertThat(picks.gains()).containsExactly(0, 0, 0, 0);
  }

  @Test
  void aCopyOfAPickComesAfterRowsThatAreWorthLess() {
    Matrix vectors = Matrix.of(3, 2, 1, 0, 1, 0, -1, 0);

    assertThat(new D2(1, 1).picks(vectors, new double[] {1, 1, 0.1}, new int[0], 3).order())
        .containsExactly(0, 2, 1);
  }

  @Test
  void hasTenNeighboursAndAGammaOfOne() {
    assertThat(new D2()).isEqualTo(new D2(10, 1));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesAValueThatIsNoWorth(double value) {
    assertThatThrownBy(
            () -> policy().picks(Matrix.of(2, 1, 1, 1), new double[] {0, value}, new int[0], 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid value: %s of row 1 (must be finite and at least 0)", value);
  }

  @Test
  void refusesMoreOrFewerValuesThanRows() {
    assertThatThrownBy(() -> policy().picks(Matrix.of(2, 1, 1, 1), new double[1], new int[0], 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid values: 1 (must be one for each of 2 rows)");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 'neighbours: 0 (must be at least 1)'",
    "10, -1, 'gamma: -1.0 (must be finite and at least 0)'",
    "10, NaN, 'gamma: NaN (must be finite and at least 0)'",
    "10, Infinity, 'gamma: Infinity (must be finite and at least 0)'"
  })
  void refusesParametersOutOfRange(int neighbours, double gamma, String problem) {
    assertThatThrownBy(() -> new D2(neighbours, gamma))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid %s", problem);
  }
}
