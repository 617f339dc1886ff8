package io.secateur.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.secateur.example.EmbeddedPairs;
import io.secateur.example.Matrix;
import io.secateur.jobs.run.Json;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.testing.Learners;
import io.secateur.jobs.testing.Runs;
import io.secateur.jobs.testing.TestSpark;
import io.secateur.learnability.PairwiseLearnability;
import io.secateur.learnability.Towers;
import io.secateur.testing.OnnxModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole runs that score by what learners say: checkpoints, exported predictions, towers, targets.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LearningTest {
  private Path folder = Path.of("");
  private Learners learners = new Learners(Path.of(""));

  @BeforeAll
  void layOut(@TempDir Path shared) {
    folder = shared;
    learners = new Learners(shared);
    learners.layOut();
  }

  @Test
  void reducibleLossOfTwoCheckpointsIsWhatAComputationByHandGives() {
    Path run = folder.resolve("by-hand");
    prune(
        run,
        learners.checkpoints(),
        "models.learner=learner",
        "models.reference=reference",
        "score.scorers=[reducible_loss]");

    Map<String, Row> scores = byId(table(run, "2-scores"));
    assertThat(scores).hasSize(Learners.EXAMPLES);
    for (int i = 0; i < Learners.EXAMPLES; i++) {
      Row row = scores.getOrDefault(Learners.id(i), RowFactory.create());
      double learner = Learners.loss(Learners.learner(), i);
      double reference = Learners.loss(Learners.reference(), i);
      assertThat(row.<Double>getAs("learner_loss")).isEqualTo(learner, within(1e-5));
      assertThat(row.<Double>getAs("reference_loss")).isEqualTo(reference, within(1e-5));
      assertThat(row.<Double>getAs("reducible_loss")).isEqualTo(learner - reference, within(1e-5));
      assertThat(row.<Double>getAs("reducible_loss"))
          .isEqualTo(row.<Double>getAs("learner_loss") - row.<Double>getAs("reference_loss"));
    }
    assertThat(warnings(run))
        .containsExactly(
            "nobody knows whether the reference reference was trained on the examples; if it was, reducible_loss is too high for what it memorised");
  }

  @Test
  void exportedLogitsGiveTheLedgerThatInferenceGives() {
    String[] scorers = {
      "score.scorers=[label_issue, label_quality, aum, el2n]",
      "score.min-per-class=2",
      "select.drop-label-issues=true",
      "models.trained-on={reference = \"" + learners.keysOfOthers() + "\"}"
    };
    Path inferred = folder.resolve("inferred");
    prune(inferred, with(scorers, learners.checkpoints()));
    Path exported = folder.resolve("logits.parquet");
    table(inferred, "cache/predictions")
        .selectExpr("id", "checkpoint", "cast(logits as array<double>) logits", "held_out")
        .repartition(3)
        .write()
        .parquet(exported.toString());

    Path read = folder.resolve("read");
    prune(read, with(scorers, "models.predictions=" + exported));

    JsonNode one = record(inferred).at("/digests");
    JsonNode other = record(read).at("/digests");
    assertThat(other.get("4-decisions")).isEqualTo(one.get("4-decisions"));
    assertThat(other.get("2-scores")).isEqualTo(one.get("2-scores"));
    assertThat(table(read, "4-decisions").filter("reason = 'LABEL_ISSUE'").count()).isPositive();
  }

  @Test
  void scoresAgainWithoutInference() {
    Path run = folder.resolve("again");
    String guard = "models.trained-on={reference = \"" + learners.keysOfOthers() + "\"}";
    prune(run, learners.checkpoints(), guard, "score.scorers=[aum]");
    long before = size(run.resolve("cache/predictions"));

    Runs.prune(
        TestSpark.session(),
        learners.examples(),
        run,
        StageName.SCORE,
        Learners.settings(
            learners.checkpoints(), guard, "score.scorers=[cartography_confidence, el2n]"));

    assertThat(table(run, "2-scores").filter("cartography_confidence is not null").count())
        .isEqualTo(Learners.EXAMPLES);
    assertThat(table(run, "2-scores").filter("aum is not null").count()).isZero();
    assertThat(size(run.resolve("cache/predictions"))).isEqualTo(before);
  }

  @Test
  void towersGiveThePairwiseLearnabilityOfTheirEmbeddings() throws IOException {
    float[][][] weights = {
      {{1, 0}, {0, 1}, {1, 1}},
      {{0, 1}, {1, 0}, {1, -1}},
      {{1, 2}, {2, 1}, {0, 1}},
      {{1, 0}, {1, 1}, {0, 2}}
    };
    List<String> names = List.of("l1", "l2", "r1", "r2");
    for (int t = 0; t < names.size(); t++) {
      Path tower = Files.createDirectories(folder.resolve("towers").resolve(names.get(t)));
      OnnxModels.vectorEmbedder(tower.resolve("model.onnx"), weights[t]);
      Files.writeString(
          tower.resolve("model.conf"),
          "input { kind = floats, size = 3, column = %s }%noutput.kind = embedding%n"
              .formatted(t % 2 == 0 ? "features" : "others"));
    }
    Path run = folder.resolve("pairs");
    prune(
        run,
        "score.scorers=[pairwise_learnability]",
        "pairs.learner={first = \"%1$s/l1\", second = \"%1$s/l2\", scale = 4, bias = -1}"
            .formatted(folder.resolve("towers")),
        "pairs.reference={first = \"%1$s/r1\", second = \"%1$s/r2\", scale = 3, bias = 0.5}"
            .formatted(folder.resolve("towers")),
        "pairs.batch=1000",
        "models.trained-on={\"reference/first\" = \"" + learners.keysOfOthers() + "\"}");

    List<Matrix> embedded = new ArrayList<>();
    for (int t = 0; t < names.size(); t++) {
      List<float[]> rows = new ArrayList<>();
      for (int i = 0; i < Learners.EXAMPLES; i++) {
        rows.add(unit(t % 2 == 0 ? Learners.features(i) : Learners.others(i), weights[t]));
      }
      embedded.add(Matrix.ofRows(rows, 2));
    }
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < Learners.EXAMPLES; i++) {
      places.add(i); // all are in the batch
    }
    double[] expected =
        new PairwiseLearnability(
                new Towers(embedded.get(0), embedded.get(1), 4, -1),
                new Towers(embedded.get(2), embedded.get(3), 3, 0.5))
            .score(
                new EmbeddedPairs(
                    embedded.get(0), embedded.get(1), embedded.get(2), embedded.get(3), places));
    Map<String, Row> scores = byId(table(run, "2-scores"));
    for (int i = 0; i < Learners.EXAMPLES; i++) {
      assertThat(score(scores, Learners.id(i), "pairwise_learnability"))
          .isEqualTo(expected[i], within(1e-5));
    }
    assertThat(warnings(run))
        .containsExactly(
            "nobody knows whether the tower reference/second was trained on the examples (models.trained-on)");
  }

  @Test
  void textsLikeTheTargetWeighMore() {
    Path target = folder.resolve("target");
    TestSpark.table("body string", TestSpark.row("number 3 number 3"), TestSpark.row("3"))
        .write()
        .json(target.toString());
    Path run = folder.resolve("aimed");
    prune(
        run,
        "score.scorers=[target_weight]",
        "score.target={path = \"" + target + "\", format = json, text = body}");

    Map<String, Row> scores = byId(table(run, "2-scores"));
    assertThat(
            scores.values().stream()
                .max(Comparator.comparingDouble(row -> row.<Double>getAs("target_weight")))
                .map(row -> row.<String>getAs("id")))
        .contains(Learners.id(3));
  }

  @Test
  void aTargetMayBeCsvWithNamesInItsFirstLine() throws IOException {
    Path target = folder.resolve("target.csv");
    Files.writeString(target, "body;title\nnumber 7 number 7;a\n7;b\n");
    Path run = folder.resolve("aimed-csv");
    prune(
        run,
        "score.scorers=[target_weight]",
        "score.target={path = \"" + target + "\", format = csv, text = body}",
        "score.target.options={header = true, sep = \";\"}");

    assertThat(
            byId(table(run, "2-scores")).values().stream()
                .max(Comparator.comparingDouble(row -> row.<Double>getAs("target_weight")))
                .map(row -> row.<String>getAs("id")))
        .contains(Learners.id(7));
  }

  @Test
  void imagesGoThroughTheModelAsTheyAre() throws IOException {
    Path model = Files.createDirectories(folder.resolve("vision"));
    float[][] weights = new float[4][2];
    weights[0][1] = 1;
    OnnxModels.imageClassifier(model.resolve("model.onnx"), 1, 2, 2, weights, new float[] {0, 0});
    Files.writeString(
        model.resolve("model.conf"),
        "input { kind = image, column = photo, width = 2, height = 2, channels = gray, mean = [0], std = [1] }\n");
    Path source = folder.resolve("photos");
    TestSpark.table(
            "id string, text string, label string, photo binary",
            TestSpark.row("dark", "a dark one", "0", Learners.png(0)),
            TestSpark.row("light", "a light one", "1", Learners.png(255)),
            TestSpark.row("broken", "no image", "1", new byte[] {1, 2, 3}),
            TestSpark.row("none", "nothing at all", "1", null))
        .write()
        .parquet(source.toString());
    Path run = folder.resolve("seen");
    Runs.prune(
        TestSpark.session(),
        source,
        run,
        StageName.READ,
        "source.columns.label=label",
        "embeddings.model=none",
        "select.policy=random",
        "select.keep=1",
        "score.scorers=[aum]",
        "models.checkpoints=[\"" + model + "\"]");

    Map<String, Row> scores = byId(table(run, "2-scores"));
    assertThat(score(scores, "dark", "aum")).isEqualTo(0, within(1e-6));
    assertThat(score(scores, "light", "aum")).isEqualTo(1, within(1e-6));
    for (String unreadable : List.of("broken", "none")) {
      assertThat(scores.getOrDefault(unreadable, RowFactory.create()).<Double>getAs("aum"))
          .isNull();
    }
    assertThat(table(run, "4-decisions").filter("decision = 'keep'").count()).isEqualTo(4);
    assertThat(record(run).at("/counts/scored_aum").asLong()).isEqualTo(2);
  }

  private void prune(Path run, String... settings) {
    Runs.prune(
        TestSpark.session(), learners.examples(), run, StageName.READ, Learners.settings(settings));
  }

  private static String[] with(String[] settings, String... more) {
    String[] all = java.util.Arrays.copyOf(settings, settings.length + more.length);
    System.arraycopy(more, 0, all, settings.length, more.length);
    return all;
  }

  private static float[] unit(float[] vector, float[][] weights) {
    float[] embedded = new float[weights[0].length];
    double squares = 0;
    for (int d = 0; d < embedded.length; d++) {
      for (int k = 0; k < vector.length; k++) {
        embedded[d] += vector[k] * weights[k][d];
      }
      squares += (double) embedded[d] * embedded[d];
    }
    for (int d = 0; d < embedded.length; d++) {
      embedded[d] = (float) (embedded[d] / Math.sqrt(squares));
    }
    return embedded;
  }

  private static double score(Map<String, Row> scores, String id, String scorer) {
    return scores.getOrDefault(id, RowFactory.create()).<Double>getAs(scorer);
  }

  private static Map<String, Row> byId(Dataset<Row> table) {
    Map<String, Row> rows = new HashMap<>();
    table.collectAsList().forEach(row -> rows.put(row.getAs("id"), row));
    return rows;
  }

  private static Dataset<Row> table(Path run, String name) {
    return TestSpark.session().read().parquet(run.resolve(name).toString());
  }

  private static JsonNode record(Path run) {
    try {
      return Json.read(Files.readString(run.resolve("run.json")));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<String> warnings(Path run) {
    List<String> warnings = new ArrayList<>();
    record(run)
        .get("stages")
        .forEach(stage -> stage.get("warnings").forEach(one -> warnings.add(one.asText())));
    return warnings;
  }

  private static long size(Path directory) {
    try (var files = Files.list(directory)) {
      return files.mapToLong(file -> file.toFile().lastModified()).sum();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
