package io.secateur.jobs;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.size;

import io.secateur.jobs.config.NearConfig.Keep;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.predict.CheckpointStage;
import io.secateur.jobs.predict.ExportedStage;
import io.secateur.jobs.predict.Learners;
import io.secateur.jobs.predict.Loaded;
import io.secateur.jobs.predict.ProbeStage;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.score.LearnedStage;
import io.secateur.jobs.source.OpenStage.Opened;
import io.secateur.jobs.spark.ClassStage;
import io.secateur.jobs.spark.Inference;
import io.secateur.jobs.spark.PredictionTable;
import io.secateur.jobs.spark.SeenStage;
import io.secateur.jobs.spark.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a run does about learners: where their predictions come from, and what they are good for.
 *
 * @param learners the user's models
 * @param inference where they run
 * @param dimensions of an embedding; 0 where this run makes none
 */
record Learning(
    RunConfig config,
    RunLog log,
    RunTables tables,
    Opened source,
    Learners learners,
    Inference inference,
    int dimensions) {

  private static final int MOST_NAMES = 5;

  /**
   * Brings the user's models to Spark, before any long work.
   *
   * @throws io.secateur.inference.ModelException if one cannot be used
   */
  static Learners load(SparkSession spark, RunConfig config, Opened source, Inference inference) {
    List<Loaded> checkpoints =
        config.score().readsPredictions()
            ? CheckpointStage.load(spark, config.models(), inference)
            : List.of();
    List<Loaded> towers =
        config.score().readsPairs()
            ? CheckpointStage.towers(spark, config.pairs(), config.models(), inference)
            : List.of();
    CheckpointStage.checkColumns(source.rows(), checkpoints, config.models());
    CheckpointStage.checkColumns(source.rows(), towers, config.models());
    return new Learners(checkpoints, towers);
  }

  /**
   * Checks, before the long work, that labels and predictions fit each other, and that what they
   * take has room.
   *
   * @param from the first stage that is done: predictions that are there already are not looked at
   * @throws DataException if they do not
   */
  void check(StageName from) {
    new LearningChecks(spark(), config, learners, tables.examples(), this::width).check(from);
  }

  /** Dimensions of the embeddings that there are, or will be. */
  private int width() {
    if (dimensions > 0) {
      return dimensions;
    }
    return tables.embeddings().select(size(col("embedding"))).limit(1).collectAsList().stream()
        .mapToInt(row -> row.getInt(0))
        .findFirst()
        .orElse(0);
  }

  /** Writes the tables of predictions, and of embedded pairs. */
  String predict() {
    String path = tables.directory().building(RunTables.PREDICTIONS);
    String pairs = tables.directory().building(RunTables.PAIRS);
    List<String> results = new ArrayList<>();
    if (config.score().readsPredictions()) {
      String exported = config.models().predictions();
      results.add(
          exported != null
              ? exported(exported, path)
              : learners.checkpoints().isEmpty()
                  ? probe(path)
                  : run(learners.checkpoints(), "predicted", path));
    } else {
      Tables.write(Tables.empty(spark(), PredictionTable.SCHEMA), path);
    }
    if (config.score().readsPairs()) {
      results.add(run(learners.towers(), "predicted_pairs", pairs));
    } else {
      Tables.write(Tables.empty(spark(), PredictionTable.SCHEMA), pairs);
    }
    log.count("predictions", tables.predictions().count());
    countTrainedOn();
    return results.isEmpty() ? "none: no scorer reads predictions" : String.join("; ", results);
  }

  /** Of checkpoints that say what they were trained on: examples that they were trained on. */
  private void countTrainedOn() {
    if (config.models().trainedOn().isEmpty()) {
      return;
    }
    Stream.of(tables.predictions(), tables.pairs())
        .flatMap(table -> SeenStage.of(table).stream())
        .filter(one -> config.models().trainedOn().containsKey(one.name()))
        .forEach(one -> log.count("trained_on_" + one.name(), one.trainedOn()));
  }

  private String exported(String name, String path) {
    ExportedStage.write(
        ExportedStage.open(spark(), name), tables.left(), config.models(), name, path);
    long predicted = tables.predictions().select("id").distinct().count();
    log.count("predicted", predicted);
    return "%,d examples by %s".formatted(predicted, name);
  }

  private String run(List<Loaded> models, String counted, String path) {
    Dataset<Row> left = tables.left().cache();
    long count = log.count(counted, left.count());
    log.working(count * models.size(), "predictions");
    models.forEach(one -> log.digest("model " + one.name(), one.model().digest()));
    CheckpointStage.write(
        new CheckpointStage.Source(source.rows(), source.idColumn(), source.texts()),
        left,
        count,
        models,
        config.models(),
        inference,
        path);
    left.unpersist();
    List<String> names = models.stream().map(Loaded::name).toList();
    return "%,d examples by %s%s%s"
        .formatted(
            count,
            String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size()))),
            names.size() > MOST_NAMES ? " and %d more".formatted(names.size() - MOST_NAMES) : "",
            Placed.said(inference, models, log));
  }

  private String probe(String path) {
    List<String> classes = ClassStage.ofProbe(tables.examples(), config.models().classes());
    Dataset<Row> examples =
        LearnedStage.numbered(clustered().filter(col("label").isNotNull()), classes)
            .join(tables.embeddings().select("id", "rank", "embedding"), "id")
            .select("id", "rank", "key", "label", "embedding")
            .cache();
    long count = log.count("predicted", examples.count());
    if (count == 0) {
      examples.unpersist();
      Tables.write(Tables.empty(spark(), PredictionTable.SCHEMA), path);
      return "none: no example has a label and a text";
    }
    log.working((long) config.probe().folds() * config.probe().seeds(), "heads");
    ProbeStage.Trained trained =
        ProbeStage.write(
            examples,
            count,
            classes.size(),
            config.probe(),
            config.seed(),
            path,
            tables.directory().building(RunTables.FOLDS));
    examples.unpersist();
    log.count("probe_trained_on", trained.drawn());
    if (trained.heldOutOnly()) {
      log.warn(
          "heads were trained on %,d of %,d examples (probe.max-examples), so that training dynamics are those of heads that did not know the example"
              .formatted(trained.drawn(), count));
    }
    return "%,d examples, %,d classes, by %d heads in %d folds, %d epochs each"
        .formatted(
            count,
            classes.size(),
            config.probe().folds() * config.probe().seeds(),
            config.probe().folds(),
            config.probe().plan().epochs());
  }

  /** What is left, those that stay beside the keeper of their cluster by the key of that keeper. */
  private Dataset<Row> clustered() {
    Dataset<Row> left = tables.left();
    if (config.near().keepPerCluster() == Keep.ONE) {
      return left;
    }
    Dataset<Row> keepers =
        tables
            .kin()
            .select(col("id"), col("keeper_id"))
            .join(
                tables.examples().select(col("id").as("keeper_id"), col("key").as("cluster")),
                "keeper_id")
            .select("id", "cluster");
    return left.join(keepers, "id", "left")
        .select(col("id"), coalesce(col("cluster"), col("key")).as("key"), col("label"));
  }

  /**
   * Scores by what learners said, and by what a training aims at.
   *
   * @param left {@code id, key, label} of the examples to score
   * @param release gathers what the caller may let go of once the results are written
   * @return tables of {@code id} and a column a score
   */
  List<Dataset<Row>> score(Dataset<Row> left, List<Dataset<Row>> release) {
    return LearnedStage.score(
        new LearnedStage.Inputs(
            tables.predictions(),
            tables.pairs(),
            source.texts().select("id", "text").join(left.select("id"), "id", "left_semi"),
            left,
            tables.examples()),
        config,
        log::warn,
        release);
  }

  private SparkSession spark() {
    return tables.spark();
  }
}
