package io.secateur.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PruningEnergyTest {

  @Test
  void isProcessorTimePlusIdleCoresPlusMemory() {
    // 100 s * 3.2 W + 4 * 50 s * 1.14 W + 8 GB * 50 s * 0.392 W
    Energy.Modelled energy = PruningEnergy.modelled(100, 50, 4, 8);

    assertThat(energy.joules()).isEqualTo(320 + 228 + 156.8, within(1e-9));
    assertThat(energy.model())
        .isEqualTo("100 CPU s on 4 cores and 8.0 GB for 50 s, published watts per core");
    assertThat(energy.origin()).isEqualTo("modelled");
  }

  @Test
  void coresThatCameAndWentAreAnAverage() {
    assertThat(PruningEnergy.modelled(100, 50, 2.5, 8).model()).contains(" on 2.5 cores ");
  }

  @Test
  void aCoreThatIsBusyAllTheTimeTakesItsFullPower() {
    assertThat(PruningEnergy.modelled(10, 10, 1, 0).joules()).isEqualTo(10 * 4.34, within(1e-9));
  }

  @Test
  void nothingTakesNothing() {
    assertThat(PruningEnergy.modelled(0, 0, 4, 8).joules()).isZero();
  }

  @Test
  void theFacilityTakesMoreThanItsNodesAndTheOriginStays() {
    assertThat(PruningEnergy.atTheFacility(new Energy.Measured(10, "rapl")))
        .isEqualTo(new Energy.Measured(12, "rapl, PUE 1.2"));
    assertThat(PruningEnergy.atTheFacility(new Energy.Modelled(10, "watts")))
        .isEqualTo(new Energy.Modelled(12, "watts, PUE 1.2"));
  }
}
