package io.secateur.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.testing.OnnxModels;
import io.secateur.testing.WordTokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models for whose batches memory does not suffice: the engine itself refuses it. */
class GreedyModelTest {
  private static final int SIZE = 3;
  private static final float[][] WEIGHTS = {{1, -2}, {0.5f, 3}, {-1, 0.25f}};
  private static final ModelForm VECTORS =
      new ModelForm(new Reads.Floats("", SIZE), Gives.CLASS_LOGITS, "", 0);
  private static final List<String> WORDS = List.of("red", "green", "blue", "[UNK]");
  private static final float[][] TABLE = {{1, 0}, {0, 1}, {-1, 2}, {3, 3}};

  @TempDir private Path directory;
  private Path onnx;

  @BeforeEach
  void name() {
    onnx = directory.resolve("model.onnx");
  }

  @Test
  void vectorsComeOutTheSameAndInOrderAtAnyBatchSize() {
    SplittableRandom random = new SplittableRandom(1);
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < 45; i++) {
      vectors.add(new float[] {random.nextInt(9), random.nextInt(9), random.nextInt(9)});
    }
    vectors.set(7, new float[] {Float.NaN, 0, 0});
    float[][] expected = vectors.stream().map(GreedyModelTest::logits).toArray(float[][]::new);
    expected[7] = new float[0];

    for (int most : List.of(2, 3, 5, 64)) {
      for (int batch : List.of(1, 4, 7, 32, 45)) {
        OnnxModels.greedyClassifier(onnx, most, WEIGHTS);
        try (Checkpoint checkpoint = Checkpoint.open(directory, VECTORS, 1);
            CheckpointSession session = checkpoint.newSession()) {
          assertThat(session.ofVectors(vectors, batch)).isDeepEqualTo(expected);
        }
      }
    }
  }

  @Test
  void whatSufficedOnceIsRememberedInThisJvm() {
    OnnxModels.greedyClassifier(onnx, 5, WEIGHTS);
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      vectors.add(new float[] {i, 0, 0});
    }
    try (Checkpoint checkpoint = Checkpoint.open(directory, VECTORS, 1);
        CheckpointSession session = checkpoint.newSession()) {
      assertThat(session.ofVectors(vectors, 32)).hasDimensions(32, 2);
    }
    // 32, 16 and 8 rows were too many
    try (Checkpoint again = Checkpoint.open(directory, VECTORS, 1)) {
      assertThat(again.network().limit().rows(32, SIZE)).isEqualTo(4);
    }
  }

  @Test
  void textsComeOutTheSameAtAnyBatchSize() {
    WordTokenizer.write(directory.resolve("tokenizer.json"), WORDS);
    SplittableRandom random = new SplittableRandom(2);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      int words = 1 + random.nextInt(40);
      StringBuilder text = new StringBuilder();
      for (int k = 0; k < words; k++) {
        text.append(WORDS.get(random.nextInt(3))).append(' ');
      }
      texts.add(text.toString());
    }
    OnnxModels.textEmbedder(onnx, TABLE);
    float[][] expected = embedded(texts, 32);

    for (int most : List.of(2, 6, 100)) {
      OnnxModels.greedyEmbedder(onnx, most, TABLE);
      for (int batch : List.of(1, 5, 60)) {
        assertThat(embedded(texts, batch)).isDeepEqualTo(expected);
      }
    }
  }

  @Test
  void anExampleThatIsTooLargeByItselfIsRefusedInWords() {
    OnnxModels.greedyClassifier(onnx, 1, WEIGHTS); // one example is run as two

    assertThatThrownBy(() -> Checkpoint.open(directory, VECTORS, 1))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith(
            "Cannot run %s on an example of 3 numbers: the memory of the CPU does not suffice for it alone: "
                .formatted(onnx))
        .hasMessageEndingWith(
            ". Use a device with more memory, or let the model read less of an example.");
  }

  private float[][] embedded(List<String> texts, int batchSize) {
    try (TextEmbedder embedder = TextEmbedder.open(directory, 64, 1);
        Session session = embedder.newSession()) {
      return session.embed(texts, batchSize);
    }
  }

  private static float[] logits(float[] vector) {
    float[] logits = new float[2];
    for (int c = 0; c < 2; c++) {
      for (int k = 0; k < SIZE; k++) {
        logits[c] += vector[k] * WEIGHTS[k][c];
      }
    }
    return logits;
  }
}
