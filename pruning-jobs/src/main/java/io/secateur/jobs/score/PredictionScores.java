package io.secateur.jobs.score;

import io.secateur.example.Block;
import io.secateur.example.Doubles;
import io.secateur.example.Dynamics;
import io.secateur.example.LastLayer;
import io.secateur.example.LossPairs;
import io.secateur.example.Predictions;
import io.secateur.example.TokenLosses;
import io.secateur.jobs.score.Gathered.Numbers;
import io.secateur.learnability.El2n;
import io.secateur.learnability.Ifd;
import io.secateur.learnability.PredictionPlan;
import io.secateur.score.Scorer;
import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Scores some examples by what checkpoints said of them, one example at a time.
 *
 * @param plan who reads what
 * @param learner checkpoints of the learner, for reducible loss
 * @param reference checkpoints of the reference
 * @param languageModels checkpoints whose losses of tokens count
 * @param answerers checkpoints whose losses of answers count
 * @param scorers those of the registry to run; {@code label_issue}, which looks at all examples, is
 *     none of them
 * @param classes number of classes; 0 where only language models said something
 */
record PredictionScores(
    PredictionPlan plan,
    List<String> learner,
    List<String> reference,
    List<String> languageModels,
    List<String> answerers,
    List<Scorer<?>> scorers,
    int classes)
    implements Serializable {
  static final String LEARNER_LOSS = "learner_loss";
  static final String REFERENCE_LOSS = "reference_loss";

  /**
   * Scores.
   *
   * @param examples any number
   * @return by column, one an example; NaN where there is none
   */
  Map<String, double[]> of(List<Gathered> examples) {
    Map<String, double[]> columns = new LinkedHashMap<>();
    for (Scorer<?> scorer : scorers) {
      if (scorer instanceof Ifd) {
        LossPairs answers =
            pairs(
                examples,
                one -> one.mean(answerers, Numbers::promptedNll),
                one -> one.mean(answerers, Numbers::answerNll));
        columns.put(scorer.name(), as(scorer, LossPairs.class).score(answers));
      } else if (scorer.reads().equals(LossPairs.class)) {
        LossPairs losses =
            pairs(examples, one -> one.loss(learner, classes), one -> one.loss(reference, classes));
        columns.put(LEARNER_LOSS, losses.first().toArray());
        columns.put(REFERENCE_LOSS, losses.second().toArray());
        columns.put(scorer.name(), as(scorer, LossPairs.class).score(losses));
      } else if (scorer.reads().equals(TokenLosses.class)) {
        Doubles means = doubles(examples, one -> one.mean(languageModels, Numbers::tokenNll));
        columns.put(scorer.name(), as(scorer, TokenLosses.class).score(new TokenLosses(means)));
      } else {
        columns.put(scorer.name(), ofLabelled(examples, some -> ofClasses(scorer, some)));
      }
    }
    return columns;
  }

  /** Scores of the labelled examples in their places; NaN in the others. */
  private static double[] ofLabelled(
      List<Gathered> examples, Function<List<Gathered>, double[]> score) {
    double[] found = score.apply(examples.stream().filter(Gathered::isLabelled).toList());
    double[] scores = new double[examples.size()];
    int next = 0;
    for (int i = 0; i < scores.length; i++) {
      scores[i] = examples.get(i).isLabelled() ? found[next++] : Double.NaN;
    }
    return scores;
  }

  private double[] ofClasses(Scorer<?> scorer, List<Gathered> examples) {
    if (scorer.reads().equals(LastLayer.class)) {
      return as(scorer, LastLayer.class)
          .score(Gathered.lastLayer(examples, earlyRuns(), plan.epoch(), classes));
    }
    if (scorer.reads().equals(Predictions.class)) {
      return as(scorer, Predictions.class).score(heldOut(examples));
    }
    List<List<String>> runs = scorer instanceof El2n ? earlyRuns() : plan.dynamics();
    return as(scorer, Dynamics.class).score(Gathered.dynamics(examples, runs, classes));
  }

  @SuppressWarnings("unchecked") // a scorer says itself what it reads
  private static <B extends Block> Scorer<B> as(Scorer<?> scorer, Class<B> kind) {
    if (!scorer.reads().equals(kind)) {
      throw new IllegalStateException("%s does not read %s".formatted(scorer, kind));
    }
    return (Scorer<B>) scorer;
  }

  private List<List<String>> earlyRuns() {
    return plan.early().stream().map(List::of).toList();
  }

  private static LossPairs pairs(
      List<Gathered> examples,
      ToDoubleFunction<Gathered> first,
      ToDoubleFunction<Gathered> second) {
    return new LossPairs(doubles(examples, first), doubles(examples, second));
  }

  private static Doubles doubles(List<Gathered> examples, ToDoubleFunction<Gathered> number) {
    return Doubles.of(examples.stream().mapToDouble(number).toArray());
  }

  private Predictions heldOut(List<Gathered> examples) {
    double[] probabilities =
        examples.stream().map(this::probabilities).flatMapToDouble(Arrays::stream).toArray();
    return new Predictions(Doubles.of(probabilities), Gathered.labels(examples, classes));
  }

  /** What the held-out checkpoints make of an example on average. */
  double[] probabilities(Gathered example) {
    return example.probabilities(plan.heldOut(), classes);
  }
}
