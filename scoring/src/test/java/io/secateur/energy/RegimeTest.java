package io.secateur.energy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RegimeTest {

  @Test
  void hasTheNamesOfTheConfiguration() {
    assertThat(Regime.values())
        .extracting(Regime::key)
        .containsExactly("fixed-epochs", "fixed-steps", "to-target", "unknown");
  }
}
