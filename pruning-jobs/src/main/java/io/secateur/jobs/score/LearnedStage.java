package io.secateur.jobs.score;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import io.secateur.example.LastLayer;
import io.secateur.example.LossPairs;
import io.secateur.example.TokenLosses;
import io.secateur.jobs.config.ModelsConfig;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.config.ScoreConfig;
import io.secateur.jobs.config.ScoreConfig.Target;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.spark.ClassStage;
import io.secateur.jobs.spark.SeenStage;
import io.secateur.jobs.spark.SeenStage.Checkpoint;
import io.secateur.learnability.CheckpointName;
import io.secateur.learnability.El2n;
import io.secateur.learnability.Forgetting;
import io.secateur.learnability.Ifd;
import io.secateur.learnability.PredictionPlan;
import io.secateur.learnability.PredictionPlan.Seen;
import io.secateur.learnability.ReducibleLoss;
import io.secateur.learnability.TargetWeight;
import io.secateur.score.Scorer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/**
 * Scores by what learners said: checks that the stored predictions serve the scorers asked for, and
 * runs them.
 */
public final class LearnedStage {
  private static final String LABEL_ISSUE = "label_issue";
  private static final int MOST_NAMES = 5;

  private LearnedStage() {}

  /**
   * What scorers read.
   *
   * @param predictions the table of predictions
   * @param pairs the same, of towers
   * @param texts {@code id, text} of the examples to score
   * @param left {@code id, key, label} of the examples to score
   * @param examples {@code 1-examples}, whose labels name the classes
   */
  public record Inputs(
      Dataset<Row> predictions,
      Dataset<Row> pairs,
      Dataset<Row> texts,
      Dataset<Row> left,
      Dataset<Row> examples) {}

  /**
   * Scores.
   *
   * @param warn told what a user should know of the scores
   * @param release gathers what the caller may let go of once the results are written
   * @return tables of {@code id} and a column a score
   * @throws DataException if the predictions do not serve a scorer
   */
  public static List<Dataset<Row>> score(
      Inputs inputs, RunConfig config, Consumer<String> warn, List<Dataset<Row>> release) {
    List<Dataset<Row>> scores = new ArrayList<>();
    if (config.score().readsPredictions()) {
      scores.add(byPredictions(inputs, config.score(), config.models(), warn, release));
    }
    if (config.score().readsPairs()) {
      PairStage.guard(SeenStage.of(inputs.pairs()), warn);
      scores.add(PairStage.score(inputs.pairs(), inputs.left(), config.pairs(), config.seed()));
    }
    Target target = config.score().target();
    if (target != null && config.score().scorers().contains(TargetWeight.aimless().name())) {
      scores.add(
          TargetStage.score(
              TargetStage.open(inputs.texts().sparkSession(), target), inputs.texts()));
    }
    return scores;
  }

  /**
   * Checks that the driver has room for what scorers gather of all examples.
   *
   * @param classes that labels tell apart
   * @param examples with a column {@code label}, null where there is none
   * @throws DataException if it has not
   */
  public static void checkSize(ScoreConfig config, int classes, Dataset<Row> examples) {
    if (config.scorers().contains(LABEL_ISSUE)
        && LabelIssueStage.cells(classes, Long.MAX_VALUE) > LabelIssueStage.MOST_CELLS) {
      LabelIssueStage.checkSize(classes, examples.filter(col("label").isNotNull()).count());
    }
  }

  private static Dataset<Row> byPredictions(
      Inputs inputs,
      ScoreConfig config,
      ModelsConfig models,
      Consumer<String> warn,
      List<Dataset<Row>> release) {
    List<Checkpoint> seen = SeenStage.of(inputs.predictions());
    if (seen.isEmpty()) {
      throw new DataException(
          "Cannot score by predictions: there are none of the examples to score (with a label and a text, by id). Check them, and run from predict.");
    }
    int logits = seen.stream().mapToInt(Checkpoint::mostLogits).max().orElse(0);
    List<String> classes =
        logits == 0
            ? List.of()
            : models.none()
                ? ClassStage.ofProbe(inputs.examples(), models.classes())
                : ClassStage.of(inputs.examples(), models.classes(), logits);
    checkSize(config, classes.size(), inputs.left());
    refuseSameSteps(seen);
    PredictionPlan plan =
        PredictionPlan.of(
            seen.stream()
                .filter(one -> one.mostLogits() > 0 || logits == 0)
                .map(one -> new Seen(one.name(), one.isHeldOut()))
                .toList());
    List<Scorer<?>> scorers = config.ofPredictions();
    List<String> learner = named(models.learner(), plan.heldOutEarly());
    List<String> reference = named(models.reference(), plan.heldOut());
    check(scorers, seen, plan, learner, reference);
    warn(scorers, seen, plan, reference, warn);
    PredictionScores scores =
        new PredictionScores(
            plan,
            learner,
            reference,
            lastOf(seen, one -> one.tokenLosses() > 0),
            lastOf(seen, one -> one.answers() > 0),
            scorers.stream().filter(scorer -> !scorer.name().equals(LABEL_ISSUE)).toList(),
            classes.size());
    boolean issues = scorers.stream().anyMatch(scorer -> scorer.name().equals(LABEL_ISSUE));
    Dataset<Row> said =
        LearnabilityStage.score(
            inputs.predictions(),
            numbered(inputs.left().select("id", "label"), classes),
            scores,
            issues);
    if (issues) {
      said = said.persist(StorageLevel.MEMORY_AND_DISK());
      release.add(said);
      said = LabelIssueStage.flag(said, classes, config.minPerClass());
    }
    return said.drop(LearnabilityStage.LABEL, LearnabilityStage.PROBABILITIES);
  }

