package io.secateur.jobs.score;

import io.secateur.example.Doubles;
import io.secateur.example.Dynamics;
import io.secateur.example.Labels;
import io.secateur.example.LastLayer;
import io.secateur.example.LossPairs;
import io.secateur.example.Predictions;
import io.secateur.learnability.El2n;
import io.secateur.learnability.PredictionPlan;
import io.secateur.score.Scorer;
import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores some examples by what checkpoints said of them, one example at a time.
 *
 * @param plan who reads what
 * @param learner checkpoints of the learner, for reducible loss
 * @param reference checkpoints of the reference
 * @param scorers those of the registry to run; {@code label_issue}, which looks at all examples, is
 *     none of them
 * @param classes number of classes
 */
record PredictionScores(
    PredictionPlan plan,
    List<String> learner,
    List<String> reference,
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
      if (scorer.reads().equals(LossPairs.class)) {
        LossPairs losses = losses(examples);
        columns.put(LEARNER_LOSS, losses.first().toArray());
        columns.put(REFERENCE_LOSS, losses.second().toArray());
        columns.put(scorer.name(), as(scorer, LossPairs.class).score(losses));
      } else if (scorer.reads().equals(LastLayer.class)) {
        columns.put(scorer.name(), as(scorer, LastLayer.class).score(lastLayer(examples)));
      } else if (scorer.reads().equals(Predictions.class)) {
        columns.put(scorer.name(), as(scorer, Predictions.class).score(heldOut(examples)));
      } else {
        columns.put(
            scorer.name(),
            as(scorer, Dynamics.class)
                .score(scorer instanceof El2n ? early(examples) : dynamics(examples)));
      }
    }
    return columns;
  }

  @SuppressWarnings("unchecked") // a scorer says itself what it reads
  private static <B extends io.secateur.example.Block> Scorer<B> as(
      Scorer<?> scorer, Class<B> kind) {
    if (!scorer.reads().equals(kind)) {
      throw new IllegalStateException("%s does not read %s".formatted(scorer, kind));
    }
    return (Scorer<B>) scorer;
  }

  private Dynamics dynamics(List<Gathered> examples) {
    return Gathered.dynamics(examples, plan.dynamics(), classes);
  }

  private Dynamics early(List<Gathered> examples) {
    return Gathered.dynamics(examples, earlyRuns(), classes);
  }

  private LastLayer lastLayer(List<Gathered> examples) {
    return Gathered.lastLayer(examples, earlyRuns(), plan.epoch(), classes);
  }

  private List<List<String>> earlyRuns() {
    return plan.early().stream().map(List::of).toList();
  }

  private LossPairs losses(List<Gathered> examples) {
    return new LossPairs(losses(examples, learner), losses(examples, reference));
  }

  private Doubles losses(List<Gathered> examples, List<String> checkpoints) {
    return Doubles.of(
        examples.stream().mapToDouble(example -> example.loss(checkpoints, classes)).toArray());
  }

  private Predictions heldOut(List<Gathered> examples) {
    double[] probabilities =
        examples.stream()
            .map(this::probabilities)
            .flatMapToDouble(Arrays::stream)
            .toArray();
    int[] labels = examples.stream().mapToInt(Gathered::label).toArray();
    return new Predictions(Doubles.of(probabilities), Labels.of(classes, labels));
  }

  /** What the held-out checkpoints make of an example on average. */
  double[] probabilities(Gathered example) {
    return example.probabilities(plan.heldOut(), classes);
  }
}
