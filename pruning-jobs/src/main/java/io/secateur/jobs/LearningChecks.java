package io.secateur.jobs;

import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.config.ScoreConfig.Target;
import io.secateur.jobs.predict.CheckpointStage;
import io.secateur.jobs.predict.ExportedStage;
import io.secateur.jobs.predict.Learners;
import io.secateur.jobs.predict.Loaded;
import io.secateur.jobs.predict.ProbeStage;
import io.secateur.jobs.predict.TrainedOnStage;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.score.LearnedStage;
import io.secateur.jobs.score.TargetStage;
import io.secateur.jobs.spark.ClassStage;
import io.secateur.jobs.spark.PredictionTable;
import io.secateur.jobs.spark.SeenStage;
import io.secateur.jobs.spark.SeenStage.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What is refused of learners before any long work, by a plan and by a run alike.
 *
 * <p>Cost: aggregations of the labels, and of the user's predictions where there are any.
 *
 * @param learners the user's models
 * @param examples with a column {@code label}
 * @param width dimensions of an embedding
 */
record LearningChecks(
    SparkSession spark,
    RunConfig config,
    Learners learners,
    Dataset<Row> examples,
    IntSupplier width) {

  /**
   * Checks.
   *
   * @param from the first stage that is done: predictions that are there already are not looked at
   * @throws DataException if labels and predictions do not fit each other, or have no room
   */
  void check(StageName from) {
    Target target = config.score().target();
    if (target != null) {
      TargetStage.open(spark, target);
    }
    if (from.compareTo(StageName.PREDICT) > 0) {
      return;
    }
    List<String> names = new ArrayList<>(PredictionTable.TOWERS);
    int logits = 0;
    String exported = config.models().predictions();
    if (config.score().readsPredictions() && exported != null) {
      Dataset<Row> predictions = ExportedStage.open(spark, exported);
      List<Checkpoint> seen = SeenStage.of(predictions);
      logits = ExportedStage.check(seen, exported);
      names.addAll(0, seen.stream().map(Checkpoint::name).toList());
    } else {
      logits = CheckpointStage.classes(learners.checkpoints());
      names.addAll(0, learners.checkpoints().stream().map(Loaded::name).toList());
    }
    TrainedOnStage.check(spark, config.models(), names, config.source());
    if (config.score().readsPredictions()) {
      classes(logits);
    }
  }

  private void classes(int logits) {
    List<String> classes = List.of();
    if (config.models().none()) {
      classes = ClassStage.ofProbe(examples, config.models().classes());
      ProbeStage.checkSize(config.probe(), width.getAsInt(), classes.size());
    } else if (logits > 0) {
      classes = ClassStage.of(examples, config.models().classes(), logits);
    }
    LearnedStage.checkSize(config.score(), classes.size(), examples);
  }
}
