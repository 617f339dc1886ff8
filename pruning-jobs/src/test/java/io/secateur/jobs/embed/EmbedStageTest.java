package io.secateur.jobs.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.example.CanonicalText;
import io.secateur.example.ContentKey;
import io.secateur.inference.BuiltinModels;
import io.secateur.inference.ModelException;
import io.secateur.inference.Session;
import io.secateur.inference.TextEmbedder;
import io.secateur.jobs.config.EmbeddingsConfig;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.spark.ArrayColumns;
import io.secateur.jobs.spark.Inference;
import io.secateur.jobs.spark.ModelStage.Shipped;
import io.secateur.jobs.spark.Tables;
import io.secateur.jobs.testing.TestSpark;
import io.secateur.redundancy.Priority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedStageTest {
  private static final StructType TEXTS =
      StructType.fromDDL("id string, key string, characters int, text string, scope string");
  private static final String MODEL = "builtin:all-minilm-l6-v2";
  private static final int MAX_TOKENS = 32;

  @TempDir private Path folder;

  @Test
  void givesTheBitsOfTheModelHoweverTextsAreSpreadAndBatched() throws IOException {
    List<String> texts = texts();
    List<String> expected = new ArrayList<>();
    Path directory = Files.createDirectory(folder.resolve("model"));
    BuiltinModels.copyTo("all-minilm-l6-v2", directory);
    try (TextEmbedder embedder = TextEmbedder.open(directory, MAX_TOKENS, 1);
        Session session = embedder.newSession()) {
      for (int i = 0; i < texts.size(); i++) {
        String canonical = CanonicalText.of(texts.get(i));
        expected.add(
            "id%02d %s %s"
                .formatted(
                    i,
                    Priority.rank(canonical.length(), ContentKey.of(canonical), scope(i)),
                    List.of(boxed(session.embed(List.of(canonical), 1)[0]))));
      }
    }
    Shipped model =
        EmbedStage.ship(TestSpark.session(), new EmbeddingsConfig(MODEL, MAX_TOKENS, 32));

    for (int batch : List.of(1, 5, 32)) {
      String path = folder.resolve("embeddings" + batch).toString();
      EmbedStage.write(
          rows(texts).repartition(batch),
          texts.size(),
          /* lowerCase= */ false,
          new EmbedStage.Embedder(
              new EmbeddingsConfig(MODEL, MAX_TOKENS, batch), model, Inference.onCpus()),
          path);
      List<String> found =
          Tables.read(TestSpark.session(), path, EmbedStage.SCHEMA).collectAsList().stream()
              .map(
                  row ->
                      "%s %s %s"
                          .formatted(
                              row.getString(0),
                              row.getString(1),
                              List.of(boxed(ArrayColumns.floats(row, 2)))))
              .sorted()
              .toList();
      assertThat(found).isEqualTo(expected);
    }
  }

  @Test
  void readsAModelFromADirectory() throws IOException {
    Path directory = Files.createDirectory(folder.resolve("mine"));
    BuiltinModels.copyTo("all-minilm-l6-v2", directory);

    Shipped mine =
        EmbedStage.ship(
            TestSpark.session(),
            new EmbeddingsConfig(directory.toUri().toString(), MAX_TOKENS, 32));
    Shipped builtin =
        EmbedStage.ship(TestSpark.session(), new EmbeddingsConfig(MODEL, MAX_TOKENS, 32));

    assertThat(mine.digest()).isEqualTo(builtin.digest());
    assertThat(mine.directory().resolve("model.onnx")).exists();
  }

  @Test
  void refusesABrokenModelBeforeAnyLongWork() throws IOException {
    Path directory = Files.createDirectory(folder.resolve("broken"));
    Files.writeString(directory.resolve("model.onnx"), "no network");

    assertThatThrownBy(
            () ->
                EmbedStage.ship(
                    TestSpark.session(),
                    new EmbeddingsConfig(directory.toString(), MAX_TOKENS, 32)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("it has no tokenizer.json. Put the model's tokenizer beside it.");
    assertThatThrownBy(
            () ->
                EmbedStage.ship(
                    TestSpark.session(),
                    new EmbeddingsConfig(folder.resolve("nowhere").toString(), MAX_TOKENS, 32)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("Cannot load model %s: ".formatted(folder.resolve("nowhere")));
  }

  private static List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      texts.add("word ".repeat(i) + " text  number " + i);
    }
    return texts;
  }

  private static Dataset<Row> rows(List<String> texts) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      String canonical = CanonicalText.of(texts.get(i));
      rows.add(
          RowFactory.create(
              "id%02d".formatted(i),
              ContentKey.of(canonical).hex(),
              canonical.length(),
              texts.get(i),
              scope(i)));
    }
    return TestSpark.session().createDataFrame(rows, TEXTS);
  }

  /** Some have one, which a run would never mix with those that have none. */
  private static @Nullable String scope(int i) {
    return i % 2 == 0 ? null : "[\"%d\"]".formatted(i % 3);
  }

  private static Float[] boxed(float[] values) {
    Float[] boxed = new Float[values.length];
    for (int i = 0; i < boxed.length; i++) {
      boxed[i] = values[i];
    }
    return boxed;
  }
}
