package io.secateur.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdTest extends SelectionPolicyContract {

  @Override
  SelectionPolicy policy() {
    return new Threshold();
  }

  @Test
  void aScoreThatReachesTheBoundPasses() {
    Threshold threshold = new Threshold(0.3);

    assertThat(threshold.passes(0.3)).isTrue();
    assertThat(threshold.passes(Math.nextUp(0.3))).isTrue();
    assertThat(threshold.passes(Math.nextDown(0.3))).isFalse();
    assertThat(threshold.passes(Double.POSITIVE_INFINITY)).isTrue();
    assertThat(threshold.passes(Double.NEGATIVE_INFINITY)).isFalse();
    assertThat(threshold.passes(Double.NaN)).isFalse();
  }

  @Test
  void keepsTheGreatestValuesOfTheWhole() {
    assertThat(policy().strata()).isEqualTo(SelectionPolicy.Strata.WHOLE);
    assertThat(policy().order()).isEqualTo(SelectionPolicy.Order.VALUE);
    assertThat(new Threshold().atLeast()).isEqualTo(0.5);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void refusesABoundThatIsNotFinite(double bound) {
    assertThatThrownBy(() -> new Threshold(bound))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid threshold: %s (must be finite)", bound);
  }
}
