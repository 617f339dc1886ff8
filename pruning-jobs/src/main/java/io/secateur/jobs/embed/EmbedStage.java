package io.secateur.jobs.embed;

import static org.apache.spark.sql.functions.col;

import io.secateur.example.CanonicalText;
import io.secateur.example.ContentKey;
import io.secateur.inference.Session;
import io.secateur.inference.TextEmbedder;
import io.secateur.jobs.config.EmbeddingsConfig;
import io.secateur.jobs.spark.BlockIterator;
import io.secateur.jobs.spark.ModelStage;
import io.secateur.jobs.spark.ModelStage.Shipped;
import io.secateur.jobs.spark.OpenModels;
import io.secateur.jobs.spark.Tables;
import io.secateur.redundancy.Priority;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Stage 3: embeds the examples that exact and near duplicates left.
 *
 * <p>One model an executor, one session a task; a task takes its texts in windows that it sorts by
 * length. Cost: the caller's join of texts with what is left; one shuffle of these, cut to what the
 * model reads, so that tasks are even; then the model.
 */
public final class EmbedStage {
  /** The schema of {@code cache/embeddings}. */
  public static final StructType SCHEMA =
      StructType.fromDDL("id string, rank string, embedding array<float>");

  private static final StructType READ = StructType.fromDDL("id string, rank string, text string");

  /** Texts that are sorted by length together, and about how many a task has. */
  private static final int WINDOW = 512;

  private EmbedStage() {}

  /**
   * Hands the model to Spark.
   *
   * @throws io.secateur.inference.ModelException if it cannot be used
   */
  public static Shipped ship(SparkSession spark, EmbeddingsConfig config) {
    return load(spark, config).model();
  }

  /**
   * A model that was tried.
   *
   * @param model its files
   * @param dimensions of an embedding
   */
  public record Loaded(Shipped model, int dimensions) {}

  /**
   * Hands the model to Spark, and says how wide its embeddings are.
   *
   * @throws io.secateur.inference.ModelException if it cannot be used
   */
  public static Loaded load(SparkSession spark, EmbeddingsConfig config) {
    List<Integer> dimensions = new ArrayList<>();
    Shipped shipped =
        ModelStage.ship(
            spark,
            config.model(),
            directory -> {
              try (TextEmbedder embedder = TextEmbedder.open(directory, config.maxTokens(), 1);
                  Session session = embedder.newSession()) {
                dimensions.add(session.embed(List.of("a"), 1)[0].length);
              }
            });
    return new Loaded(shipped, dimensions.get(0));
  }

  /**
   * Embeds, and writes the result.
   *
   * @param texts {@code id, key, characters, text, scope} of what is left
   * @param count how many there are
   * @param lowerCase as the content key was made
   */
  public static void write(
      Dataset<Row> texts,
      long count,
      boolean lowerCase,
      EmbeddingsConfig config,
      Shipped model,
      String path) {
    int slots = texts.sparkSession().sparkContext().defaultParallelism();
    int tasks = (int) Math.max(slots, Math.min(1_000_000, (count + WINDOW - 1) / WINDOW));
    int longest = Session.charactersRead(config.maxTokens());
    MapFunction<Row, Row> read =
        row -> {
          String text = row.getString(3);
          String canonical = lowerCase ? CanonicalText.lowerCaseOf(text) : CanonicalText.of(text);
          return RowFactory.create(
              row.getString(0),
              Priority.rank(row.getInt(2), ContentKey.parse(row.getString(1)), row.getString(4)),
              canonical.substring(0, Math.min(canonical.length(), longest)));
        };
    MapPartitionsFunction<Row, Row> embed =
        rows -> windows(rows, model, config.maxTokens(), config.batchSize());
    Tables.write(
        texts
            .select("id", "key", "characters", "text", "scope")
            .map(read, Encoders.row(READ))
            .repartition(tasks, col("rank"))
            .mapPartitions(embed, Encoders.row(SCHEMA)),
        path);
    OpenModels.closeIdle();
  }

  /**
   * The model, open in this JVM; the first call opens it, and {@link OpenModels} is told when it is
   * done with.
   *
   * @param maxTokens of a text that it reads
   * @param threads that one batch may use
   */
  public static TextEmbedder open(Shipped model, int maxTokens, int threads) {
    Path directory = model.directory();
    return OpenModels.use(
        TextEmbedder.class,
        directory + "#" + maxTokens + "#" + threads,
        () -> TextEmbedder.open(directory, maxTokens, threads));
  }

  /** Embeds the texts of one task, window by window. */
  private static Iterator<Row> windows(
      Iterator<Row> rows, Shipped model, int maxTokens, int batchSize) {
    TaskContext task = TaskContext.get();
    TextEmbedder embedder = open(model, maxTokens, Math.max(1, task.cpus()));
    Session session = embedder.newSession();
    TaskCompletionListener close =
        context -> {
          session.close();
          OpenModels.release(embedder);
        };
    var unused = task.addTaskCompletionListener(close);
    return new BlockIterator<>(rows, WINDOW, window -> embedded(window, session, batchSize));
  }

  private static List<Row> embedded(List<Row> window, Session session, int batchSize) {
    List<String> texts = window.stream().map(row -> row.getString(2)).toList();
    float[][] embeddings = session.embed(texts, batchSize);
    List<Row> rows = new ArrayList<>(embeddings.length);
    for (int i = 0; i < embeddings.length; i++) {
      Row row = window.get(i);
      rows.add(RowFactory.create(row.getString(0), row.getString(1), embeddings[i]));
    }
    return rows;
  }
}
