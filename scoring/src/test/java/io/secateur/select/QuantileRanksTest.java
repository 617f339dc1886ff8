package io.secateur.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.secateur.testing.Serialized;
import io.secateur.testing.Trials;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantileRanksTest {

  @Test
  void whereEveryValueIsAnEdgeRanksAreThoseOfCounting() {
    Trials.forAll(
        random -> {
          double[] values = values(random);
          QuantileRanks ranks = ranks(distinct(values), values);

          for (double value : values) {
            assertThat(ranks.rank(value)).isEqualTo(counted(values, value), within(1e-15));
          }
        });
  }

  @Test
  void atEdgesRanksAreThoseOfCountingAndInBetweenTheyLieInBetween() {
    Trials.forAll(
        random -> {
          double[] values = values(random);
          double[] distinct = distinct(values);
          double[] edges =
              DoubleStream.of(distinct)
                  .filter(
                      v ->
                          v == distinct[0]
                              || v == distinct[distinct.length - 1]
                              || random.nextInt(4) == 0)
                  .toArray();
          QuantileRanks ranks = ranks(edges, values);

          for (double value : values) {
            int cell = QuantileRanks.cell(edges, value);
            long inside =
                DoubleStream.of(values).filter(v -> QuantileRanks.cell(edges, v) == cell).count();
            double error = cell % 2 == 0 ? 1e-15 : (double) inside / values.length;
            assertThat(ranks.rank(value)).isEqualTo(counted(values, value), within(error));
          }
        });
  }

  @Test
  void aGreaterValueNeverRanksLower() {
    Trials.forAll(
        random -> {
          double[] values = values(random);
          double[] edges = distinct(values(random));
          double[] inside =
              DoubleStream.of(values)
                  .filter(v -> v >= edges[0] && v <= edges[edges.length - 1])
                  .toArray();
          if (inside.length > 0) {
            QuantileRanks ranks = ranks(edges, inside);
            double low = random.nextDouble(-12, 12);
            double high = low + random.nextDouble(2);

            assertThat(ranks.rank(low)).isBetween(0.0, ranks.rank(high));
            assertThat(ranks.rank(high)).isBetween(ranks.rank(low), 1.0);
          }
        });
  }

  @Test
  void tiesTakeTheMiddleAndEqualValuesOneHalf() {
    double[] edges = {1, 2, 3};

    QuantileRanks ranks = QuantileRanks.of(edges, new long[] {2, 0, 4, 0, 2});

    assertThat(ranks.rank(1)).isEqualTo(0.125);
    assertThat(ranks.rank(2)).isEqualTo(0.5);
    assertThat(ranks.rank(3)).isEqualTo(0.875);
    assertThat(QuantileRanks.of(new double[] {7}, new long[] {1_000}).rank(7)).isEqualTo(0.5);
    assertThat(ranks.size()).isEqualTo(8);
  }

  @Test
  void ranksAreLinearBetweenEdgesAndEndPastTheOuterOnes() {
    QuantileRanks ranks = QuantileRanks.of(new double[] {0, 4, 8}, new long[] {1, 6, 1, 1, 1});

    assertThat(ranks.rank(1)).isEqualTo(0.25); // 1 below, and a quarter of 6
    assertThat(ranks.rank(2)).isEqualTo(0.4);
    assertThat(ranks.rank(-1)).isZero();
    assertThat(ranks.rank(9)).isEqualTo(1);
    assertThat(ranks.rank(Double.NEGATIVE_INFINITY)).isZero();
    assertThat(ranks.rank(Double.POSITIVE_INFINITY)).isEqualTo(1);
  }

  @Test
  void zeroIsZeroWhateverItsSign() {
    double[] edges = {-1, -0.0, 1};
    double[] others = {-1, 0.0, 1};
    double[] neither = {-1, 1};

    assertThat(QuantileRanks.cell(edges, 0.0)).isEqualTo(2);
    assertThat(QuantileRanks.cell(edges, -0.0)).isEqualTo(2);
    assertThat(QuantileRanks.cell(others, 0.0)).isEqualTo(2);
    assertThat(QuantileRanks.cell(others, -0.0)).isEqualTo(2);
    assertThat(QuantileRanks.cell(neither, 0.0)).isEqualTo(1);
    assertThat(QuantileRanks.cell(neither, -0.0)).isEqualTo(1);
  }

  @Test
  void theGreatestDistanceBetweenEdgesDoesNotOverflow() {
    double most = Double.MAX_VALUE;

    QuantileRanks ranks = QuantileRanks.of(new double[] {-most, most}, new long[] {1, 2, 1});

    assertThat(ranks.rank(0)).isEqualTo(0.5);
  }

  @Test
  void sharesNoArrayAndIsItselfAfterSerialization() {
    double[] edges = {0, 1};
    long[] counts = {1, 0, 3};
    QuantileRanks ranks = QuantileRanks.of(edges, counts);

    edges[0] = 1;
    counts[0] = 100;

    assertThat(ranks.rank(0)).isEqualTo(0.125);
    assertThat(((QuantileRanks) Serialized.copyOf(ranks)).rank(1)).isEqualTo(0.625);
    assertThat(ranks).hasToString("QuantileRanks[4 values, 2 edges]");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1.5, 1.5, Double.POSITIVE_INFINITY})
  void refusesToCountWhatLiesPastTheOuterEdges(double value) {
    assertThatThrownBy(() -> QuantileRanks.cell(new double[] {-1, 1}, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid value: %s (must be between the outer edges)", value);
  }

  @Test
  void refusesEdgesCountsAndValuesThatCannotBe() {
    assertRefuses("edges: none (must be at least 1)", new double[0], new long[0]);
    assertRefuses(
        "edge: 1.0 (must be finite, and above the one before)", new double[] {1, 1}, new long[3]);
    assertRefuses(
        "edge: NaN (must be finite, and above the one before)",
        new double[] {Double.NaN},
        new long[1]);
    assertRefuses("counts: 2 (must be 3 for 2 edges)", new double[] {0, 1}, new long[2]);
    assertRefuses("count: -1 (must be at least 0)", new double[] {0}, new long[] {-1});
    assertRefuses("counts: all 0 (must be those of some values)", new double[] {0}, new long[1]);
    QuantileRanks ranks = QuantileRanks.of(new double[] {0}, new long[] {1});
    assertThatThrownBy(() -> ranks.rank(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid value: NaN (must be a number)");
  }

  private static void assertRefuses(String problem, double[] edges, long[] counts) {
    assertThatThrownBy(() -> QuantileRanks.of(edges, counts))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid %s", problem);
  }

  private static QuantileRanks ranks(double[] edges, double[] values) {
    long[] counts = new long[2 * edges.length - 1];
    for (double value : values) {
      counts[QuantileRanks.cell(edges, value)]++;
    }
    return QuantileRanks.of(edges, counts);
  }

  private static double[] distinct(double[] values) {
    return Arrays.stream(values).map(v -> v + 0.0).sorted().distinct().toArray();
  }

  private static double counted(double[] values, double value) {
    double below = DoubleStream.of(values).filter(v -> v < value).count();
    double equal = DoubleStream.of(values).filter(v -> v == value).count();
    return (below + equal / 2) / values.length;
  }

  /** Some equal, some zeros of either sign. */
  private static double[] values(SplittableRandom random) {
    return random
        .doubles(random.nextInt(1, 80), -10, 10)
        .map(v -> random.nextBoolean() ? Math.rint(v / 3) : v)
        .toArray();
  }
}
