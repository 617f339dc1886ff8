package io.secateur.jobs.predict;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.substring;

import io.secateur.inference.Checkpoint;
import io.secateur.inference.CheckpointSession;
import io.secateur.inference.Gives;
import io.secateur.inference.HalfPrecision;
import io.secateur.inference.Prompted;
import io.secateur.inference.Reads;
import io.secateur.inference.Session;
import io.secateur.inference.TokenLoss;
import io.secateur.jobs.config.FormConfig;
import io.secateur.jobs.config.ModelsConfig;
import io.secateur.jobs.config.PairsConfig;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.spark.ArrayColumns;
import io.secateur.jobs.spark.BlockIterator;
import io.secateur.jobs.spark.FieldPath;
import io.secateur.jobs.spark.Inference;
import io.secateur.jobs.spark.ModelStage;
import io.secateur.jobs.spark.ModelStage.Shipped;
import io.secateur.jobs.spark.OpenModels;
import io.secateur.jobs.spark.PredictionTable;
import io.secateur.jobs.spark.Tables;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * Stage 5 where the user brings checkpoints: runs each over the examples that duplicates left.
 *
 * <p>One checkpoint after the other; one model an executor and device, one session a task, closed
 * with it; a task takes its examples in windows, within which texts are sorted by length. Cost: for
 * each checkpoint a scan of the column that it reads, a shuffle of what is left of it, so that
 * tasks are even, and the model.
 */
public final class CheckpointStage {
  /** Examples that are sorted by length together, and about how many a task has. */
  private static final int WINDOW = 512;

  private CheckpointStage() {}

  /**
   * Brings the checkpoints to Spark and tries each, before any long work.
   *
   * @throws io.secateur.inference.ModelException if one cannot be used
   * @throws DataException if one is not there, or two have one name
   */
  public static List<Loaded> load(SparkSession spark, ModelsConfig models, Inference inference) {
    List<Loaded> loaded = new ArrayList<>();
    for (String path : models.checkpoints()) {
      String name = name(path, models.checkpoints());
      if (loaded.stream().anyMatch(other -> other.name().equals(name))) {
        throw new DataException(
            "Cannot load checkpoints: two are named %s. Put them into directories of different names."
                .formatted(name));
      }
      Loaded checkpoint = load(spark, name, path, models, inference);
      if (checkpoint.gives() == Gives.EMBEDDING) {
        throw new DataException(
            "Cannot use the checkpoint %s: it gives embeddings (must give class-logits or next-token-logits; towers belong under pairs)"
                .formatted(path));
      }
      loaded.add(checkpoint);
    }
    return loaded;
  }

  /**
   * Brings the towers of pairs to Spark and tries each.
   *
   * @throws io.secateur.inference.ModelException if one cannot be used
   * @throws DataException if one is not there, or gives no embedding
   */
  public static List<Loaded> towers(
      SparkSession spark, PairsConfig pairs, ModelsConfig models, Inference inference) {
    if (pairs.learner() == null || pairs.reference() == null) {
      return List.of();
    }
    List<String> directories = new ArrayList<>(pairs.learner().directories());
    directories.addAll(pairs.reference().directories());
    List<Loaded> towers = new ArrayList<>();
    for (int i = 0; i < directories.size(); i++) {
      Loaded tower =
          load(spark, PredictionTable.TOWERS.get(i), directories.get(i), models, inference);
      if (tower.gives() != Gives.EMBEDDING) {
        throw new DataException(
            "Cannot use the tower %s: it gives no embedding (its model.conf must say output.kind = embedding)"
                .formatted(directories.get(i)));
      }
      towers.add(tower);
    }
    for (int i = 0; i < towers.size(); i += 2) {
      if (towers.get(i).width() != towers.get(i + 1).width()) {
        throw new DataException(
            "Cannot use the towers %s and %s: they give %,d and %,d dimensions (must be the same)"
                .formatted(
                    directories.get(i),
                    directories.get(i + 1),
                    towers.get(i).width(),
                    towers.get(i + 1).width()));
      }
    }
    return towers;
  }

  private static Loaded load(
      SparkSession spark, String name, String path, ModelsConfig models, Inference inference) {
    inference.check(spark);
    List<FormConfig> form = new ArrayList<>();
    List<Integer> width = new ArrayList<>();
    List<HalfPrecision> half = new ArrayList<>();
    Shipped shipped =
        ModelStage.ship(
            spark,
            path,
            directory -> {
              form.add(Loaded.form(directory, models));
              try (Checkpoint checkpoint = Checkpoint.open(directory, form.get(0).form(), 1)) {
                width.add(checkpoint.width());
              }
              if (inference.halves()) {
                HalfPrecision.of(directory, form.get(0).form()).ifPresent(half::add);
              }
            });
    return new Loaded(
        name, shipped, form.get(0), width.get(0), half.isEmpty() ? null : half.get(0));
  }

