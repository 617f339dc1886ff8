package io.secateur.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.secateur.testing.Trials;
import org.junit.jupiter.api.Test;

class LogSumExpTest {
  private final LogSumExp logSumExp = new LogSumExp();

  @Test
  void isThatOfTheTextbook() {
    Trials.forAll(
        trial -> {
          float[] values = ByHand.vector(trial.nextInt(1, 300), trial);
          float scale = (float) Math.pow(10, trial.nextDouble(-3, 2.5));
          double sum = 0;
          for (int i = 0; i < values.length; i++) {
            values[i] *= scale;
            sum += Math.exp(values[i]);
          }
          double expected = Math.log(sum);

          double tolerance = 1e-13 * Math.max(1, Math.abs(expected));
          assertThat(logSumExp.of(values)).isEqualTo(expected, within(tolerance));
        });
  }

  @Test
  void neitherOverflowsNorUnderflows() {
    assertThat(logSumExp.of(new float[] {3e38f, 3e38f, 0})).isEqualTo(3e38f);
    assertThat(logSumExp.of(new float[] {-2_000, -2_000}))
        .isEqualTo(-2_000 + Math.log(2), within(1e-12));
    assertThat(logSumExp.of(new float[] {0, -3e38f, Float.NEGATIVE_INFINITY})).isZero();
  }

  @Test
  void isNotANumberWhereAValueIsNone() {
    assertThat(logSumExp.of(new float[] {0, Float.NaN})).isNaN();
    assertThat(logSumExp.of(new float[] {Float.POSITIVE_INFINITY, 0})).isNaN();
    assertThat(logSumExp.of(new float[] {Float.NEGATIVE_INFINITY})).isNaN();
  }
}