  /** Two names of one step, such as epoch-1 and epoch-01, would stand for each other. */
  private static void refuseSameSteps(List<Checkpoint> seen) {
    Map<CheckpointName, String> names = new HashMap<>();
    for (Checkpoint one : seen) {
      String other = names.put(CheckpointName.of(one.name()), one.name());
      if (other != null) {
        throw new DataException(
            "Cannot score by predictions: checkpoints %s and %s are of the same step of one run. Name them apart."
                .formatted(other, one.name()));
      }
    }
  }

  /** The last of each run, among some checkpoints. */
  private static List<String> lastOf(List<Checkpoint> seen, Predicate<Checkpoint> some) {
    return PredictionPlan.of(
            seen.stream()
                .filter(some)
                .map(one -> new Seen(one.name(), /* heldOut= */ true))
                .toList())
        .heldOut();
  }

  /** Labels by number, null where there is none. */
  public static Dataset<Row> numbered(Dataset<Row> examples, List<String> classes) {
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < classes.size(); i++) {
      numbers.put(classes.get(i), i);
    }
    UDF1<String, Integer> number = numbers::get;
    return examples.withColumn("label", udf(number, DataTypes.IntegerType).apply(col("label")));
  }

  private static List<String> named(@Nullable String name, List<String> otherwise) {
    return name == null ? otherwise : List.of(name);
  }

  private static void check(
      List<Scorer<?>> scorers,
      List<Checkpoint> seen,
      PredictionPlan plan,
      List<String> learner,
      List<String> reference) {
    List<String> problems = new ArrayList<>();
    for (Scorer<?> scorer : scorers) {
      String problem = problem(scorer, seen, plan, learner, reference);
      if (!problem.isEmpty()) {
        problems.add("%s %s".formatted(scorer.name(), problem));
      }
    }
    if (!problems.isEmpty()) {
      throw DataException.of("score by predictions", problems);
    }
  }

  /** Why the predictions do not serve a scorer; nothing where they do. */
  private static String problem(
      Scorer<?> scorer,
      List<Checkpoint> seen,
      PredictionPlan plan,
      List<String> learner,
      List<String> reference) {
    if (scorer instanceof Ifd) {
      return seen.stream().anyMatch(one -> one.answers() > 0)
          ? ""
          : "needs the losses of answers with and without their prompts, prompted_nll and answer_nll";
    }
    if (scorer.reads().equals(TokenLosses.class)) {
      return seen.stream().anyMatch(one -> one.tokenLosses() > 0)
          ? ""
          : "needs the losses of a causal language model, token_nll";
    }
    if (scorer.reads().equals(LossPairs.class)) {
      return problemOfLosses(seen, learner, reference);
    }
    if (seen.stream().allMatch(one -> one.mostLogits() == 0)) {
      return "needs logits of classes, and there are none";
    }
    if (scorer.needsHeldOut() && plan.heldOut().isEmpty()) {
      return "needs predictions of a learner that was not trained on the examples, and none of the %,d checkpoints is known to be one (held_out must be true for all that it predicted)%s"
          .formatted(seen.size(), trainedOn(seen));
    }
    boolean dynamic = !plan.dynamics().isEmpty() && !plan.dynamics().get(0).isEmpty();
    if (!dynamic && !scorer.needsHeldOut()) {
      return "needs checkpoints of a training run; runs must have steps in common";
    }
    boolean early = scorer instanceof El2n || scorer.reads().equals(LastLayer.class);
    if (early && plan.epoch() < 1) {
      return "needs a checkpoint from after training began; %s at step 0 (%s) tell nothing"
          .formatted(
              scorer instanceof El2n ? "errors" : "gradients",
              String.join(", ", plan.dynamics().get(0)));
    }
    boolean norms =
        seen.stream()
            .filter(one -> plan.early().contains(one.name()))
            .allMatch(one -> one.norms() == one.examples());
    if (scorer.reads().equals(LastLayer.class) && !norms) {
      return "needs the length of the features, feature_norm, with every prediction";
    }
    return "";
  }

  /** Which checkpoints were trained on some examples, and on how many. */
  private static String trainedOn(List<Checkpoint> seen) {
    return seen.stream()
        .filter(one -> one.trainedOn() > 0)
        .limit(MOST_NAMES)
        .map(
            one ->
                "; %s was trained on %,d of the %,d examples that it predicted"
                    .formatted(one.name(), one.trainedOn(), one.examples()))
        .collect(Collectors.joining());
  }

  private static String problemOfLosses(
      List<Checkpoint> seen, List<String> learner, List<String> reference) {
    if (learner.isEmpty() || reference.isEmpty()) {
      return "needs a learner and a reference that was not trained on the examples: name models.learner and models.reference";
    }
    if (learner.equals(reference)) {
      return "would be 0 everywhere: learner and reference are the same, %s"
          .formatted(String.join(", ", learner));
    }
    List<String> names = seen.stream().map(Checkpoint::name).toList();
    for (String name : List.of(learner.get(0), reference.get(0))) {
      if (!names.contains(name)) {
        return "has no predictions of %s (there are %s)"
            .formatted(name, String.join(", ", names.subList(0, Math.min(10, names.size()))));
      }
    }
    long classifiers =
        seen.stream()
            .filter(one -> learner.contains(one.name()) || reference.contains(one.name()))
            .map(one -> one.mostLogits() > 0)
            .distinct()
            .count();
    if (classifiers > 1) {
      return "would take the loss of a label from that of a token: learner and reference must be of one kind";
    }
    for (Checkpoint one : seen) {
      if (reference.contains(one.name()) && one.trainedOn() > 0) {
        return "would leak: the reference %s was trained on %,d of the %,d examples that it predicted. Name one that was not, or bring no models, and a probe is cross-fitted"
            .formatted(one.name(), one.trainedOn(), one.examples());
      }
    }
    return "";
  }

  private static void warn(
      List<Scorer<?>> scorers,
      List<Checkpoint> seen,
      PredictionPlan plan,
      List<String> reference,
      Consumer<String> warn) {
    warnOfLeftOut(scorers, seen, warn);
    for (Scorer<?> scorer : scorers) {
      boolean seeds = scorer instanceof El2n || scorer.reads().equals(LastLayer.class);
      if (seeds && plan.early().size() < El2n.ENOUGH_RUNS) {
        warn.accept(
            "%s is the mean of %d run%s; below %d its order is largely that of the seeds"
                .formatted(
                    scorer.name(),
                    plan.early().size(),
                    plan.early().size() == 1 ? "" : "s",
                    El2n.ENOUGH_RUNS));
      }
      if (scorer instanceof Forgetting && plan.dynamics().get(0).size() < Forgetting.ENOUGH_STEPS) {
        warn.accept(
            "forgetting has %d checkpoints; below %d its counts hardly tell examples apart"
                .formatted(plan.dynamics().get(0).size(), Forgetting.ENOUGH_STEPS));
      }
      for (Checkpoint one : seen) {
        if (scorer instanceof ReducibleLoss
            && reference.contains(one.name())
            && one.heldOut() + one.trainedOn() < one.examples()) {
          warn.accept(
              "nobody knows whether the reference %s was trained on the examples; if it was, %s is too high for what it memorised"
                  .formatted(one.name(), scorer.name()));
        }
      }
    }
  }

  /** One example that is known takes a checkpoint out of what must not know any. */
  private static void warnOfLeftOut(
      List<Scorer<?>> scorers, List<Checkpoint> seen, Consumer<String> warn) {
    List<String> strict =
        scorers.stream().filter(Scorer::needsHeldOut).map(scorer -> scorer.name()).toList();
    for (Checkpoint one : seen) {
      if (!strict.isEmpty() && one.heldOut() > 0 && !one.isHeldOut()) {
        long unknown = one.examples() - one.heldOut() - one.trainedOn();
        warn.accept(
            "the checkpoint %s was trained on %,d of the %,d examples that it predicted%s, so that %s leave%s it out"
                .formatted(
                    one.name(),
                    one.trainedOn(),
                    one.examples(),
                    unknown == 0 ? "" : ", and of %,d nobody knows".formatted(unknown),
                    String.join(" and ", strict),
                    strict.size() == 1 ? "s" : ""));
      }
    }
  }
}