  /**
   * How many classes checkpoints tell apart; 0 where none does.
   *
   * @throws DataException if some tell apart more than others
   */
  public static int classes(List<Loaded> loaded) {
    List<Loaded> classifiers =
        loaded.stream().filter(one -> one.gives() == Gives.CLASS_LOGITS).toList();
    for (Loaded one : classifiers) {
      if (one.width() != classifiers.get(0).width()) {
        throw new DataException(
            "Cannot use the checkpoints: %s has %,d classes, but %s has %,d (must be the same)"
                .formatted(
                    classifiers.get(0).name(),
                    classifiers.get(0).width(),
                    one.name(),
                    one.width()));
      }
    }
    return classifiers.isEmpty() ? 0 : classifiers.get(0).width();
  }

  /** The last part of a path; the last two of all where they lie in several directories. */
  private static String name(String path, List<String> all) {
    long parents =
        all.stream()
            .map(other -> other.replaceFirst("/+$", "").replaceFirst("[^/]+$", ""))
            .distinct()
            .count();
    return tail(path, parents == 1 ? 1 : 2);
  }

  private static String tail(String path, int parts) {
    String[] names = path.replaceFirst("/+$", "").split("/+", -1);
    return String.join(
        "/", java.util.Arrays.copyOfRange(names, Math.max(0, names.length - parts), names.length));
  }

  /**
   * The columns of the source that checkpoints read, checked.
   *
   * @param rows of the source
   * @throws DataException naming every column that is missing or of another type
   */
  public static void checkColumns(Dataset<Row> rows, List<Loaded> loaded, ModelsConfig models) {
    List<String> problems = new ArrayList<>();
    for (Loaded checkpoint : loaded) {
      Reads reads = checkpoint.form().form().reads();
      String type =
          reads instanceof Reads.Image
              ? "binary"
              : reads instanceof Reads.Floats ? "array<" : "string";
      check(rows, checkpoint.form().column(), type, "models.input.column", problems);
    }
    check(rows, models.prompt(), "string", "models.prompt", problems);
    check(rows, models.answer(), "string", "models.answer", problems);
    if (!problems.isEmpty()) {
      throw DataException.of("run the checkpoints", problems.stream().distinct().toList());
    }
  }

  private static void check(
      Dataset<Row> rows, @Nullable String column, String type, String key, List<String> problems) {
    if (column == null) {
      return;
    }
    Optional<FieldPath> field = FieldPath.find(rows, column);
    if (field.isEmpty()) {
      problems.add(
          "no column %s (%s; there are %s)"
              .formatted(column, key, String.join(", ", rows.columns())));
    } else if (!field.get().type().simpleString().startsWith(type)) {
      problems.add(
          "column %s is %s (%s must be %s)"
              .formatted(
                  column,
                  field.get().type().simpleString(),
                  key,
                  type.equals("array<") ? "array<float>" : type));
    }
  }

  /**
   * What examples are made of.
   *
   * @param rows of the source, all columns
   * @param id of a row, as a string
   * @param texts {@code id, text}
   */
  public record Source(Dataset<Row> rows, Column id, Dataset<Row> texts) {}

  /**
   * Runs them.
   *
   * @param left {@code id, key} of the examples to predict
   * @param count how many there are
   */
  public static void write(
      Source source,
      Dataset<Row> left,
      long count,
      List<Loaded> loaded,
      ModelsConfig models,
      Inference inference,
      String path) {
    SparkSession spark = left.sparkSession();
    int slots = spark.sparkContext().defaultParallelism();
    int window = inference.window(WINDOW);
    int tasks = (int) Math.max(slots, Math.min(1_000_000, (count + window - 1) / window));
    for (Loaded checkpoint : loaded) {
      Dataset<Row> inputs =
          inputs(source, checkpoint, models)
              .join(TrainedOnStage.heldOut(left, checkpoint.name(), models), "id");
      int batchSize = models.batchSize();
      MapPartitionsFunction<Row, Row> predict =
          rows -> windows(rows, checkpoint, inference, batchSize);
      Dataset<Row> even =
          inputs
              .select("id", "held_out", "input", "prompt", "answer")
              .repartition(tasks, col("id"));
      Tables.append(inference.map(even, predict, PredictionTable.SCHEMA), path);
      OpenModels.closeIdle();
      checkpoint.model().release();
    }
  }

