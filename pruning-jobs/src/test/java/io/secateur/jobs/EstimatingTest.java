package io.secateur.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.jobs.cli.Actions.EstimateArguments;
import io.secateur.jobs.config.ConfigException;
import java.util.List;
import org.junit.jupiter.api.Test;

class EstimatingTest {

  @Test
  void fromAShareAloneItSaysWhatShareOfTheEnergyGoes() {
    assertThat(estimate(0, Double.NaN, "energy.regime=unknown").asText())
        .contains(
            "Pruning 40.0 % of the examples saves between nothing, if the number of steps stays,"
                + " and 38 % (37 to 40) of a training's energy, if the number of epochs does.",
            "saved, of one training          38 % (37 to 40)                       0 % (0 to 0)",
            "For kilowatt-hours, say how much there is (--examples with --tokens",
            "A random choice of as many examples saves as much",
            "Inference energy is unchanged")
        .doesNotContain("Wh (");
  }

  @Test
  void fixedStepsSaveNothingAndItSaysSo() {
    assertThat(estimate(0, Double.NaN, "energy.regime=fixed-steps").asText())
        .startsWith(
            "Pruning 40.0 % of the examples saves nothing at a fixed number of steps: each step"
                + " costs what it did.\n");
  }

  @Test
  void withWhatThereIsItSaysKilowattHours() {
    assertThat(
            estimate(
                    1_000_000,
                    500,
                    "energy.regime=fixed-epochs",
                    "energy.model=llama-3.1-8b",
                    "energy.max-tokens=2048",
                    "energy.region=SWE",
                    "energy.price=0.1")
                .asText())
        .contains(
            "one training on everything",
            "accelerator-hours, everything",
            "The spread comes from: utilisation",
            "net, CO2 equivalent",
            "Carbon: Sweden, 2023: 40.7 g of CO2 equivalent a kWh, location-based average; Ember",
            "net, EUR")
        .doesNotContain("For kilowatt-hours");
  }

  @Test
  void aMeasuredBaselineIsTakenAsItIs() {
    Estimating measured =
        estimate(0, Double.NaN, "energy.regime=fixed-epochs", "energy.baseline.kwh=1000");

    assertThat(measured.absolute()).isTrue();
    assertThat(measured.energy().fixedEpochs().full().low()).isEqualTo(3.6e9);
    assertThat(measured.asText())
        .contains(
            "one training on everything      1.0 MWh (1.0 MWh to 1.0 MWh)",
            "1,000.0 kWh that you measured; boundary of the meter: facility");
  }

  @Test
  void clipsCostByTheirFrames() {
    String[] wan = {
      "energy.regime=fixed-epochs", "energy.model=wan-2.1-14b", "energy.clips.policy=full"
    };

    double shorter = clips(81, wan).energy().fixedEpochs().full().median();
    double longer = clips(161, wan).energy().fixedEpochs().full().median();

    assertThat(longer / shorter).isBetween(2.6, 3.5);
  }

  private static Estimating clips(double frames, String... settings) {
    return Estimating.of(
        new EstimateArguments(List.of(settings), 0.4, 1_000, Double.NaN, frames, 720, 1280, 0));
  }

  @Test
  void asksForTheClipPolicyOfAModelThatReadsVideo() {
    assertThatThrownBy(() -> estimate(10, 5, "energy.regime=unknown", "energy.model=wan-2.1-14b"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Cannot start: 1 problem in the configuration\n"
                + "  - invalid energy.clips.policy: null (wan-2.1-14b reads video, and whether long"
                + " clips cost more depends on it: full, bucket, crop or chunk)");
  }

  private static Estimating estimate(long examples, double tokens, String... settings) {
    return Estimating.of(
        new EstimateArguments(
            List.of(settings),
            0.4,
            examples,
            tokens,
            Double.NaN,
            Double.NaN,
            Double.NaN,
            /* pruningKwh= */ 0));
  }
}
