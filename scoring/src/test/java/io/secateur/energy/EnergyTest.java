package io.secateur.energy;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.testing.Serialized;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnergyTest {

  @Test
  void everyFigureSaysByItsTypeHowItIsKnown() {
    assertThat(new Energy.Measured(1, "rapl").origin()).isEqualTo("measured");
    assertThat(new Energy.Modelled(1, "watts times time").origin()).isEqualTo("modelled");
    assertThat(new Energy.Assumed(1, "averages").origin()).isEqualTo("assumed");
    assertThat(new Energy.Given(1, "energy.pruning").origin()).isEqualTo("given");
    assertThat(new Energy.Unknown("no counter").origin()).isEqualTo("unknown");
  }

  @Test
  void isItselfAfterSerialization() {
    List<Energy> all = List.of(new Energy.Measured(1, "rapl"), new Energy.Unknown("no counter"));

    assertThat(Serialized.copyOf(all)).isEqualTo(all);
  }
}
