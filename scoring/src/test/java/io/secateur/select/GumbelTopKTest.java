package io.secateur.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.secateur.example.ContentKey;
import io.secateur.example.SeededHash;
import io.secateur.testing.Trials;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GumbelTopKTest extends SelectionPolicyContract {

  @Override
  SelectionPolicy policy() {
    return new GumbelTopK();
  }

  private record Example(double value, long hash) {
    double key(double temperature) {
      return new GumbelTopK(temperature).key(value, GumbelTopK.uniform(hash));
    }
  }

  @Test
  void anInfiniteTemperatureGivesTheOrderOfRandom() {
    Trials.forAll(
        random -> {
          List<Example> examples = examples(random);

          assertThat(ordered(examples, e -> e.key(Double.POSITIVE_INFINITY)))
              .isEqualTo(ordered(examples, e -> 0));
        });
  }

  @Test
  void aTemperatureNearZeroGivesTheOrderOfTopK() {
    Trials.forAll(
        random -> {
          List<Example> examples = examples(random);

          assertThat(ordered(examples, e -> e.key(1e-300)))
              .isEqualTo(ordered(examples, Example::value));
        });
  }

  @Test
  void aSmallerHashNeverHasASmallerKey() {
    Trials.forAll(
        random -> {
          long hash = random.nextLong() >>> random.nextInt(64);
          long greater = hash + 1 + (random.nextLong() >>> random.nextInt(1, 64));
          if (Long.compareUnsigned(hash, greater) < 0) {
            assertThat(new Example(0, hash).key(1))
                .isGreaterThanOrEqualTo(new Example(0, greater).key(1));
          }
        });
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 1, 4095, 4096, Long.MIN_VALUE, Long.MAX_VALUE})
  void uniformIsNeverZeroNorOneAndItsKeyIsFinite(long hash) {
    double uniform = GumbelTopK.uniform(hash);

    assertThat(uniform).isBetween(0x1.0p-53, 1 - 0x1.0p-53);
    assertThat(uniform).isEqualTo(SeededHash.unit(hash), within(0x1.0p-52));
    assertThat(new GumbelTopK(1).key(0, uniform)).isFinite();
  }

  @Test
  void theSignedOrderOfTheJobIsTheUnsignedOneOfUniform() {
    Trials.forAll(
        random -> {
          ContentKey a = new ContentKey(random.nextLong(), random.nextLong());
          ContentKey b = new ContentKey(random.nextLong(), random.nextLong());
          double keyOfA = new Example(0, SeededHash.of(42, a)).key(Double.POSITIVE_INFINITY);
          double keyOfB = new Example(0, SeededHash.of(42, b)).key(Double.POSITIVE_INFINITY);

          assertThat(Double.compare(keyOfB, keyOfA))
              .isIn(0, Long.compare(SeededHash.order(42, a), SeededHash.order(42, b)));
        });
  }

  @Test
  void theMedianOfTheNoiseIsThatOfGumbel() {
    assertThat(new GumbelTopK(2).key(3, 0.5)).isEqualTo(1.5 - Math.log(Math.log(2)), within(1e-12));
  }

  @Test
  void theFirstExampleIsDrawnBySoftmax() {
    SplittableRandom random = new SplittableRandom(7);
    int first = 0;
    int draws = 100_000;
    for (int i = 0; i < draws; i++) {
      double low = new Example(0, random.nextLong()).key(0.5);
      double high = new Example(1, random.nextLong()).key(0.5);
      first += high > low ? 1 : 0;
    }
    double expected = 1 / (1 + Math.exp(-1 / 0.5));

    assertThat((double) first / draws).isEqualTo(expected, within(0.005)); // 5 standard errors
  }

  @Test
  void keysNeverHaveTwoZeros() {
    double uniform = -StrictMath.expm1(-1); // -ln(1 - u) = 1, or as near as can be

    assertThat(new GumbelTopK(Double.POSITIVE_INFINITY).key(-5, uniform))
        .isEqualTo(new GumbelTopK(Double.POSITIVE_INFINITY).key(5, uniform));
  }

  @Test
  void keepsTheGreatestKeysOfTheWhole() {
    assertThat(policy().strata()).isEqualTo(SelectionPolicy.Strata.WHOLE);
    assertThat(policy().order()).isEqualTo(SelectionPolicy.Order.GUMBEL);
    assertThat(policy().nests()).isTrue();
    assertThat(new GumbelTopK().temperature()).isEqualTo(0.1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN})
  void refusesATemperatureThatIsNotAboveZero(double temperature) {
    assertThatThrownBy(() -> new GumbelTopK(temperature))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid temperature: %s (must be above 0)", temperature);
  }

  @Test
  void refusesValuesThatAreNotFiniteAndPlacesOutsideOfTheUnit() {
    assertThatThrownBy(() -> new GumbelTopK().key(Double.NaN, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid value: NaN (must be finite)");
    assertThatThrownBy(() -> new GumbelTopK().key(1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid u: 1.0 (must be in (0, 1))");
  }

  /** Some of equal value, some whose hashes differ by one. */
  private static List<Example> examples(SplittableRandom random) {
    long hash = random.nextLong();
    return IntStream.range(0, random.nextInt(60))
        .mapToObj(
            i ->
                new Example(
                    random.nextInt(-3, 4) / 2.0,
                    random.nextBoolean() ? random.nextLong() : hash + i))
        .toList();
  }

  /** The greatest first, ties by the hash as the job compares it. */
  private static List<Example> ordered(List<Example> examples, ToDoubleFunction<Example> by) {
    return examples.stream()
        .sorted(
            Comparator.comparingDouble(by)
                .reversed()
                .thenComparingLong(example -> example.hash() ^ Long.MIN_VALUE))
        .toList();
  }
}
