package io.secateur.jobs.embed;

import io.secateur.example.ContentKey;
import io.secateur.jobs.config.EmbeddingsConfig;
import io.secateur.jobs.spark.Inference;
import io.secateur.jobs.testing.TestSpark;
import io.secateur.testing.OnnxModels;
import io.secateur.testing.WordTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Embeds a few texts in many short tasks, round by round, and says what it holds after each. */
final class ManyTasks {
  static final int ROUNDS = 6;

  /** Those before them load classes and compile. */
  static final int WARM_UP = 2;

  static final int TASKS_A_ROUND = 150;

  /** Of a text's tokens: what one task is given by the model is a megabyte. */
  private static final int DIMENSIONS = 4_096;

  private static final int TEXTS_A_TASK = 4;
  private static final List<String> WORDS = List.of("[UNK]", "[CLS]", "[SEP]", "number");

  private ManyTasks() {}

  /**
   * Begins.
   *
   * @param arguments an empty folder
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    Path model = Files.createDirectory(folder.resolve("model"));
    WordTokenizer.writeWithSpecials(model.resolve("tokenizer.json"), WORDS);
    float[][] table = new float[WORDS.size()][DIMENSIONS];
    for (float[] row : table) {
      row[0] = 1;
    }
    OnnxModels.textEmbedder(model.resolve("model.onnx"), table);
    EmbeddingsConfig config = new EmbeddingsConfig(model.toString(), 32, TEXTS_A_TASK);
    EmbedStage.Embedder embedder =
        new EmbedStage.Embedder(
            config, EmbedStage.ship(TestSpark.session(), config), Inference.onCpus());
    for (int round = 0; round < ROUNDS; round++) {
      EmbedStage.write(
          texts(),
          512L * TASKS_A_ROUND, // as if each task had a full window
          /* lowerCase= */ false,
          embedder,
          folder.resolve("round" + round).toString());
      System.gc();
      System.out.println("resident " + residentKilobytes());
    }
    TestSpark.session().stop();
  }

  private static Dataset<Row> texts() {
    return TestSpark.session()
        .range(0, (long) TASKS_A_ROUND * TEXTS_A_TASK, 1, 2)
        .selectExpr(
            "cast(id as string) as id",
            "'%s' as key".formatted(ContentKey.of("one").hex()),
            "cast(id as int) as characters",
            "concat('number ', id) as text",
            "cast(null as string) as scope");
  }

  private static long residentKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
