package io.secateur.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.energy.Energy;
import io.secateur.jobs.energy.Counted;
import io.secateur.jobs.energy.Counted.Share;
import io.secateur.jobs.energy.Reading;
import io.secateur.jobs.energy.Reading.Absent;
import io.secateur.jobs.energy.Reading.Joules;
import io.secateur.jobs.run.StageEnergy;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is measured, what is modelled, and what is said of it. */
class MeteringTest {
  private static final Energy.Modelled MODEL = new Energy.Modelled(100, "9 CPU s");

  @Test
  void countersOfAllPartsAreAMeasurement() {
    assertThat(energy(new Joules(40), new Joules(60)))
        .isEqualTo(
            new StageEnergy(
                100,
                "measured",
                "rapl package (2), nvml energy (1); whole nodes, whatever else ran on them",
                null,
                40,
                60.0));
  }

  @Test
  void withoutAcceleratorsTheirEnergyIsNoNumber() {
    assertThat(energy(new Joules(40), null).gpuJoules()).isNull();
    assertThat(energy(new Joules(40), null).wasMeasured()).isTrue();
  }

  @Test
  void processorsWithoutACounterAreModelledBesideMeasuredAccelerators() {
    StageEnergy energy = energy(new Absent("rapl: no package on a"), new Joules(60));

    assertThat(energy)
        .isEqualTo(
            new StageEnergy(
                160, "modelled", "9 CPU s, nvml energy (1)", "rapl: no package on a", 100, 60.0));
    assertThat(Metering.warning(energy)).isEmpty();
  }

  @Test
  void acceleratorsWithoutACounterAreNotNothing() {
    StageEnergy energy = energy(new Joules(40), new Absent("nvml: GPU 0: there is no NVML on a"));

    assertThat(energy.origin()).isEqualTo("modelled");
    assertThat(energy.gpuJoules()).isNull();
    assertThat(energy.missing()).isEqualTo("nvml: GPU 0: there is no NVML on a; GPU not included");
    assertThat(Metering.warning(energy))
        .contains(
            "the energy of the pruning is too low: nvml: GPU 0: there is no NVML on a; GPU not"
                + " included");
  }

  @Test
  void acceleratorsThatSparkAssignedAndNobodyReadsAreMissing() {
    StageEnergy energy =
        Metering.of(
            new Counted(
                Optional.of(new Share(new Joules(40), "rapl package (2)")), Optional.empty()),
            MODEL,
            /* gpus= */ true);

    assertThat(energy.origin()).isEqualTo("modelled");
    assertThat(energy.missing()).isEqualTo("no counter of the GPU; GPU not included");
  }

  @Test
  void withoutAnyCounterAllIsModelled() {
    assertThat(energy(new Absent("rapl: no package on a"), null))
        .isEqualTo(new StageEnergy(100, "modelled", "9 CPU s", "rapl: no package on a", 100, null));
  }

  private static StageEnergy energy(Reading cpu, @Nullable Reading gpu) {
    return Metering.of(
        new Counted(
            Optional.of(new Share(cpu, "rapl package (2)")),
            Optional.ofNullable(gpu).map(reading -> new Share(reading, "nvml energy (1)"))),
        MODEL,
        /* gpus= */ gpu != null);
  }
}
