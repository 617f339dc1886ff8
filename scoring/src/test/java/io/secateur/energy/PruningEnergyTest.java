package io.secateur.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PruningEnergyTest {

  @Test
  void isProcessorTimePlusIdleCoresPlusMemoryTimesTheOverhead() {
    // 1.2 * (100 s * 3.2 W + 4 * 50 s * 1.14 W + 8 GB * 50 s * 0.392 W)
    Energy.Modelled energy = PruningEnergy.modelled(100, 50, 4, 8);

    assertThat(energy.joules()).isEqualTo(1.2 * (320 + 228 + 156.8), within(1e-9));
    assertThat(energy.model())
        .isEqualTo("100 CPU s on 4 cores and 8.0 GB for 50 s, published watts per core, PUE 1.2");
    assertThat(energy.origin()).isEqualTo("modelled");
  }

  @Test
  void aCoreThatIsBusyAllTheTimeTakesItsFullPower() {
    assertThat(PruningEnergy.modelled(10, 10, 1, 0).joules())
        .isEqualTo(1.2 * 10 * 4.34, within(1e-9));
  }

  @Test
  void nothingTakesNothing() {
    assertThat(PruningEnergy.modelled(0, 0, 4, 8).joules()).isZero();
  }
}
