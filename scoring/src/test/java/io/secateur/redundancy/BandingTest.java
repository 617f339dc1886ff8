package io.secateur.redundancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.secateur.testing.Serialized;
import io.secateur.testing.Trials;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BandingTest {

  @Test
  void findsNinetyFivePercentAtFourFifthsWithTwentyOneBandsOfNine() {
    Banding banding = Banding.forRecall(0.80, 0.95);

    assertThat(banding).isEqualTo(new Banding(21, 9));
    assertThat(banding.hashes()).isEqualTo(189);
    assertThat(banding.probability(0.80)).isEqualTo(0.9515, within(5e-5));
    assertThat(banding.probability(0.85)).isEqualTo(0.996, within(5e-4));
  }

  @ParameterizedTest
  @CsvSource({
    "14, 8, 0.053, 0.211, 0.565, 0.772, 0.924, 0.988, 1.000",
    "20, 13, 0.002, 0.026, 0.177, 0.382, 0.677, 0.924, 0.997",
    "8, 8, 0.031, 0.127, 0.378, 0.570, 0.770, 0.922, 0.989",
    "16, 8, 0.061, 0.237, 0.613, 0.815, 0.947, 0.994, 1.000",
    "26, 11, 0.013, 0.090, 0.405, 0.674, 0.903, 0.991, 1.000",
    "20, 5, 0.470, 0.802, 0.975, 0.996, 1.000, 1.000, 1.000",
    "32, 8, 0.118, 0.418, 0.850, 0.966, 0.997, 1.000, 1.000"
  })
  void agreesWithThePublishedPresets(
      int bands,
      int rows,
      double p50,
      double p60,
      double p70,
      double p75,
      double p80,
      double p85,
      double p90) {
    Banding banding = new Banding(bands, rows);

    assertThat(
            new double[] {
              banding.probability(0.50),
              banding.probability(0.60),
              banding.probability(0.70),
              banding.probability(0.75),
              banding.probability(0.80),
              banding.probability(0.85),
              banding.probability(0.90)
            })
        .containsExactly(new double[] {p50, p60, p70, p75, p80, p85, p90}, within(5.01e-4));
  }

  @Test
  void findsAllEqualPairsAndNoPairThatSharesNothing() {
    assertThat(new Banding(21, 9).probability(1)).isEqualTo(1);
    assertThat(new Banding(21, 9).probability(0)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0.5", "0.6", "0.7", "0.75", "0.8", "0.85", "0.9", "0.95", "1.0"})
  void reachesTheRecallAskedForWithNoMoreHashesThanAllowed(double threshold) {
    for (double recall : new double[] {0.5, 0.8, 0.9, 0.95, 0.99, 0.999}) {
      Banding banding = Banding.forRecall(threshold, recall);

      assertThat(banding.probability(threshold)).isGreaterThanOrEqualTo(recall);
      assertThat(banding.hashes()).isLessThanOrEqualTo(Banding.MAX_HASHES);
    }
  }

  @ParameterizedTest
  @CsvSource({"0.5, 0.9", "0.7, 0.99", "0.8, 0.95", "0.9, 0.95"})
  void noOtherBandingReachesItWithFewerUselessCandidates(double threshold, double recall) {
    double least = area(Banding.forRecall(threshold, recall), threshold);

    for (int b = 1; b <= Banding.MAX_HASHES; b++) {
      for (int r = 1; b * r <= Banding.MAX_HASHES; r++) {
        Banding other = new Banding(b, r);
        if (other.probability(threshold) >= recall) {
          assertThat(area(other, threshold)).isGreaterThan(least - 1e-6);
        }
      }
    }
  }

  @Test
  void findsMostWhereNothingReachesTheRecall() {
    assertThat(Banding.forRecall(0.001, 0.99)).isEqualTo(new Banding(Banding.MAX_HASHES, 1));
  }

  @Test
  void keysAreEqualExactlyWhereTheBandsAre() {
    Trials.forAll(
        random -> {
          Banding banding = new Banding(random.nextInt(1, 8), random.nextInt(1, 6));
          int[] one = random.ints(banding.hashes(), 0, 3).toArray();
          int[] other = one.clone();
          other[random.nextInt(other.length)] = random.nextInt(0, 3);

          long[] keys = banding.keys(one);
          long[] otherKeys = banding.keys(other);

          assertThat(keys).hasSize(2 * banding.bands());
          for (int band = 0; band < banding.bands(); band++) {
            boolean equal = Arrays.equals(band(banding, one, band), band(banding, other, band));
            assertThat(keys[2 * band] == otherKeys[2 * band]).isEqualTo(equal);
            assertThat(keys[2 * band + 1] == otherKeys[2 * band + 1]).isEqualTo(equal);
          }
        });
  }

  @Test
  void keysDifferBetweenBandsOfEqualRows() {
    Banding banding = new Banding(100, 2);

    assertThat(banding.keys(new int[200])).doesNotHaveDuplicates();
  }

  @Test
  void keysHeedTheOrderOfRows() {
    Banding banding = new Banding(1, 2);
    long[] keys = banding.keys(new int[] {1, 2});
    long[] swapped = banding.keys(new int[] {2, 1});

    assertThat(keys[0]).isNotEqualTo(swapped[0]);
    assertThat(keys[1]).isNotEqualTo(swapped[1]);
  }

  @Test
  void keysIgnoreWhatALongerSignatureHoldsBeyondTheBands() {
    int[] signature = {1, 2, 3, 4, 5};

    assertThat(new Banding(2, 2).keys(signature))
        .isEqualTo(new Banding(2, 2).keys(new int[] {1, 2, 3, 4, 6}));
  }

  @Test
  void refusesABandingWithoutBandsOrRows() {
    assertThatThrownBy(() -> new Banding(0, 9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid banding: 0 x 9 (bands and rows must be at least 1)");
    assertThatThrownBy(() -> new Banding(21, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid banding: 21 x 0 (bands and rows must be at least 1)");
  }

  @Test
  void isItselfAfterSerialization() {
    assertThat(Serialized.copyOf(new Banding(21, 9))).isEqualTo(new Banding(21, 9));
  }

  private static int[] band(Banding banding, int[] signature, int band) {
    return Arrays.copyOfRange(signature, band * banding.rows(), (band + 1) * banding.rows());
  }

  /** Simpson's rule, where the main code has the midpoint rule. */
  private static double area(Banding banding, double threshold) {
    int steps = 200;
    double sum =
        IntStream.rangeClosed(0, steps)
            .mapToDouble(
                i -> {
                  int weight = i == 0 || i == steps ? 1 : 2 + 2 * (i % 2);
                  return weight * banding.probability(threshold * i / steps);
                })
            .sum();
    return sum * threshold / steps / 3;
  }
}
