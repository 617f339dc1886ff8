package io.secateur.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.secateur.select.Combination.Keep;
import io.secateur.select.Combination.Part;
import io.secateur.testing.Serialized;
import io.secateur.testing.Trials;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CombinationTest {
  private static final Combination TWO =
      new Combination(
          List.of(new Part("el2n", 3, Keep.HIGHEST), new Part("prototypicality", 1, Keep.LOWEST)));

  @Test
  void isTheWeightedMeanOfRanksTurnedSoThatHigherIsKeep() {
    assertThat(TWO.value(0.5, 0.25)).isEqualTo((3 * 0.5 + 1 * 0.75) / 4);
    assertThat(TWO.value(1, 0)).isEqualTo(1);
    assertThat(TWO.value(0, 1)).isZero();
  }

  @Test
  void oneScoreIsItsRankWhateverItsWeight() {
    Trials.forAll(
        random -> {
          double rank = random.nextDouble();
          double weight = Math.pow(10, random.nextInt(-300, 300));

          assertThat(new Combination(List.of(new Part("a", weight, Keep.HIGHEST))).value(rank))
              .isEqualTo(rank);
        });
  }

  @Test
  void staysInTheUnitAndNeverFallsAsARankToKeepGrows() {
    Trials.forAll(
        random -> {
          List<Part> parts =
              IntStream.range(0, random.nextInt(1, 6))
                  .mapToObj(
                      i ->
                          new Part(
                              "s" + i,
                              Math.pow(10, random.nextInt(-300, 308)),
                              random.nextBoolean() ? Keep.HIGHEST : Keep.LOWEST))
                  .toList();
          Combination combination = new Combination(parts);
          double[] ranks = random.doubles(parts.size()).map(r -> Math.rint(r * 4) / 4).toArray();
          double value = combination.value(ranks);
          int turned = random.nextInt(ranks.length);
          ranks[turned] = parts.get(turned).keep() == Keep.HIGHEST ? 1 : 0;

          assertThat(value).isBetween(0.0, 1.0);
          assertThat(combination.value(ranks)).isBetween(value, 1.0);
        });
  }

  @Test
  void theScaleOfTheWeightsDoesNotMatter() {
    Combination scaled =
        new Combination(
            List.of(new Part("a", 3e300, Keep.HIGHEST), new Part("b", 1e300, Keep.LOWEST)));

    assertThat(scaled.value(0.5, 0.25)).isEqualTo(TWO.value(0.5, 0.25), within(1e-15));
  }

  @Test
  void isItselfAfterSerialization() {
    assertThat(Serialized.copyOf(TWO)).isEqualTo(TWO);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesAWeightThatIsNotAboveZero(double weight) {
    assertThatThrownBy(() -> new Part("el2n", weight, Keep.HIGHEST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid weight of el2n: %s (must be finite and above 0)", weight);
  }

  @Test
  void refusesNoScoreAndTheSameTwice() {
    Part part = new Part("el2n", 1, Keep.HIGHEST);

    assertThatThrownBy(() -> new Combination(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid scores: [] (must be at least one, and each once)");
    assertThatThrownBy(() -> new Combination(List.of(part, part)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid scores: [el2n, el2n] (must be at least one, and each once)");
  }

  @Test
  void refusesRanksThatCannotBe() {
    assertThatThrownBy(() -> TWO.value(0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid ranks: 1 (must be one for each of 2 scores)");
    assertThatThrownBy(() -> TWO.value(0.5, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid rank of prototypicality: NaN (must be in [0, 1])");
  }
}