  private static Dataset<Row> inputs(Source source, Loaded checkpoint, ModelsConfig models) {
    boolean prompts = checkpoint.gives() == Gives.NEXT_TOKEN_LOGITS && models.prompt() != null;
    Dataset<Row> rows = source.rows();
    Column prompt = prompts ? named(rows, models.prompt()) : lit(null).cast("string");
    Column answer = prompts ? named(rows, models.answer()) : lit(null).cast("string");
    Reads reads = checkpoint.form().form().reads();
    String column = checkpoint.form().column();
    if (column != null) {
      return rows.select(
          source.id().as("id"),
          asRead(named(rows, column), reads).as("input"),
          prompt.as("prompt"),
          answer.as("answer"));
    }
    Dataset<Row> texts = source.texts().select(col("id"), asRead(col("text"), reads).as("input"));
    return prompts
        ? texts.join(
            rows.select(source.id().as("id"), prompt.as("prompt"), answer.as("answer")), "id")
        : texts.withColumn("prompt", prompt).withColumn("answer", answer);
  }

  /** What a model does not read need not travel. */
  private static Column asRead(Column input, Reads reads) {
    if (reads instanceof Reads.Text text) {
      return substring(input, 1, Session.charactersRead(text.maxTokens()));
    }
    return reads instanceof Reads.Floats ? input.cast("array<float>") : input;
  }

  private static Column named(Dataset<Row> rows, @Nullable String name) {
    return FieldPath.find(rows, String.valueOf(name)).orElseThrow().column();
  }

  /** Predicts the examples of one task, window by window. */
  private static Iterator<Row> windows(
      Iterator<Row> rows, Loaded loaded, Inference inference, int onCpu) {
    Checkpoint checkpoint = loaded.open(inference);
    CheckpointSession session = checkpoint.newSession();
    TaskCompletionListener close = context -> session.close();
    var unused = TaskContext.get().addTaskCompletionListener(close);
    int batchSize = inference.batchSize(checkpoint.device(), onCpu);
    boolean sorted = loaded.form().form().reads() instanceof Reads.Text;
    return new BlockIterator<>(
        rows,
        sorted ? inference.window(WINDOW) : batchSize, // only texts gain from being many
        window ->
            loaded.gives() == Gives.NEXT_TOKEN_LOGITS
                ? losses(window, session, loaded.name(), batchSize)
                : logits(window, session, loaded, batchSize));
  }

  private static List<Row> logits(
      List<Row> window, CheckpointSession session, Loaded loaded, int batchSize) {
    Reads reads = loaded.form().form().reads();
    float[][] said;
    if (reads instanceof Reads.Image) {
      List<byte[]> images =
          window.stream().map(row -> row.isNullAt(2) ? new byte[0] : row.<byte[]>getAs(2)).toList();
      said = session.ofImages(images, batchSize);
    } else if (reads instanceof Reads.Floats) {
      List<float[]> vectors =
          window.stream()
              .map(row -> row.isNullAt(2) ? new float[0] : ArrayColumns.floats(row, 2))
              .toList();
      said = session.ofVectors(vectors, batchSize);
    } else {
      said = session.ofTexts(texts(window, 2), batchSize);
    }
    List<Row> rows = new ArrayList<>(said.length);
    for (int i = 0; i < said.length; i++) {
      Row row = window.get(i);
      rows.add(
          RowFactory.create(
              row.getString(0),
              loaded.name(),
              row.get(1),
              said[i].length == 0 ? null : said[i],
              null,
              null,
              null,
              null,
              null));
    }
    return rows;
  }

  private static List<Row> losses(
      List<Row> window, CheckpointSession session, String name, int batchSize) {
    List<TokenLoss> losses = session.losses(texts(window, 2), batchSize);
    boolean prompts = window.stream().anyMatch(row -> !row.isNullAt(4));
    List<Prompted> pairs = new ArrayList<>();
    if (prompts) {
      List<String> asked = texts(window, 3);
      List<String> answered = texts(window, 4);
      for (int i = 0; i < asked.size(); i++) {
        pairs.add(new Prompted(asked.get(i), answered.get(i)));
      }
    }
    List<TokenLoss> prompted = session.answers(pairs, batchSize);
    List<TokenLoss> alone = session.answersAlone(pairs, batchSize);
    List<Row> rows = new ArrayList<>(losses.size());
    for (int i = 0; i < losses.size(); i++) {
      rows.add(
          RowFactory.create(
              window.get(i).getString(0),
              name,
              window.get(i).get(1),
              null,
              null,
              known(losses.get(i)),
              losses.get(i).tokens(),
              prompts ? known(alone.get(i)) : null,
              // of an unknown prompt nothing is known
              prompts && !window.get(i).isNullAt(3) ? known(prompted.get(i)) : null));
    }
    return rows;
  }

  private static @Nullable Double known(TokenLoss loss) {
    return Double.isFinite(loss.meanNll()) ? (Double) loss.meanNll() : null;
  }

  private static List<String> texts(List<Row> window, int column) {
    return window.stream().map(row -> row.isNullAt(column) ? "" : row.getString(column)).toList();
  }
}
