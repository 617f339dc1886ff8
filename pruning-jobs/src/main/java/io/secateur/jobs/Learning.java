package io.secateur.jobs;

import static org.apache.spark.sql.functions.col;

import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.predict.CheckpointStage;
import io.secateur.jobs.predict.ExportedStage;
import io.secateur.jobs.predict.Loaded;
import io.secateur.jobs.predict.ProbeStage;
import io.secateur.jobs.predict.TrainedOnStage;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.score.LearnedStage;
import io.secateur.jobs.source.OpenStage.Opened;
import io.secateur.jobs.spark.ClassStage;
import io.secateur.jobs.spark.PredictionTable;
import io.secateur.jobs.spark.Tables;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a run does about learners: where their predictions come from, and what they are good for.
 *
 * @param loaded the user's checkpoints, tried; empty where there are none
 */
record Learning(
    RunConfig config, RunLog log, RunTables tables, Opened source, List<Loaded> loaded) {

  /**
   * Brings the user's checkpoints to Spark, before any long work.
   *
   * @throws io.secateur.inference.ModelException if one cannot be used
   */
  static List<Loaded> load(SparkSession spark, RunConfig config, Opened source) {
    if (!config.score().readsPredictions()) {
      return List.of();
    }
    List<Loaded> loaded = CheckpointStage.load(spark, config.models());
    CheckpointStage.checkColumns(source.rows(), loaded, config.models());
    return loaded;
  }

  /**
   * Checks, before the long work, that labels and predictions fit each other.
   *
   * @throws DataException if they do not
   */
  void check() {
    if (!config.score().readsPredictions()) {
      return;
    }
    String exported = config.models().predictions();
    List<String> names = loaded.stream().map(Loaded::name).toList();
    int logits = 0;
    if (exported != null) {
      Dataset<Row> predictions = ExportedStage.open(spark(), exported);
      logits = ExportedStage.check(predictions, exported);
      names = ExportedStage.checkpoints(predictions);
    } else {
      logits = CheckpointStage.classes(loaded);
    }
    TrainedOnStage.check(spark(), config.models(), names);
    if (logits > 0 || config.models().none()) {
      ClassStage.of(tables.examples(), config.models().classes(), logits);
    }
  }

  /** Writes the table of predictions. */
  String predict() {
    String path = tables.directory().building(RunTables.PREDICTIONS);
    if (!config.score().readsPredictions()) {
      Tables.write(Tables.empty(spark(), PredictionTable.SCHEMA), path);
      return "none: no scorer reads predictions";
    }
    String exported = config.models().predictions();
    String result =
        exported != null
            ? exported(exported, path)
            : loaded.isEmpty() ? probe(path) : checkpoints(path);
    log.count("predictions", tables.predictions().count());
    return result;
  }

  private String exported(String name, String path) {
    ExportedStage.write(
        ExportedStage.open(spark(), name), tables.left(), config.models(), name, path);
    long predicted = tables.predictions().select("id").distinct().count();
    log.count("predicted", predicted);
    return "%,d examples by %s".formatted(predicted, name);
  }

  private String checkpoints(String path) {
    Dataset<Row> left = tables.left().cache();
    long count = log.count("predicted", left.count());
    log.working(count * loaded.size(), "predictions");
    loaded.forEach(one -> log.digest("checkpoint " + one.name(), one.model().digest()));
    CheckpointStage.write(
        new CheckpointStage.Source(source.rows(), source.idColumn(), source.texts()),
        left,
        count,
        loaded,
        config.models(),
        path);
    left.unpersist();
    List<String> names = loaded.stream().map(Loaded::name).toList();
    return "%,d examples by %s%s"
        .formatted(
            count,
            String.join(", ", names.subList(0, Math.min(5, names.size()))),
            names.size() > 5 ? " and %d more".formatted(names.size() - 5) : "");
  }

  private String probe(String path) {
    List<String> classes = ClassStage.of(tables.examples(), config.models().classes(), 0);
    Dataset<Row> examples =
        LearnedStage.numbered(tables.left().filter(col("label").isNotNull()), classes)
            .join(tables.embeddings().select("id", "rank", "embedding"), "id")
            .select("id", "rank", "key", "label", "embedding")
            .cache();
    long count = log.count("predicted", examples.count());
    if (count == 0) {
      Tables.write(Tables.empty(spark(), PredictionTable.SCHEMA), path);
      return "none: no example has a label and a text";
    }
    log.working((long) config.probe().folds() * config.probe().seeds(), "heads");
    ProbeStage.Trained trained =
        ProbeStage.write(examples, count, classes.size(), config.probe(), config.seed(), path);
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

  /**
   * Scores by the stored predictions.
   *
   * @param left {@code id, label} of the examples to score
   * @param release gathers what the caller may let go of once the result is written
   */
  Dataset<Row> score(Dataset<Row> left, List<Dataset<Row>> release) {
    Dataset<Row> predictions = tables.predictions();
    if (log.counted("predictions") == 0) {
      throw new DataException(
          "Cannot score by predictions: the run has none. Run from predict, with labelled examples.");
    }
    return LearnedStage.score(
        predictions, left, tables.examples(), config.score(), config.models(), log::warn, release);
  }

  private SparkSession spark() {
    return tables.spark();
  }
}
