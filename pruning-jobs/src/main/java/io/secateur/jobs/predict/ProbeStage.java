package io.secateur.jobs.predict;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import io.secateur.example.ContentKey;
import io.secateur.example.Labels;
import io.secateur.example.Matrix;
import io.secateur.example.SeededHash;
import io.secateur.jobs.config.ProbeConfig;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.spark.ArrayColumns;
import io.secateur.jobs.spark.BlockIterator;
import io.secateur.jobs.spark.PredictionTable;
import io.secateur.jobs.spark.Tables;
import io.secateur.learnability.PredictionPlan;
import io.secateur.probe.Head;
import io.secateur.probe.HeadTraining;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/**
 * Stage 5 where there is no learner at hand: trains small heads on the embeddings, each without one
 * fold of the examples, and writes what each epoch's heads say.
 *
 * <p>A fold is a hash of the content, so that copies share one. For every seed an example is
 * predicted by two heads: the one that was trained without its fold ({@code held-out/...}), and one
 * that was trained with it. Where there are more examples than {@code probe.max-examples}, heads
 * are trained on a sample, most examples were seen by no head, and all are predicted by those
 * without their fold alone: one population. Where training dynamics come from heads that knew the
 * example, of those that did not only the early and the last epoch are stored: no scorer reads the
 * others.
 *
 * <p>Cost: the driver holds the sample; one task a fold and seed trains; then one pass over the
 * embeddings, no shuffle.
 */
public final class ProbeStage {
  /** What names of checkpoints begin with whose heads were not trained on the example. */
  static final String HELD_OUT = "held-out/";

  private static final int BLOCK = 512;

  /** Logits of a block, about: 16 MiB. */
  private static final int BLOCK_LOGITS = 1 << 22;

  /** Bytes of all heads that a run takes at most: the driver and every executor hold them. */
  private static final long MOST_BYTES = 512L << 20;

  private ProbeStage() {}

  /**
   * What was trained.
   *
   * @param drawn examples that heads were trained on
   * @param heldOutOnly whether no example was predicted by a head that was trained on it
   */
  public record Trained(long drawn, boolean heldOutOnly) {}

  /** A head's place: which fold it does not know, its seed, and what it was after each epoch. */
  private record Trainee(int fold, int seed, List<Head> epochs) implements Serializable {}

  /** What heads are trained on. */
  private record TrainingSet(Matrix rows, Labels labels, List<Integer> folds)
      implements Serializable {}

  /**
   * Trains and predicts.
   *
   * @param examples {@code id, rank, key, label, embedding} of the examples to predict: the key of
   *     the content, or of the cluster of duplicates; the label by number and never null
   * @param count how many there are
   * @param classes that labels tell apart
   * @param folds where to write {@code id, key, fold}: the heads of a fold were trained on examples
   *     of the others
   */
  public static Trained write(
      Dataset<Row> examples,
      long count,
      int classes,
      ProbeConfig config,
      long seed,
      String path,
      String folds) {
    SparkSession spark = examples.sparkSession();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Dataset<Row> folded = examples.withColumn("fold", fold(config.folds(), seed));
    TrainingSet training = trainingSet(folded, count, classes, config.maxExamples(), seed);
    checkFolds(training, config);
    boolean heldOutOnly = training.rows().rows() < count;
    Broadcast<TrainingSet> sharedTraining = context.broadcast(training);
    List<Trainee> trainees = train(context, sharedTraining, config, seed);
    sharedTraining.destroy();
    Broadcast<List<Trainee>> heads = context.broadcast(trainees);
    int block = blockSize(config, classes);
    FlatMapFunction<Iterator<Row>, Row> predict =
        rows ->
            new BlockIterator<>(
                rows, block, some -> predicted(some, heads.value(), config, heldOutOnly));
    JavaRDD<Row> predictions =
        ArrayColumns.unboxed(
                folded.select(col("id"), col("fold").cast("string"), col("embedding")), 2)
            .mapPartitions(predict);
    Tables.write(spark.createDataFrame(predictions, PredictionTable.SCHEMA), path);
    heads.destroy();
    Tables.write(folded.select("id", "key", "fold"), folds);
    return new Trained(training.rows().rows(), heldOutOnly);
  }

  private static int blockSize(ProbeConfig config, int classes) {
    long each = 2L * config.seeds() * config.plan().epochs() * classes;
    return (int) Math.max(1, Math.min(BLOCK, BLOCK_LOGITS / each));
  }

  private static Column fold(int folds, long seed) {
    UDF1<String, Integer> fold =
        key -> (int) Long.remainderUnsigned(SeededHash.of(seed, ContentKey.parse(key)), folds);
    return udf(fold, DataTypes.IntegerType).apply(col("key"));
  }

