package io.secateur.learnability;

import io.secateur.example.Dynamics;
import io.secateur.score.Direction;
import io.secateur.score.Scorer;

/**
 * Data map: how sure of the label a learner was over training, how much that changed, and how often
 * it was right.
 *
 * <pre>{@code
 * confidence  = mu    = mean over t of p_y(t)
 * variability = sigma = sqrt(mean over t of (p_y(t) - mu)²)
 * correctness         = share of t with argmax z(t) = y
 * }</pre>
 *
 * <p>of each run, and the mean over the runs.
 *
 * <dl>
 *   <dt>Reads
 *   <dd>{@link Dynamics}: all steps
 *   <dt>Returns
 *   <dd>n scores, no unit: confidence and correctness in [0, 1], variability in [0, 1/2]
 *   <dt>Higher
 *   <dd>confidence and correctness: easier. Variability: more ambiguous, from which the paper's
 *       learners gained most. Low confidence at low variability is likely noise
 *   <dt>Edge
 *   <dd>n = 0 gives no scores; one step has no variability; logits that are not finite score NaN
 *   <dt>Cost
 *   <dd>O(n·runs·steps·classes) time, no memory beside the result
 *   <dt>Source
 *   <dd>Swayamdipta et al., <i>Dataset cartography: mapping and diagnosing datasets with training
 *       dynamics</i>, EMNLP 2020, <a href="https://arxiv.org/abs/2009.10795">arXiv:2009.10795</a>
 *   <dt>Differs
 *   <dd>nothing for one run
 * </dl>
 *
 * @param statistic which of the three
 */
public record Cartography(Statistic statistic) implements Scorer<Dynamics> {

  /** A coordinate of the map. */
  public enum Statistic {
    CONFIDENCE("cartography_confidence", Direction.LOWER_HARDER, 1),
    VARIABILITY("cartography_variability", Direction.HIGHER_LEARNABLE, 0.5),
    CORRECTNESS("cartography_correctness", Direction.LOWER_HARDER, 1);

    private final String column;
    private final Direction direction;
    private final double most;

    Statistic(String column, Direction direction, double most) {
      this.column = column;
      this.direction = direction;
      this.most = most;
    }
  }

  @Override
  public String name() {
    return statistic.column;
  }

  @Override
  public Direction direction() {
    return statistic.direction;
  }

  @Override
  public Class<Dynamics> reads() {
    return Dynamics.class;
  }

  @Override
  public Range range() {
    return new Range(0, statistic.most);
  }

  @Override
  public double[] score(Dynamics block) {
    double[] scores = new double[block.size()];
    for (int i = 0; i < scores.length; i++) {
      double sum = 0;
      for (int run = 0; run < block.runs(); run++) {
        int first = (i * block.runs() + run) * block.steps();
        sum +=
            statistic == Statistic.CORRECTNESS
                ? right(block, block.labels().at(i), first)
                : moment(block, block.labels().at(i), first);
      }
      double mean = sum / block.runs();
      scores[i] = Double.isNaN(mean) ? mean : Math.min(statistic.most, mean);
    }
    return scores;
  }

  private static double right(Dynamics block, int label, int first) {
    int right = 0;
    for (int row = first; row < first + block.steps(); row++) {
      int best = Softmax.best(block.logits(), row);
      if (best < 0) {
        return Double.NaN;
      }
      right += best == label ? 1 : 0;
    }
    return (double) right / block.steps();
  }

  private double moment(Dynamics block, int label, int first) {
    int steps = block.steps();
    double[] confidences = new double[steps];
    double sum = 0;
    for (int t = 0; t < steps; t++) {
      confidences[t] = Math.exp(-Softmax.loss(block.logits(), first + t, label));
      sum += confidences[t];
    }
    double mean = sum / steps;
    if (statistic == Statistic.CONFIDENCE) {
      return mean;
    }
    double squares = 0;
    for (double confidence : confidences) {
      squares += (confidence - mean) * (confidence - mean);
    }
    return Math.sqrt(squares / steps);
  }
}
