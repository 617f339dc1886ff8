package io.secateur.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.secateur.jobs.run.Json;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.testing.Runs;
import io.secateur.jobs.testing.TestSpark;
import io.secateur.testing.OnnxModels;
import io.secateur.testing.WordTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole run that scores by a language model, whose losses are worked out by hand. */
class LanguageScoresTest {
  private static final List<String> WORDS = List.of("[UNK]", "red", "fox", "blue", "sky");
  private static final int RED = 1;
  private static final int FOX = 2;
  private static final int BLUE = 3;
  private static final int SKY = 4;

  /** By the token before. */
  private static final float[][] TABLE = {
    {0, 0, 0, 0, 0}, {0, 0, 3, 0, 0}, {0, 1, 0, 0, 0}, {0, 0, 0, 0, 2}, {0, 0.5f, 0, 0, 0}
  };

  /** By its place, so that a prompt before an answer makes a difference to it. */
  private static final float[][] PLACES = new float[256][WORDS.size()];

  static {
    PLACES[1] = new float[] {0, 1, -1, 0, 0};
    PLACES[2] = new float[] {0, -2, 2, 0.5f, 0};
    PLACES[3] = new float[] {0, 0, 0, 1, -1};
  }

  @TempDir private Path folder;

  @Test
  void givesPerplexityAndIfdByHand() throws IOException {
    Path run = folder.resolve("run");
    Runs.prune(
        TestSpark.session(),
        prompts(),
        run,
        StageName.READ,
        "embeddings.model=none",
        "select.policy=random",
        "select.keep=1",
        "score.scorers=[perplexity, ifd]",
        "models.checkpoints=[\"" + model() + "\"]",
        "models.output.kind=next-token-logits",
        "models.prompt=prompt",
        "models.answer=answer");

    Map<String, Row> scores = new HashMap<>();
    TestSpark.session()
        .read()
        .parquet(run.resolve("2-scores").toString())
        .collectAsList()
        .forEach(row -> scores.put(row.getAs("id"), row));
    assertScore(scores, "a", "perplexity", Math.exp(nll(0, RED, FOX)));
    assertScore(scores, "c", "perplexity", Math.exp((nll(0, BLUE, SKY) + nll(1, SKY, RED)) / 2));
    assertNoScore(scores, "b", "perplexity"); // one token, which nothing precedes
    double helped = (nll(1, SKY, RED) + nll(2, RED, FOX)) / (nll(0, SKY, RED) + nll(1, RED, FOX));
    assertThat(helped).isLessThan(0.9);
    assertScore(scores, "a", "ifd", helped);
    double hindered =
        (nll(2, RED, BLUE) + nll(3, BLUE, SKY)) / (nll(0, RED, BLUE) + nll(1, BLUE, SKY));
    assertThat(hindered).isGreaterThan(1.1);
    assertScore(scores, "c", "ifd", hindered);
    assertNoScore(scores, "b", "ifd");
    assertScore(scores, "empty prompt", "ifd", 1);
    assertNoScore(scores, "no prompt", "ifd"); // nobody knows what was asked
    assertNoScore(scores, "no answer", "ifd");
    assertThat(scores).hasSize(6);
    assertThat(
            Json.read(Files.readString(run.resolve("run.json"))).at("/counts/scored_ifd").asLong())
        .isEqualTo(3);
    assertThat(
            TestSpark.session()
                .read()
                .parquet(run.resolve("4-decisions").toString())
                .filter("decision = 'keep'")
                .count())
        .isEqualTo(6);
  }

  private Path prompts() {
    Path source = folder.resolve("prompts");
    TestSpark.table(
            "id string, text string, prompt string, answer string",
            TestSpark.row("a", "red fox", "blue", "sky red fox"),
            TestSpark.row("b", "fox", "red", "fox"),
            TestSpark.row("c", "blue sky red", "sky red", "red blue sky"),
            TestSpark.row("no prompt", "sky red", null, "sky red fox"),
            TestSpark.row("no answer", "sky fox", "red", null),
            TestSpark.row("empty prompt", "sky blue", "", "sky red fox"))
        .write()
        .parquet(source.toString());
    return source;
  }

  private Path model() throws IOException {
    Path model = Files.createDirectories(folder.resolve("by-place"));
    WordTokenizer.write(model.resolve("tokenizer.json"), WORDS);
    OnnxModels.bigramByPlace(model.resolve("model.onnx"), TABLE, PLACES);
    return model;
  }

  /** Of a token after another at a place. */
  private static double nll(int place, int token, int next) {
    double sum = 0;
    for (int v = 0; v < WORDS.size(); v++) {
      sum += Math.exp(TABLE[token][v] + PLACES[place][v]);
    }
    return Math.log(sum) - TABLE[token][next] - PLACES[place][next];
  }

  private static void assertScore(
      Map<String, Row> scores, String id, String scorer, double expected) {
    assertThat(scores.getOrDefault(id, RowFactory.create()).<Double>getAs(scorer))
        .as("%s of %s", scorer, id)
        .isEqualTo(expected, within(1e-5));
  }

  private static void assertNoScore(Map<String, Row> scores, String id, String scorer) {
    assertThat(scores.getOrDefault(id, RowFactory.create()).<Double>getAs(scorer))
        .as("%s of %s", scorer, id)
        .isNull();
  }
}
