package io.secateur.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.secateur.energy.Energy;
import io.secateur.jobs.run.RunRecord.StageRecord;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RunEnergyTest {
  private static final StageEnergy MEASURED =
      StageEnergy.of(new Energy.Measured(10, "rapl package (1)"), null, "");
  private static final StageEnergy MODELLED =
      StageEnergy.of(new Energy.Modelled(5, "1 CPU s"), null, "rapl: no package on a");

  @Test
  void wasMeasuredIfThatOfEveryStageIs() {
    assertThat(RunEnergy.of(run(MEASURED, MEASURED)))
        .isEqualTo(new Energy.Measured(20, "rapl package (1)"));
  }

  @Test
  void isModelledIfThatOfAnyStageIs() {
    assertThat(RunEnergy.of(run(MEASURED, MODELLED, MEASURED)))
        .isEqualTo(
            new Energy.Modelled(
                25,
                "2 of 3 stages measured (rapl package (1)), 1 modelled (rapl: no package on a)"));
  }

  @Test
  void saysWhatWasModelledAndWhy() {
    assertThat(RunEnergy.of(run(MODELLED, MODELLED)))
        .isEqualTo(
            new Energy.Modelled(
                10, "4 CPU s in 6 s, published watts per core (rapl: no package on a)"));
  }

  @Test
  void recordsOfOlderVersionsAreModelledAsTheyWere() {
    RunRecord old = run((StageEnergy) null);

    // 2 CPU s * 3.2 W + 4 cores * 3 s * 1.14 W + 1 GB * 3 s * 0.392 W
    assertThat(old.took())
        .singleElement()
        .satisfies(
            took -> {
              assertThat(took.stage()).isEqualTo("read");
              assertThat(took.energy().joules()).isEqualTo(6.4 + 13.68 + 1.176, within(1e-9));
              assertThat(took.energy().missing()).isEqualTo("no counter was read");
            });
  }

  private static RunRecord run(@Nullable StageEnergy... energies) {
    return new RunRecord(
        "id",
        "name",
        "then",
        "now",
        Json.read("{}"),
        Map.of("cores", "4", "heap_bytes", "1000000000"),
        Json.read("{}"),
        Map.of(),
        Map.of(),
        Map.of(),
        java.util.Arrays.stream(energies).map(RunEnergyTest::stage).toList());
  }

  private static StageRecord stage(@Nullable StageEnergy energy) {
    return new StageRecord(
        "read", "", 3, 2, /* reused= */ false, Map.of(), Map.of(), List.of(), energy);
  }
}
