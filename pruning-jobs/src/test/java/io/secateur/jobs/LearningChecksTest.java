package io.secateur.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.jobs.run.DataException;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.testing.Learners;
import io.secateur.jobs.testing.Runs;
import io.secateur.jobs.testing.TestSpark;
import io.secateur.testing.OnnxModels;
import io.secateur.testing.WordTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is known once the examples were read is checked before anything is embedded. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LearningChecksTest {
  private static final String TOO_LARGE =
      "Cannot train the probe: 25,000,000 heads for 2 classes take 1,716 MiB (at most 512). Lower probe.seeds, probe.epochs or probe.hidden.";

  private Path folder = Path.of("");
  private Learners learners = new Learners(Path.of(""));

  @BeforeAll
  void layOut(@TempDir Path shared) throws IOException {
    folder = shared;
    learners = new Learners(shared);
    learners.layOut();
    Path model = Files.createDirectories(folder.resolve("embedder"));
    WordTokenizer.writeWithSpecials(
        model.resolve("tokenizer.json"), List.of("[UNK]", "[CLS]", "[SEP]", "number"));
    float[][] table = {
      {1, 0, 0, 0, 0, 0, 0, 0},
      {0, 1, 0, 0, 0, 0, 0, 0},
      {0, 0, 1, 0, 0, 0, 0, 0},
      {0, 0, 0, 1, 0, 0, 0, 1}
    };
    OnnxModels.textEmbedder(model.resolve("model.onnx"), table);
  }

  @Test
  void aProbeThatHasNoRoomIsRefusedBeforeAnythingIsEmbedded() {
    StringBuilder said = new StringBuilder();

    assertThatThrownBy(() -> prune("probe", StageName.READ, said, "probe.seeds=500000"))
        .isInstanceOf(DataException.class)
        .hasMessage(TOO_LARGE);

    assertThat(said).doesNotContain("1 read");
  }

  @Test
  void aProbeThatHasNoRoomIsRefusedByTheEmbeddingsThatAreThere() {
    prune("embedded", StageName.READ, new StringBuilder(), "probe.seeds=1");

    assertThatThrownBy(
            () -> prune("embedded", StageName.PREDICT, new StringBuilder(), "probe.seeds=500000"))
        .isInstanceOf(DataException.class)
        .hasMessage(TOO_LARGE);
  }

  private void prune(String run, StageName from, StringBuilder said, String... settings) {
    Runs.prune(
        TestSpark.session(),
        learners.examples(),
        folder.resolve(run),
        from,
        said,
        Learners.settings(
            java.util.stream.Stream.concat(
                    java.util.stream.Stream.of(
                        "embeddings.model=" + folder.resolve("embedder"),
                        "semantic-duplicates.enabled=false",
                        "score.scorers=[label_quality]",
                        "probe.hidden=0",
                        "models.input={kind = text, column = null}"),
                    java.util.Arrays.stream(settings))
                .toArray(String[]::new)));
  }
}
