package io.secateur.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.testing.Trials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoreStrataTest {

  @ParameterizedTest
  @CsvSource({
    "0, 10, 5, 0, 0",
    "0, 10, 5, 1.99, 0",
    "0, 10, 5, 2, 1",
    "0, 10, 5, 9.99, 4",
    "0, 10, 5, 10, 4", // the last stratum is closed
    "-10, 0, 5, 0, 4", // also where no score is positive
    "-10, -1, 9, -1, 8",
    "-10, -1, 9, -1.5, 8",
    "3, 3, 50, 3, 0",
    "0, 10, 5, -1, 0",
    "0, 10, 5, 11, 4",
    "-1.7e308, 1.7e308, 4, 0, 2",
    "0, 4.9e-324, 50, 4.9e-324, 49",
    "0, 1, 1, 0.5, 0"
  })
  void cutsScoresIntoStrataOfEqualWidth(
      double min, double max, int count, double score, int stratum) {
    assertThat(new ScoreStrata(min, max, count).of(score)).isEqualTo(stratum);
  }

  @Test
  void aHigherScoreNeverLiesInALowerStratumAndTheBoundsLieInTheOuterOnes() {
    Trials.forAll(
        random -> {
          double scale = Math.pow(10, random.nextInt(-300, 300));
          double min = random.nextDouble(-1, 1) * scale;
          double max = min + random.nextDouble() * scale;
          ScoreStrata strata = new ScoreStrata(min, max, random.nextInt(1, 100));
          double score = min + random.nextDouble() * (max - min);
          double higher = score + random.nextDouble() * (max - score);

          assertThat(strata.of(min)).isZero();
          assertThat(strata.of(max)).isEqualTo(strata.size() - 1);
          assertThat(strata.of(score)).isBetween(0, strata.of(higher));
          assertThat(strata.of(higher)).isBetween(strata.of(score), strata.size() - 1);
        });
  }

  @Test
  void equalScoresAreOneStratum() {
    assertThat(new ScoreStrata(3, 3, 50).size()).isEqualTo(1);
    assertThat(new ScoreStrata(3, 4, 50).size()).isEqualTo(50);
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "NaN, 1", "0, NaN", "0, Infinity", "-Infinity, 0"})
  void refusesBoundsThatAreNoRange(double min, double max) {
    assertThatThrownBy(() -> new ScoreStrata(min, max, 50))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid scores: from %s to %s (must be a finite range)", min, max);
  }

  @Test
  void refusesNoStrataAndScoresThatAreNoNumbers() {
    assertThatThrownBy(() -> new ScoreStrata(0, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid strata: 0 (must be at least 1)");
    assertThatThrownBy(() -> new ScoreStrata(0, 1, 5).of(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid score: NaN (must be a number)");
  }
}
