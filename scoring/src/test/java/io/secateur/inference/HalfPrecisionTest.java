package io.secateur.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.secateur.testing.HalfFloats;
import io.secateur.testing.OnnxModels;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HalfPrecisionTest {
  private static final int SIZE = 16;
  private static final ModelForm CLASSES =
      new ModelForm(new Reads.Floats("", SIZE), Gives.CLASS_LOGITS, "", 0);

  @TempDir private Path directory;
  private Path whole;
  private Path half;
  private float[][] weights;

  @BeforeEach
  void weigh() {
    whole = directory.resolve("model.onnx");
    half = directory.resolve("model_fp16.onnx");
    SplittableRandom random = new SplittableRandom(3);
    weights = new float[SIZE][2];
    for (float[] row : weights) {
      row[0] = (float) (random.nextDouble() - 0.5);
      row[1] = (float) (random.nextDouble() - 0.5);
    }
    OnnxModels.vectorClassifier(whole, weights, new float[2]);
  }

  @Test
  void aModelWithoutACopyHasNoDifference() {
    assertThat(HalfPrecision.of(directory, CLASSES)).isEmpty();
  }

  @Test
  void theCopyIsUsedOnlyWhereItIsAskedFor() {
    OnnxModels.halfVectorClassifier(half, new float[SIZE][2]); // all weights are 0

    List<float[]> ones = List.of(ones());
    assertThat(logits(Precision.FP32, ones)[0][0]).isNotZero();
    assertThat(logits(Precision.FP16, ones)[0]).containsExactly(0, 0);
  }

  @Test
  void aModelWithoutACopyRunsWithAllBits() {
    List<float[]> ones = List.of(ones());

    assertThat(logits(Precision.FP16, ones)).isDeepEqualTo(logits(Precision.FP32, ones));
  }

  @Test
  void theDifferenceIsThatOfTheWeightsRounded() {
    OnnxModels.halfVectorClassifier(half, weights);

    HalfPrecision found = HalfPrecision.of(directory, CLASSES).orElseThrow();

    double most = 0; // of a logit, whose inputs are in [-1, 1]
    for (float[] row : weights) {
      most += Math.max(error(row[0]), error(row[1]));
    }
    assertThat(found.difference()).isPositive().isLessThanOrEqualTo(most);
    assertThat(found.examples()).isEqualTo(8);
    assertThat(found.toString()).endsWith(" of a logit, on 8 examples");
  }

  @Test
  void whatComesOutInSixteenBitsIsRead() {
    OnnxModels.halfOutputClassifier(half, weights);
    List<float[]> ones = List.of(ones());

    float[] wide = logits(Precision.FP32, ones)[0];
    float[] narrow = logits(Precision.FP16, ones)[0];

    assertThat(narrow[0]).isNotEqualTo(wide[0]).isCloseTo(wide[0], within(0.01f));
    assertThat(narrow[1]).isCloseTo(wide[1], within(0.01f));
    assertThat(HalfPrecision.of(directory, CLASSES).orElseThrow().difference()).isLessThan(0.01);
  }

  @Test
  void embeddingsDifferInTheirCosine() {
    ModelForm form = new ModelForm(new Reads.Floats("", SIZE), Gives.EMBEDDING, "", 0);
    OnnxModels.vectorEmbedder(whole, weights);
    OnnxModels.halfVectorClassifier(half, weights);

    HalfPrecision found = HalfPrecision.of(directory, form).orElseThrow();

    assertThat(found.difference()).isNotNegative().isLessThan(1e-3);
    assertThat(found.toString()).endsWith(" of the cosine, on 8 examples");
  }

  @Test
  void aCopyThatOverflowsIsRefused() {
    float[][] large = new float[SIZE][2];
    large[0][0] = 1e6f;
    OnnxModels.halfVectorClassifier(half, large);

    assertThatThrownBy(() -> HalfPrecision.of(directory, CLASSES))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("model_fp16.onnx");
  }

  private float[][] logits(Precision precision, List<float[]> vectors) {
    Placement placement = new Placement(Device.CPU, precision, 1);
    try (Checkpoint checkpoint = Checkpoint.open(directory, CLASSES, placement);
        CheckpointSession session = checkpoint.newSession()) {
      return session.ofVectors(vectors, 8);
    }
  }

  private static float[] ones() {
    float[] ones = new float[SIZE];
    java.util.Arrays.fill(ones, 1);
    return ones;
  }

  private static double error(float weight) {
    return Math.abs((double) weight - HalfFloats.rounded(weight)) + 1e-6;
  }
}
