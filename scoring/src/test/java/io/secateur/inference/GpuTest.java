package io.secateur.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real GPU: run with {@code -Pcuda} on a machine that has one. */
@Tag("gpu")
class GpuTest {
  private static final int MAX_TOKENS = 64;
  private static final Placement ON_GPU = new Placement(Device.gpu(0), Precision.FP32, 1);

  @TempDir private Path directory;

  @BeforeEach
  void needAGpu() throws IOException {
    Optional<String> missing = Cuda.missing();
    Assumptions.assumeTrue(missing.isEmpty(), () -> "no GPU: " + missing.orElse(""));
    BuiltinModels.copyTo("all-minilm-l6-v2", directory);
  }

  @Test
  void embeddingsAreThoseOfTheProcessorWithinATolerance() {
    float[][] cpu = embedded(Placement.cpu(2), 32);

    for (int batch : List.of(1, 8, 256)) {
      float[][] gpu = embedded(ON_GPU, batch);
      for (int i = 0; i < cpu.length; i++) {
        double dot = 0;
        for (int k = 0; k < cpu[i].length; k++) {
          dot += (double) cpu[i][k] * gpu[i][k];
        }
        assertThat(dot).as("cosine of text %d", i).isCloseTo(1, within(1e-4));
      }
    }
  }

  @Test
  void whatABatchTakesTooMuchIsFoundAndHalved() {
    try (TextEmbedder embedder = TextEmbedder.open(directory, 512, ON_GPU);
        Session session = embedder.newSession()) {
      List<String> long512 = new ArrayList<>();
      for (int i = 0; i < 20_000; i++) {
        long512.add("word ".repeat(600) + i);
      }
      assertThat(session.embed(long512, 20_000)).hasDimensions(20_000, 384);
    }
  }

  private float[][] embedded(Placement placement, int batchSize) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      texts.add("some words ".repeat(i % 20) + "and the number " + i);
    }
    try (TextEmbedder embedder = TextEmbedder.open(directory, MAX_TOKENS, placement);
        Session session = embedder.newSession()) {
      assertThat(embedder.device()).isEqualTo(placement.device());
      return session.embed(texts, batchSize);
    }
  }
}
