package io.secateur.energy.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.secateur.energy.Accelerator;
import io.secateur.testing.Serialized;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class TrainedModelsTest {
  private static final Trainer PLAIN = Trainer.plain(1_000_000);

  @Test
  void aTextCostsSixTimesParametersTimesTokensAndAttention() {
    // 6 * 1000 * 10 + 12 * 2 * 8 * 10^2
    assertThat(cost(new LanguageModel("toy", 1_000, 2, 8), PLAIN).flop(Extent.text(10)))
        .isEqualTo(60_000 + 19_200);
    assertThat(cost(new LanguageModel("toy", 1_000, 0, 8), PLAIN).flop(Extent.text(10)))
        .isEqualTo(60_000);
    assertThat(cost(new LanguageModel("toy", 1_000, 2, 8), PLAIN).flop(Extent.text(0))).isZero();
  }

  @Test
  void attentionAddsWhatIsPublishedForSevenBillionParameters() {
    TrainedModel model = named("llama-2-7b");

    // A context of 2,048 adds 8 %.
    assertThat(cost(model, PLAIN).flop(Extent.text(2_048)) / (6 * model.parameters() * 2_048))
        .isBetween(1.075, 1.085);
  }

  @Test
  void aTextIsReadToTheContextAndNoFurther() {
    TrainingCost cost = cost(named("bert-base"), Trainer.plain(512));

    assertThat(cost.flop(Extent.text(5_000))).isEqualTo(cost.flop(Extent.text(512)));
  }

  @Test
  void packedWithoutAMaskATokenCostsTheSameWhateverItsText() {
    TrainingCost cost =
        cost(
            named("llama-2-7b"),
            new Trainer(Tuning.FULL, Packing.UNMASKED, 4_096, ClipPolicy.FULL, false));

    assertThat(cost.flop(Extent.text(100)) * 20)
        .isCloseTo(cost.flop(Extent.text(2_000)), Percentage.withPercentage(1e-9));
    assertThat(cost.flop(Extent.text(4_096)))
        .isEqualTo(cost(named("llama-2-7b"), Trainer.plain(4_096)).flop(Extent.text(4_096)));
  }

  @Test
  void adaptersSpareTheGradientsOfWeightsAndRecomputingCostsAForwardPassMore() {
    LanguageModel model = new LanguageModel("toy", 1_000, 2, 8);

    assertThat(cost(model, tuned(Tuning.LORA)).flop(Extent.text(10))).isEqualTo(40_000 + 19_200);
    assertThat(cost(model, tuned(Tuning.RECOMPUTE)).flop(Extent.text(10)))
        .isEqualTo(4.0 / 3 * (60_000 + 19_200));
  }

  @Test
  void anImageCostsSixTimesItsMultiplyAccumulates() {
    // torchvision: ResNet-50 4.089 GMAC, ViT-B/16 17.56 GMAC with patches and head.
    assertThat(cost(named("resnet-50"), PLAIN).flop(Extent.image(600, 900))).isEqualTo(6 * 4.089e9);
    assertThat(cost(named("vit-b-16"), PLAIN).flop(Extent.image(224, 224)))
        .isCloseTo(6 * 17.56e9, Percentage.withPercentage(2));
    assertThat(named("vit-b-16").parameters()).isCloseTo(86e6, Percentage.withPercentage(2));
  }

  @Test
  void imagesOfNativeSizeCostWhatTheyMeasure() {
    TrainedModel network = new ConvolutionalNetwork("own", 1e6, 1e9, 100, true);

    assertThat(cost(network, PLAIN).flop(Extent.image(200, 300))).isEqualTo(36e9);
    assertThat(cost(network, PLAIN).flop(Extent.text(5))).isEqualTo(6e9);
  }

  @Test
  void doublingTheFramesOfAWanClipMultipliesItsCostByWhatTheFormulaGives() {
    Extent one = Extent.clip(81, 720, 1280);
    Extent two = Extent.clip(161, 720, 1280);

    for (String model : new String[] {"wan-2.1-14b", "wan-2.1-1.3b"}) {
      TrainingCost cost = cost(named(model), PLAIN);
      double ratio = cost.modelFlop(two) / cost.modelFlop(one);
      System.out.printf("%s, 720p, 81 to 161 frames: x %.2f%n", model, ratio);
      assertThat(ratio).isBetween(3.25, 3.55); // neither 2 nor 4
      // The encoder is linear in frames, and pulls the ratio down where it is not cached.
      assertThat(cost.flop(two) / cost.flop(one)).isBetween(2.5, ratio);
    }
    assertThat(((VideoTransformer) named("wan-2.1-14b")).tokens(one)).isEqualTo(75_600);
    assertThat(((VideoTransformer) named("wan-2.1-14b")).tokens(two)).isEqualTo(147_600);
  }

  @Test
  void aForwardPassOfWanIsTheSumOfItsPublishedTerms() {
    double l = 75_600;
    double m = 512;
    double d = 5_120;
    double ffn = 13_824;
    double byHand =
        40 * (12 * l * d * d + 4 * m * d * d + 4 * l * d * ffn + 4 * l * l * d + 4 * l * m * d);

    assertThat(named("wan-2.1-14b").forward(Extent.clip(81, 720, 1280), PLAIN).total())
        .isCloseTo(byHand, Percentage.withPercentage(1e-9));
    assertThat(named("wan-2.1-14b").parameters()).isCloseTo(14e9, Percentage.withPercentage(2));
  }

  @Test
  void theClipPolicyDecidesWhetherLongClipsCostMore() {
    TrainedModel wan = named("wan-2.1-1.3b");
    Extent shorter = Extent.clip(49, 480, 832);
    Extent longer = Extent.clip(490, 480, 832);

    assertThat(ratio(wan, ClipPolicy.FULL, shorter, longer)).isGreaterThan(30);
    assertThat(ratio(wan, policy(ClipPolicy.Kind.CROP, 49), shorter, longer)).isEqualTo(1);
    assertThat(ratio(wan, policy(ClipPolicy.Kind.CHUNK, 49), shorter, longer))
        .isEqualTo(10, within(1e-9));
    assertThat(ratio(wan, policy(ClipPolicy.Kind.BUCKET, 17, 49, 97), shorter, longer))
        .isBetween(2.0, 3.5);
  }

  private static double ratio(TrainedModel model, ClipPolicy policy, Extent one, Extent other) {
    TrainingCost cost = cost(model, new Trainer(Tuning.FULL, Packing.MASKED, 512, policy, false));
    return cost.modelFlop(other) / cost.modelFlop(one);
  }

  private static ClipPolicy policy(ClipPolicy.Kind kind, Integer... frames) {
    return new ClipPolicy(kind, java.util.List.of(frames));
  }

  @Test
  void cachedLatentsAreEncodedInOneEpochOnly() {
    TrainedModel wan = named("wan-2.1-1.3b");
    Extent clip = Extent.clip(81, 480, 832);
    Trainer cached = new Trainer(Tuning.FULL, Packing.MASKED, 512, ClipPolicy.FULL, true);

    double each = new TrainingCost(wan, PLAIN, 10).encodingFlop(clip);
    double once = new TrainingCost(wan, cached, 10).encodingFlop(clip);

    assertThat(each).isEqualTo(wan.forward(clip, PLAIN).total());
    assertThat(once * 10).isCloseTo(each, Percentage.withPercentage(1e-9));
  }

  @Test
  void whatIsNotKnownOfAClipIsAsUsual() {
    TrainingCost cost = cost(named("wan-2.1-1.3b"), PLAIN);

    assertThat(cost.flop(Extent.text(7))).isEqualTo(cost.flop(Extent.clip(81, 480, 832)));
    assertThat(cost.flop(Extent.clip(Double.NaN, 0, -3)))
        .isEqualTo(cost.flop(Extent.clip(81, 480, 832)));
  }

  @Test
  void findsEveryPresetByItsNameAndNothingElse() {
    assertThat(TrainedModels.all()).extracting(TrainedModel::name).doesNotHaveDuplicates();
    for (TrainedModel model : TrainedModels.all()) {
      assertThat(TrainedModels.named(model.name())).contains(model);
      assertThat(Serialized.copyOf(model)).isEqualTo(model);
      assertThat(model.shape()).isNotBlank();
    }
    assertThat(TrainedModels.named("gpt-5")).isEmpty();
    assertThat(Accelerator.presets()).extracting(Accelerator::name).doesNotHaveDuplicates();
    for (Accelerator device : Accelerator.presets()) {
      assertThat(Accelerator.named(device.name())).contains(device);
    }
    assertThat(Accelerator.named("abacus")).isEmpty();
  }

  @Test
  void smallIsBelowTwoHundredMillionParameters() {
    assertThat(named("bert-base").isSmall()).isTrue();
    assertThat(named("vit-b-16").isSmall()).isTrue();
    assertThat(named("llama-3.2-1b").isSmall()).isFalse();
  }

  private static TrainedModel named(String name) {
    return TrainedModels.named(name).orElseThrow();
  }

  private static TrainingCost cost(TrainedModel model, Trainer trainer) {
    return new TrainingCost(model, trainer, 1);
  }

  private static Trainer tuned(Tuning tuning) {
    return new Trainer(tuning, Packing.MASKED, 1_000, ClipPolicy.FULL, false);
  }
}
