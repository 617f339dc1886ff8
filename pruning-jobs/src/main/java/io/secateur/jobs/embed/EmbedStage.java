package io.secateur.jobs.embed;

import static org.apache.spark.sql.functions.col;

import io.secateur.example.CanonicalText;
import io.secateur.example.ContentKey;
import io.secateur.inference.Gives;
import io.secateur.inference.HalfPrecision;
import io.secateur.inference.ModelForm;
import io.secateur.inference.Placement;
import io.secateur.inference.Reads;
import io.secateur.inference.Session;
import io.secateur.inference.TextEmbedder;
import io.secateur.jobs.config.EmbeddingsConfig;
import io.secateur.jobs.spark.BlockIterator;
import io.secateur.jobs.spark.Inference;
import io.secateur.jobs.spark.ModelStage;
import io.secateur.jobs.spark.ModelStage.Shipped;
import io.secateur.jobs.spark.OpenModels;
import io.secateur.jobs.spark.Tables;
import io.secateur.redundancy.Priority;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
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
 * <p>One model an executor and device, one session a task; a task takes its texts in windows that
 * it sorts by length. Cost: the caller's join of texts with what is left; one shuffle of these, cut
 * to what the model reads, so that tasks are even; then the model.
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
   * Hands the model to Spark, to run on processors.
   *
   * @throws io.secateur.inference.ModelException if it cannot be used
   */
  public static Shipped ship(SparkSession spark, EmbeddingsConfig config) {
    return load(spark, config, Inference.onCpus()).model();
  }

  /**
   * A model that was tried.
   *
   * @param model its files
   * @param dimensions of an embedding
   * @param half what its copy of 16 bits changes, where that is used
   */
  public record Loaded(Shipped model, int dimensions, Optional<HalfPrecision> half) {}

  /**
   * A model, and how it runs.
   *
   * @param config what it reads at once
   * @param model its files
   * @param inference where it runs
   */
  public record Embedder(EmbeddingsConfig config, Shipped model, Inference inference)
      implements Serializable {

    /** Open in the JVM of the task that asks. */
    TextEmbedder open() {
      Path directory = model.directory();
      return inference.open(
          TextEmbedder.class,
          key(directory, config.maxTokens()),
          placement -> TextEmbedder.open(directory, config.maxTokens(), placement));
    }
  }

  /**
   * Hands the model to Spark, and says how wide its embeddings are.
   *
   * @throws io.secateur.inference.ModelException if it cannot be used
   */
  public static Loaded load(SparkSession spark, EmbeddingsConfig config, Inference inference) {
    inference.check(spark);
    List<Integer> dimensions = new ArrayList<>();
    List<HalfPrecision> half = new ArrayList<>();
    ModelForm form = new ModelForm(new Reads.Text(config.maxTokens()), Gives.EMBEDDING, "", 0);
    Shipped shipped =
        ModelStage.ship(
            spark,
            config.model(),
            directory -> {
              try (TextEmbedder embedder = TextEmbedder.open(directory, config.maxTokens(), 1);
                  Session session = embedder.newSession()) {
                dimensions.add(session.embed(List.of("a"), 1)[0].length);
              }
              if (inference.halves()) {
                HalfPrecision.of(directory, form).ifPresent(half::add);
              }
            });
    return new Loaded(shipped, dimensions.get(0), half.stream().findFirst());
  }

  /**
   * Embeds, and writes the result.
   *
   * @param texts {@code id, key, characters, text, scope} of what is left
   * @param count how many there are
   * @param lowerCase as the content key was made
   */
  public static void write(
      Dataset<Row> texts, long count, boolean lowerCase, Embedder embedder, String path) {
    int slots = texts.sparkSession().sparkContext().defaultParallelism();
    int window = embedder.inference().window(WINDOW);
    int tasks = (int) Math.max(slots, Math.min(1_000_000, (count + window - 1) / window));
    int longest = Session.charactersRead(embedder.config().maxTokens());
    MapFunction<Row, Row> read =
        row -> {
          String text = row.getString(3);
          String canonical = lowerCase ? CanonicalText.lowerCaseOf(text) : CanonicalText.of(text);
          return RowFactory.create(
              row.getString(0),
              Priority.rank(row.getInt(2), ContentKey.parse(row.getString(1)), row.getString(4)),
              canonical.substring(0, Math.min(canonical.length(), longest)));
        };
    MapPartitionsFunction<Row, Row> embed = rows -> windows(rows, window, embedder);
    Dataset<Row> even =
        texts
            .select("id", "key", "characters", "text", "scope")
            .map(read, Encoders.row(READ))
            .repartition(tasks, col("rank"));
    Tables.write(embedder.inference().map(even, embed, SCHEMA), path);
    OpenModels.closeIdle();
  }

  /**
   * The model, open on the processor of this JVM, as tasks find it there; the first call opens it,
   * and {@link OpenModels} is told when it is done with.
   *
   * @param maxTokens of a text that it reads
   * @param threads that one batch may use
   */
  public static TextEmbedder open(Shipped model, int maxTokens, int threads) {
    Path directory = model.directory();
    return OpenModels.use(
        TextEmbedder.class,
        key(directory, maxTokens),
        Placement.cpu(threads),
        placement -> TextEmbedder.open(directory, maxTokens, placement));
  }

  private static String key(Path directory, int maxTokens) {
    return directory + "#" + maxTokens;
  }

  /** Embeds the texts of one task, window by window. */
  private static Iterator<Row> windows(Iterator<Row> rows, int window, Embedder embedder) {
    TextEmbedder model = embedder.open();
    Session session = model.newSession();
    TaskCompletionListener close = context -> session.close();
    var unused = TaskContext.get().addTaskCompletionListener(close);
    int batchSize = embedder.inference().batchSize(model.device(), embedder.config().batchSize());
    return new BlockIterator<>(rows, window, block -> embedded(block, session, batchSize));
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
