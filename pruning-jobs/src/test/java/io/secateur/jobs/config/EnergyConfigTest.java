package io.secateur.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.energy.Baseline;
import io.secateur.energy.Regime;
import io.secateur.energy.carbon.Intensity;
import io.secateur.energy.cost.ConvolutionalNetwork;
import io.secateur.energy.cost.Extent;
import io.secateur.energy.cost.VideoTransformer;
import io.secateur.energy.cost.VisionTransformer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnergyConfigTest {
  private static final String RUN = "run { name = a, output = b }, source.path = c\n";
  private static final String CODECARBON =
      """
      timestamp,project_name,run_id,duration,emissions,energy_consumed,country_name
      2024-04-01T11:37:44,"a, b",first,1434.4,0.3,12.5,France
      2024-04-02T11:37:44,"a, b",second,1434.4,0.3,13.5,France
      """;

  @TempDir private Path folder;

  @Test
  void theRegimeMustBeSaidBeforeARun() {
    EnergyConfig silent = read("");

    assertThat(silent.plan().regime()).isEqualTo(Regime.UNKNOWN);
    assertThatThrownBy(silent::requireRegime)
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Cannot start: 1 problem in the configuration\n"
                + "  - missing energy.regime (what fewer examples mean for the number of training"
                + " steps, and so whether pruning saves energy: fixed-epochs, fixed-steps,"
                + " to-target; or unknown, for a range that starts at 0)");
    read("energy.regime = unknown").requireRegime();
  }

  @Test
  void aTargetNeedsItsSteps() {
    refuses(
        "energy.regime = to-target",
        "invalid energy.steps-ratio: null (regime to-target needs it: steps of a training on the"
            + " pruned set over those of one on everything, as you measured them)");
    assertThat(read("energy { regime = to-target, steps-ratio = 1.1 }").plan().stepsRatio())
        .isEqualTo(1.1);
  }

  @Test
  void aModelOfYourOwnTakesThePlaceOfThePresets() {
    assertThat(
            read("energy.shape { kind = cnn, parameters = 1e6, macs = 2e9, size = 64 }")
                .cost()
                .model())
        .isEqualTo(new ConvolutionalNetwork("own network", 1e6, 2e9, 64, false));
    assertThat(
            read("energy.shape { kind = vit, layers = 2, width = 8, ffn = 32, patch = 4, size ="
                    + " 16, native-size = true }")
                .cost()
                .model())
        .isEqualTo(new VisionTransformer("own vision transformer", 2, 8, 32, 4, 16, true));
  }

  @Test
  void aShapeSaysWhatItLacksAndWhatItDoesNotHave() {
    refuses(
        "energy.shape { kind = text, parameters = 1e9, layer = 2 }",
        "run.conf: 2: invalid energy.shape: {kind=text, parameters=1000000000, layer=2} (kind text has"
            + " no layer; it has parameters, layers, width)",
        "run.conf: 2: invalid energy.shape: {kind=text, parameters=1000000000, layer=2} (kind text needs"
            + " layers, width too)");
    refuses(
        "energy.shape { kind = tree }",
        "run.conf: 2: invalid energy.shape: {kind=tree} (kind must be one of text, cnn, vit,"
            + " video)");
    refuses(
        "energy.shape { kind = text, parameters = many, layers = 1.5, width = 2 }",
        "run.conf: 2: invalid energy.shape: {kind=text, layers=1.5, width=2, parameters=many}"
            + " (parameters must be a number above 0)",
        "run.conf: 2: invalid energy.shape: {kind=text, layers=1.5, width=2, parameters=many}"
            + " (layers must be a whole number)");
  }

  @Test
  void aModelOfVideoNeedsItsClipPolicyItsLatentsAndALength() {
    refuses(
        "energy.model = wan-2.1-1.3b",
        "run.conf: 2: invalid energy.model: wan-2.1-1.3b (it reads video, but nothing tells how"
            + " long a clip is: set source.columns.frames or seconds)",
        "invalid energy.clips.policy: null (wan-2.1-1.3b reads video, and whether long clips cost"
            + " more depends on it: full, bucket, crop or chunk)",
        "invalid energy.clips.cached-latents: null (wan-2.1-1.3b reads latents: true if your"
            + " trainer makes them once, false if in every epoch)");
    EnergyConfig clips =
        read(
            "energy { model = wan-2.1-1.3b, clips { policy = bucket, frames = [49, 17],"
                + " cached-latents = false } }, source.columns.seconds = s");
    assertThat(((VideoTransformer) clips.cost().model()).usual().frames()).isEqualTo(81);
    assertThat(clips.cost().modelFlop(Extent.clip(40, 480, 832)))
        .isEqualTo(clips.cost().modelFlop(Extent.clip(17, 480, 832)));
  }

  @Test
  void framesFitTheClipPolicy() {
    for (String wrong :
        List.of("policy = crop", "policy = full, frames = [3]", "policy = bucket, frames = [0]")) {
      assertThatThrownBy(() -> read("energy.clips { %s }".formatted(wrong)))
          .as(wrong)
          .hasMessageContaining(
              "(must be frame counts of at least 1: none for full, one for crop and chunk, at least"
                  + " one for bucket)");
    }
  }

  @Test
  void anAcceleratorWithoutAnEightBitPeakCannotTrainInIt() {
    refuses(
        "energy { accelerator = a100-sxm-80, precision = fp8 }",
        "run.conf: 2: invalid energy.precision: fp8 (a100-sxm-80 has no published peak in it; set"
            + " energy.teraflops, or bf16)");
    assertThat(read("energy { accelerator = h100-sxm, precision = fp8 }").plan().peak())
        .isEqualTo(1979e12);
  }

  @Test
  void thereIsOneBaseline() {
    refuses(
        "energy.baseline { kwh = 3, accelerator-hours = 4 }",
        "run.conf: 2: invalid energy.baseline.kwh: 3 (give one baseline: kwh, accelerator-hours or"
            + " emissions-csv)");
    assertThat(read("energy.baseline.accelerator-hours = 4").plan().baseline())
        .isEqualTo(new Baseline.AcceleratorHours(4));
  }

  @Test
  void readsCodeCarbonsFile() throws IOException {
    Path file = Files.writeString(folder.resolve("emissions.csv"), CODECARBON);

    assertThat(
            read("energy.baseline { emissions-csv = \"%s\", run = second }".formatted(file))
                .plan()
                .baseline())
        .isEqualTo(new Baseline.Metered(13.5, Baseline.Boundary.NODES));
    assertThatThrownBy(() -> read("energy.baseline.emissions-csv = \"%s\"".formatted(file)))
        .hasMessageContaining(
            "(must have one row, or name it with energy.baseline.run; it has 2 (first, second))");
    assertThatThrownBy(
            () -> read("energy.baseline { emissions-csv = \"%s\", run = no }".formatted(file)))
        .hasMessageContaining("(must have one row of run no; it has 0)");
  }

  @Test
  void saysWhatIsWrongWithAFileThatIsNotCodeCarbons() throws IOException {
    Path other = Files.writeString(folder.resolve("other.csv"), "a,b\n1,2\n");
    Path broken =
        Files.writeString(folder.resolve("broken.csv"), "run_id,energy_consumed\nx,none\n");

    assertThatThrownBy(() -> read("energy.baseline.emissions-csv = \"%s\"".formatted(other)))
        .hasMessageContaining(
            "(must have the columns run_id and energy_consumed, as CodeCarbon writes them)");
    assertThatThrownBy(() -> read("energy.baseline.emissions-csv = \"%s\"".formatted(broken)))
        .hasMessageContaining("(must have an energy_consumed above 0, in kWh)");
    assertThatThrownBy(
            () ->
                read(
                    "energy.baseline.emissions-csv = \"%s\"".formatted(folder.resolve("none.csv"))))
        .hasMessageContaining("(cannot be read on the driver: ");
  }

  @Test
  void aRegionIsACountryOfTheTable() {
    assertThat(read("energy.region = fra").footprint().intensity())
        .isEqualTo(new Intensity("FRA", "France", 2023, 56.04));
    refuses(
        "energy.region = FRO",
        "run.conf: 2: invalid energy.region: FRO (must be a country of the table, such as FRA, USA"
            + " or WORLD; did you mean FRA?; `secateur list regions` shows all)");
  }

  private static EnergyConfig read(String lines) {
    return ConfigFile.read(RUN + lines, "run.conf", List.of()).energy();
  }

  private static void refuses(String lines, String... problems) {
    assertThatThrownBy(() -> read(lines))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Cannot start: %d problem%s in the configuration\n  - %s"
                .formatted(
                    problems.length,
                    problems.length == 1 ? "" : "s",
                    String.join("\n  - ", problems)));
  }
}
