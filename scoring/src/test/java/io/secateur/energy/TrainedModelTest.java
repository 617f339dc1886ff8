package io.secateur.energy;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.testing.Serialized;
import org.junit.jupiter.api.Test;

class TrainedModelTest {

  @Test
  void anExampleCostsSixTimesParametersTimesTokensAndAttention() {
    // 6 * 1000 * 10 + 12 * 2 * 8 * 10^2
    assertThat(new TrainedModel("toy", 1_000, 2, 8).flop(10)).isEqualTo(60_000 + 19_200);
    assertThat(new TrainedModel("toy", 1_000, 0, 8).flop(10)).isEqualTo(60_000);
    assertThat(new TrainedModel("toy", 1_000, 2, 8).flop(0)).isZero();
  }

  @Test
  void attentionAddsWhatIsPublishedForSevenBillionParameters() {
    TrainedModel model = TrainedModel.named("llama-2-7b").orElseThrow();

    // A context of 2,048 adds 8 %.
    assertThat(model.flop(2_048) / (6 * model.parameters() * 2_048)).isBetween(1.075, 1.085);
  }

  @Test
  void smallIsBelowTwoHundredMillionParameters() {
    assertThat(TrainedModel.named("bert-base").orElseThrow().small()).isTrue();
    assertThat(TrainedModel.named("llama-3.2-1b").orElseThrow().small()).isFalse();
  }

  @Test
  void findsEveryPresetByItsNameAndNothingElse() {
    assertThat(TrainedModel.presets()).extracting(TrainedModel::name).doesNotHaveDuplicates();
    for (TrainedModel model : TrainedModel.presets()) {
      assertThat(TrainedModel.named(model.name())).contains(model);
    }
    assertThat(TrainedModel.named("gpt-5")).isEmpty();
    assertThat(Accelerator.presets()).extracting(Accelerator::name).doesNotHaveDuplicates();
    for (Accelerator device : Accelerator.presets()) {
      assertThat(Accelerator.named(device.name())).contains(device);
    }
    assertThat(Accelerator.named("abacus")).isEmpty();
  }

  @Test
  void presetsComeSmallestFirst() {
    assertThat(TrainedModel.presets()).extracting(TrainedModel::parameters).isSorted();
  }

  @Test
  void isItselfAfterSerialization() {
    TrainedModel model = TrainedModel.presets().get(0);

    assertThat(Serialized.copyOf(model)).isEqualTo(model);
  }
}
