package io.secateur.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.run.Json;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.testing.Learners;
import io.secateur.jobs.testing.Runs;
import io.secateur.jobs.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
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
  void layOut(@TempDir Path shared) {
    folder = shared;
    learners = new Learners(shared);
    learners.layOut();
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

  @Test
  void aRunThatReadTextsOtherwiseGuardsNothing() {
    Path other = folder.resolve("other");
    pruneBy(
        other,
        "score.scorers=[aum]",
        learners.checkpoints(),
        "source.columns.text=[text, label]",
        "source.text-separator=\" | \"",
        "source.lower-case=true");
    String guard = "models.trained-on={reference = \"" + other + "\"}";

    assertThatThrownBy(
            () ->
                pruneBy(
                    folder.resolve("guarded"),
                    "score.scorers=[aum]",
                    learners.checkpoints(),
                    guard))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot guard against leakage by the run in %s, whose keys are of other texts: source.columns.text is [text, label] there and text here; source.lower-case is true there and false here. Set them alike, or name a Parquet table with a column key, of the texts as they are read here."
                .formatted(other));
    assertThatThrownBy(
            () ->
                pruneBy(
                    folder.resolve("guarded"),
                    "score.scorers=[aum]",
                    learners.checkpoints(),
                    guard,
                    "source.columns.text=[text, label]",
                    "source.lower-case=true"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot guard against leakage by the run in %s, whose keys are of other texts: source.text-separator is [ | ] there and \\n\\n here. Set them alike, or name a Parquet table with a column key, of the texts as they are read here."
                .formatted(other));
  }

  @Test
  void aCheckpointThatKnowsSomeExamplesIsLeftOutAndSaidToBe() throws IOException {
    Path trained = folder.resolve("trained");
    pruneBy(trained, "score.scorers=[aum]", learners.checkpoints(), "select.keep=0.25");
    Path run = folder.resolve("partly");
    String known = "reference = \"%s\"".formatted(trained);
    pruneBy(
        run,
        "score.scorers=[label_issue]",
        learners.checkpoints(),
        "models.trained-on={%s, learner = \"%s\"}".formatted(known, learners.keysOfOthers()));

    JsonNode record = Json.read(Files.readString(run.resolve("run.json")));
    assertThat(record.at("/counts/trained_on_reference").asLong()).isEqualTo(15);
    assertThat(record.at("/counts/trained_on_learner").asLong(-1)).isZero();
    List<String> warnings = new ArrayList<>();
    record
        .get("stages")
        .forEach(stage -> stage.get("warnings").forEach(one -> warnings.add(one.asText())));
    assertThat(warnings)
        .containsExactly(
            "the checkpoint reference was trained on 15 of the 60 examples that it predicted, so that label_issue and label_quality leave it out");
    assertThatThrownBy(
            () ->
                pruneBy(
                    folder.resolve("none"),
                    "score.scorers=[label_quality]",
                    learners.checkpoints(),
                    "models.trained-on={%s}".formatted(known)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot score by predictions: 1 problem\n  - label_quality needs predictions of a learner that was not trained on the examples, and none of the 2 checkpoints is known to be one (held_out must be true for all that it predicted); reference was trained on 15 of the 60 examples that it predicted");
  }

  private void pruneBy(Path run, String... settings) {
    Runs.prune(
        TestSpark.session(), learners.examples(), run, StageName.READ, Learners.settings(settings));
  }

  private void prune(String run, StageName from, StringBuilder said, String... settings) {
    Runs.prune(
        TestSpark.session(),
        learners.examples(),
        folder.resolve(run),
        from,
        said,
        Learners.settings(
            Stream.concat(
                    Stream.of(
                        "embeddings.model=" + learners.embedder(),
                        "semantic-duplicates.enabled=false",
                        "score.scorers=[label_quality]",
                        "probe.hidden=0",
                        "models.input={kind = text, column = null}"),
                    Arrays.stream(settings))
                .toArray(String[]::new)));
  }
}
