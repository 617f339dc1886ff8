package io.secateur.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.inference.ModelException;
import io.secateur.jobs.config.ConfigException;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.testing.Configs;
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
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Models and predictions that do not fit are refused before the long work, with a cure. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LearningErrorsTest {
  private static final String AUM = "score.scorers=[aum]";

  private Path folder = Path.of("");
  private Learners learners = new Learners(Path.of(""));

  @BeforeAll
  void layOut(@TempDir Path shared) {
    folder = shared;
    learners = new Learners(shared);
    learners.layOut();
  }

  @Test
  void aWrongInputName() {
    refuses(
        ModelException.class,
        "Cannot use %s/model.onnx: it has no input pixels (its inputs are features). Name one of them."
            .formatted(folder.resolve("learner")),
        AUM,
        "models.input.name=pixels",
        learners.checkpoints());
  }

  @Test
  void aPlanTriesTheModels() {
    assertThat(plan(learners.checkpoints()))
        .contains(
            "5 predict    by 2 checkpoints, tried: learner (2 classes), reference (2 classes)");
    assertThatThrownBy(() -> plan(learners.checkpoints(), "models.input.name=pixels"))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("Cannot use %s/model.onnx".formatted(folder.resolve("learner")));
  }

  private String plan(String... settings) {
    return Planning.of(
            TestSpark.session(),
            Configs.of(
                learners.examples(),
                folder.resolve("planned"),
                Stream.of(Learners.settings(settings), new String[] {AUM})
                    .flatMap(Arrays::stream)
                    .toArray(String[]::new)))
        .asText();
  }

  @Test
  void aWrongNumberOfClasses() {
    refuses(
        ModelException.class,
        "Cannot use %s/model.onnx: its output is 2 wide, and 3 classes are expected (both must be the same). Correct the number of classes, or take the model that was trained on them."
            .formatted(folder.resolve("learner")),
        AUM,
        "models.classes=[\"0\", \"1\", \"2\"]",
        learners.checkpoints());
  }

  @Test
  void aMissingTokenizer() {
    refuses(
        ModelException.class,
        "Cannot load the model in %s: it has no tokenizer.json. Put the model's tokenizer beside it."
            .formatted(folder.resolve("learner")),
        AUM,
        "models.input={kind = text, column = null}",
        learners.checkpoints());
  }

  @Test
  void aTruncatedFile() throws IOException {
    Path model = Files.createDirectories(folder.resolve("truncated"));
    byte[] whole = Files.readAllBytes(folder.resolve("learner/model.onnx"));
    Files.write(model.resolve("model.onnx"), Arrays.copyOf(whole, whole.length / 2));

    refusesBeginning(
        ModelException.class,
        "Cannot load %s/model.onnx: ".formatted(model),
        AUM,
        "models.checkpoints=[\"" + model + "\"]");
  }

  @Test
  void anUnreadablePath() {
    refuses(
        DataException.class,
        "Cannot load model %s: there is no such directory".formatted(folder.resolve("nowhere")),
        AUM,
        "models.checkpoints=[\"" + folder.resolve("nowhere") + "\"]");
    refusesBeginning(
        DataException.class,
        "Cannot read predictions %s: ".formatted(folder.resolve("nowhere")),
        AUM,
        "models.predictions=" + folder.resolve("nowhere"));
  }

  @Test
  void aLabelOutsideTheClasses() {
    refuses(
        DataException.class,
        "Cannot tell the classes: 1 problem\n  - 1 labels are outside models.classes (1)",
        AUM,
        "models.classes=[\"0\", ham]",
        learners.checkpoints());
  }

  @Test
  void aColumnThatIsNotThereOrOfAnotherType() {
    refuses(
        DataException.class,
        "Cannot run the checkpoints: 1 problem\n  - no column feature (models.input.column; there are id, text, label, features, others)",
        AUM,
        learners.checkpoints(),
        "models.input.column=feature");
    refuses(
        DataException.class,
        "Cannot run the checkpoints: 1 problem\n  - column text is string (models.input.column must be array<float>)",
        AUM,
        learners.checkpoints(),
        "models.input.column=text");
  }

  @Test
  void aModelConfWithMistakes() throws IOException {
    Path model = Files.createDirectories(folder.resolve("mistaken"));
    Files.copy(folder.resolve("learner/model.onnx"), model.resolve("model.onnx"));
    Files.writeString(model.resolve("model.conf"), "input { kind = flots }\noutput.kinds = x\n");

    assertThatThrownBy(() -> prune(AUM, "models.checkpoints=[\"" + model + "\"]"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("unknown key output.kinds (did you mean output.kind?)");
    Files.writeString(model.resolve("model.conf"), "input { kind = flots }\n");
    assertThatThrownBy(() -> prune(AUM, "models.checkpoints=[\"" + model + "\"]"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(
            "invalid model.input.kind: flots (must be one of text, image, floats; did you mean floats?)");
  }

  @Test
  void predictionsOfSeveralWidths() {
    Path uneven = folder.resolve("uneven.parquet");
    TestSpark.table(
            "id string, checkpoint string, logits array<float>",
            TestSpark.row("a", "one", new float[] {1, 2}),
            TestSpark.row("b", "one", new float[] {1, 2, 3}))
        .write()
        .parquet(uneven.toString());

    refuses(
        DataException.class,
        "Cannot read predictions %s: 1 problem\n  - checkpoint one has predictions of 2 to 3 logits (must be as many as there are classes, in all of them)"
            .formatted(uneven),
        AUM,
        "models.predictions=" + uneven);
  }

  @Test
  void predictionsWithoutTheColumns() {
    refuses(
        DataException.class,
        "Cannot read predictions %s: 2 problems\n  - no column checkpoint (must be string; there are id, text, label, features, others)\n  - no column logits nor token_nll (must have one; there are id, text, label, features, others)"
            .formatted(learners.examples()),
        AUM,
        "models.predictions=" + learners.examples());
  }

  @Test
  void aReferenceThatWasTrainedOnTheExamples() {
    Path keys = folder.resolve("trained.parquet");
    Row[] some = {TestSpark.row(Learners.key(3)), TestSpark.row(Learners.key(4))};
    TestSpark.table("key string", some).write().parquet(keys.toString());

    refuses(
        DataException.class,
        "Cannot score by predictions: 1 problem\n  - reducible_loss would leak: the reference reference was trained on 2 of the 60 examples that it predicted. Name one that was not, or bring no models, and a probe is cross-fitted",
        "score.scorers=[reducible_loss]",
        "models.learner=learner",
        "models.reference=reference",
        "models.trained-on={reference = \"" + keys + "\"}",
        learners.checkpoints());
  }

  @Test
  void labelIssuesByWhoeverMayHaveSeenTheLabels() {
    refuses(
        DataException.class,
        "Cannot score by predictions: 2 problems\n  - label_issue %1$s\n  - label_quality %1$s"
            .formatted(
                "needs predictions of a learner that was not trained on the examples, and none of the 2 checkpoints is known to be one (held_out must be true for all that it predicted)"),
        "score.scorers=[label_issue]",
        learners.checkpoints());
  }

  @Test
  void aReferenceThatIsTheLearner() {
    refuses(
        DataException.class,
        "Cannot score by predictions: 1 problem\n  - reducible_loss would be 0 everywhere: learner and reference are the same, learner",
        "score.scorers=[reducible_loss]",
        "models.learner=learner",
        "models.reference=learner",
        learners.checkpoints());
  }

  @Test
  void predictionsOfNobody() {
    Path nameless = folder.resolve("nameless.parquet");
    TestSpark.table(
            "id string, checkpoint string, logits array<float>",
            TestSpark.row("a", null, new float[] {1, 2}),
            TestSpark.row(null, "one", new float[] {1, 2}))
        .write()
        .parquet(nameless.toString());

    refuses(
        DataException.class,
        "Cannot read predictions %s: 1 problem\n  - 2 rows have no id or no checkpoint (both must be set)"
            .formatted(nameless),
        AUM,
        "models.predictions=" + nameless);
  }

  @Test
  void noKeysAtAll() {
    Path keys = folder.resolve("empty-keys.parquet");
    TestSpark.table("key string").write().parquet(keys.toString());

    refuses(
        DataException.class,
        "Cannot guard against leakage: %s holds no key, so that all would pass".formatted(keys),
        AUM,
        "models.trained-on={reference = \"" + keys + "\"}",
        learners.checkpoints());
  }

  @Test
  void keysThatAreNone() {
    Path keys = folder.resolve("no-keys.parquet");
    TestSpark.table("key string", TestSpark.row("abc")).write().parquet(keys.toString());

    refuses(
        DataException.class,
        "Cannot guard against leakage: %s holds a key that is none (must be 32 hexadecimal digits, as in 1-examples)"
            .formatted(keys),
        AUM,
        "models.trained-on={reference = \"" + keys + "\"}",
        learners.checkpoints());
    refuses(
        DataException.class,
        "Cannot guard against leakage: models.trained-on names teacher, which is no checkpoint (there are learner, reference, learner/first, learner/second, reference/first, reference/second)",
        AUM,
        "models.trained-on={teacher = \"" + keys + "\"}",
        learners.checkpoints());
  }

  @Test
  void earlyScoresByALearnerThatIsNotTrained() {
    Path untrained = folder.resolve("untrained.parquet");
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < Learners.EXAMPLES; i++) {
      rows.add(TestSpark.row(Learners.id(i), "seed-1/init", new float[] {0.5f, 0.25f}, 1.0));
      rows.add(TestSpark.row(Learners.id(i), "seed-2/epoch-0", new float[] {0.25f, 0.5f}, 1.0));
    }
    TestSpark.table(
            "id string, checkpoint string, logits array<float>, feature_norm double",
            rows.toArray(Row[]::new))
        .write()
        .parquet(untrained.toString());

    refuses(
        DataException.class,
        "Cannot score by predictions: 2 problems\n  - el2n needs a checkpoint from after training began; errors at step 0 (seed-1/init) tell nothing\n  - grand_last needs a checkpoint from after training began; gradients at step 0 (seed-1/init) tell nothing",
        "score.scorers=[el2n, grand_last]",
        "models.predictions=" + untrained);
  }

  @Test
  void aTargetWithoutItsColumn() throws IOException {
    Path target = folder.resolve("target.csv");
    Files.writeString(target, "body,title\nnumber 7,a\n");

    String wanted = "score.target={path = \"" + target + "\", format = csv, text = body}";
    refuses(
        DataException.class,
        "Cannot read the target %s: it has no column body of text (score.target.text; there are _c0, _c1). Set score.target.options.header = true if names are in the first line."
            .formatted(target),
        "score.scorers=[target_weight]",
        wanted);
    refuses(
        DataException.class,
        "Cannot read the target %s: it has no column bodies of text (score.target.text; there are body, title)"
            .formatted(target),
        "score.scorers=[target_weight]",
        wanted,
        "score.target.options.header=true",
        "score.target.text=bodies");
  }

  @Test
  void scorersWithoutWhatTheyRead() {
    assertThatThrownBy(() -> prune("score.scorers=[perplexity, target_weight, el2n]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "perplexity and ifd read a language model: set models.checkpoints or models.predictions")
        .hasMessageContaining("target_weight needs texts to aim at: set score.target.path")
        .hasMessageContaining(
            "some read predictions: set models.checkpoints or models.predictions, or embeddings.model for a probe");
  }

  private void refuses(Class<? extends Exception> kind, String message, String... settings) {
    assertThatThrownBy(() -> prune(settings)).isInstanceOf(kind).hasMessage(message);
    assertThat(folder.resolve("run"))
        .satisfiesAnyOf(
            run -> assertThat(run).doesNotExist(),
            run ->
                assertThat(run)
                    .isDirectoryNotContaining(path -> !path.endsWith(".building"))); // whole stages
  }

  private void refusesBeginning(
      Class<? extends Exception> kind, String message, String... settings) {
    assertThatThrownBy(() -> prune(settings)).isInstanceOf(kind).hasMessageStartingWith(message);
  }

  private void prune(String... settings) {
    Runs.prune(
        TestSpark.session(),
        learners.examples(),
        folder.resolve("run"),
        StageName.READ,
        Learners.settings(settings));
  }
}