  private static TrainingSet trainingSet(
      Dataset<Row> folded, long count, int classes, int most, long seed) {
    double share = most / (double) count;
    // by id: of a text that stands a million times, as large a share is drawn as of others
    UDF1<String, Boolean> drawn = id -> SeededHash.unit(seed, ContentKey.of(id)) < share;
    Dataset<Row> some =
        share >= 1 ? folded : folded.filter(udf(drawn, DataTypes.BooleanType).apply(col("id")));
    List<Row> rows =
        ArrayColumns.unboxed(
                some.select(
                    col("id"),
                    col("rank"),
                    col("label").cast("string"),
                    col("fold").cast("string"),
                    col("embedding")),
                4)
            .collect()
            .stream()
            .sorted(
                Comparator.<Row, String>comparing(row -> row.getString(1))
                    .thenComparing(row -> row.getString(0)))
            .toList();
    List<float[]> vectors = rows.stream().map(row -> ArrayColumns.floats(row, 4)).toList();
    return new TrainingSet(
        Matrix.ofRows(vectors, vectors.isEmpty() ? 1 : vectors.get(0).length),
        Labels.of(
            classes, rows.stream().mapToInt(row -> Integer.parseInt(row.getString(2))).toArray()),
        rows.stream().map(row -> Integer.valueOf(row.getString(3))).toList());
  }

  /**
   * Checks, before anything is embedded, that there is room for the heads.
   *
   * @param dimensions of the embeddings
   * @param classes that labels tell apart
   * @throws DataException if there is not
   */
  public static void checkSize(ProbeConfig config, int dimensions, int classes) {
    long heads = (long) config.folds() * config.seeds() * config.plan().epochs();
    long bytes = heads * Float.BYTES * config.plan().weights(dimensions, classes);
    if (bytes > MOST_BYTES) {
      throw new DataException(
          "Cannot train the probe: %,d heads for %,d classes take %,d MiB (at most %,d). Lower probe.seeds, probe.epochs or probe.hidden."
              .formatted(heads, classes, bytes >> 20, MOST_BYTES >> 20));
    }
  }

  private static void checkFolds(TrainingSet training, ProbeConfig config) {
    for (int fold = 0; fold < config.folds(); fold++) {
      int without = fold;
      if (training.folds().stream().allMatch(other -> other == without)) {
        throw new DataException(
            "Cannot train the probe: all of its %,d examples are in one of %,d folds. Label more examples."
                .formatted(training.rows().rows(), config.folds()));
      }
    }
  }

  private static List<Trainee> train(
      JavaSparkContext context, Broadcast<TrainingSet> training, ProbeConfig config, long seed) {
    List<Integer> tasks = IntStream.range(0, config.folds() * config.seeds()).boxed().toList();
    return new ArrayList<>(
        context
            .parallelize(tasks, tasks.size())
            .map(
                task ->
                    trained(
                        training.value(),
                        task / config.seeds(),
                        task % config.seeds(),
                        config,
                        seed))
            .collect());
  }

  private static Trainee trained(
      TrainingSet training, int fold, int number, ProbeConfig config, long seed) {
    int[] others =
        IntStream.range(0, training.folds().size())
            .filter(i -> training.folds().get(i) != fold)
            .toArray();
    long own = SeededHash.mix(seed + SeededHash.mix(31L * number + fold));
    return new Trainee(
        fold,
        number,
        HeadTraining.train(
            training.rows().rows(others), training.labels().rows(others), config.plan(), own));
  }

  private static List<Row> predicted(
      List<Row> block, List<Trainee> trainees, ProbeConfig config, boolean heldOutOnly) {
    List<Row> predictions = new ArrayList<>();
    for (int fold = 0; fold < config.folds(); fold++) {
      int own = fold;
      List<Row> rows =
          block.stream().filter(row -> Integer.parseInt(row.getString(1)) == own).toList();
      if (rows.isEmpty()) {
        continue;
      }
      List<float[]> vectors = rows.stream().map(row -> ArrayColumns.floats(row, 2)).toList();
      Matrix embeddings = Matrix.ofRows(vectors, vectors.get(0).length);
      for (Trainee trainee : trainees) {
        if (trainee.fold() == own) {
          add(predictions, rows, embeddings, trainee, HELD_OUT, heldOutOnly);
        } else if (!heldOutOnly && trainee.fold() == (own + 1) % config.folds()) {
          add(predictions, rows, embeddings, trainee, "", /* all= */ true);
        }
      }
    }
    return predictions;
  }

  private static void add(
      List<Row> predictions,
      List<Row> rows,
      Matrix embeddings,
      Trainee trainee,
      String prefix,
      boolean all) {
    int last = trainee.epochs().size();
    for (int epoch = 1; epoch <= last; epoch++) {
      if (!all && epoch != last && epoch != PredictionPlan.early(last)) {
        continue;
      }
      String checkpoint = "%sseed-%d/epoch-%02d".formatted(prefix, trainee.seed(), epoch);
      Head.Said said = trainee.epochs().get(epoch - 1).of(embeddings);
      for (int i = 0; i < rows.size(); i++) {
        predictions.add(
            RowFactory.create(
                rows.get(i).getString(0),
                checkpoint,
                !prefix.isEmpty(),
                said.logits().row(i),
                said.norms().at(i),
                null,
                null,
                null,
                null));
      }
    }
  }
}
