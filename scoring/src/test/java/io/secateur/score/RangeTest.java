package io.secateur.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.score.Scorer.Range;
import org.junit.jupiter.api.Test;

class RangeTest {

  @Test
  void holdsItsEndsAndNeverNaN() {
    Range range = new Range(-1, 1);

    assertThat(range.holds(-1)).isTrue();
    assertThat(range.holds(1)).isTrue();
    assertThat(range.holds(Math.nextUp(1.0))).isFalse();
    assertThat(range.holds(Math.nextDown(-1.0))).isFalse();
    assertThat(range.holds(Double.NaN)).isFalse();
    assertThat(Range.REAL.holds(Double.POSITIVE_INFINITY)).isFalse();
    assertThat(Range.REAL.holds(-Double.MAX_VALUE)).isTrue();
  }

  @Test
  void printsWholeNumbersWithoutAPoint() {
    assertThat(new Range(-1, 1)).hasToString("[-1, 1]");
    assertThat(new Range(0, 0.5)).hasToString("[0, 0.5]");
    assertThat(Range.NOT_NEGATIVE).hasToString("[0, inf)");
    assertThat(Range.REAL).hasToString("(-inf, inf)");
  }
}
