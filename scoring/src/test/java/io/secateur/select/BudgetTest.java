package io.secateur.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.testing.Serialized;
import io.secateur.testing.Trials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetTest {

  @ParameterizedTest
  @CsvSource({
    "0.29, 100, 29", // in binary, 0.29 * 100 is 28.999999999999996
    "0.57, 100, 57",
    "0.3, 10, 3",
    "0.145, 1000, 145",
    "0.29, 1000000000, 290000000",
    "0.123456789, 1000000000, 123456789",
    "1, 7, 7",
    "0.5, 1, 1", // halves go up
    "0.5, 3, 2",
    "0.49, 1, 0",
    "0.3, 0, 0",
    "1e-9, 1000000000, 1",
    "4.9e-324, 9223372036854775807, 0",
    "1, 9223372036854775807, 9223372036854775807"
  })
  void aFractionIsTheDecimalNumberThatItPrintsAs(double fraction, long remaining, long examples) {
    assertThat(new Budget.Fraction(fraction).examples(remaining)).isEqualTo(examples);
  }

  @Test
  void aSumOfFractionsIsTheNumberThatItPrintsAsToo() {
    assertThat(new Budget.Fraction(0.1 + 0.2).examples(1_000_000_000)).isEqualTo(300_000_000);
  }

  @Test
  void aFractionNeverKeepsMoreThanThereIsAndABiggerOneNeverLess() {
    Trials.forAll(
        random -> {
          double fraction = 1 - random.nextDouble();
          double bigger = Math.min(1, fraction + random.nextDouble(0.1));
          long remaining = random.nextLong(Long.MAX_VALUE);

          assertThat(new Budget.Fraction(fraction).examples(remaining)).isBetween(0L, remaining);
          assertThat(new Budget.Fraction(bigger).examples(remaining))
              .isBetween(new Budget.Fraction(fraction).examples(remaining), remaining);
        });
  }

  @Test
  void aCountIsItselfOrAllThereIs() {
    assertThat(new Budget.Examples(30).examples(100)).isEqualTo(30);
    assertThat(new Budget.Examples(30).examples(20)).isEqualTo(20);
    assertThat(new Budget.Examples(0).examples(20)).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.3, 1.0000001, 30, Double.NaN})
  void refusesAFractionOutOfRange(double fraction) {
    assertThatThrownBy(() -> new Budget.Fraction(fraction))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid fraction: %s (must be in (0, 1])", fraction);
  }

  @Test
  void refusesANegativeCount() {
    assertThatThrownBy(() -> new Budget.Examples(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid count: -1 (must be at least 0)");
  }

  @Test
  void printsAsPeopleSayIt() {
    assertThat(new Budget.Fraction(0.3)).hasToString("0.3 of what the duplicates left");
    assertThat(new Budget.Examples(300)).hasToString("300 examples");
  }

  @Test
  void isItselfAfterSerialization() {
    assertThat(Serialized.copyOf(new Budget.Fraction(0.3))).isEqualTo(new Budget.Fraction(0.3));
    assertThat(Serialized.copyOf(new Budget.Examples(3))).isEqualTo(new Budget.Examples(3));
  }
}
