package io.secateur.learnability;

import io.secateur.example.Dynamics;
import io.secateur.example.Matrix;
import io.secateur.score.Direction;
import io.secateur.score.Scorer;

/**
 * EL2N: how far the predicted probabilities are from the label, early in training.
 *
 * <pre>{@code score(x, y) = mean over predictions of ||p - onehot(y)||}</pre>
 *
 * <dl>
 *   <dt>Reads
 *   <dd>{@link Dynamics}: one early step of several runs, 5 to 10 % into training
 *   <dt>Returns
 *   <dd>n scores in [0, sqrt 2], no unit; 0 is certain and right, sqrt 2 certain and wrong
 *   <dt>Higher
 *   <dd>harder to learn
 *   <dt>Edge
 *   <dd>n = 0 gives no scores; one class scores 0; logits that are not finite score NaN; those from
 *       before training tell nothing, so that callers should refuse them
 *   <dt>Cost
 *   <dd>O(n·runs·steps·classes) time, O(classes) memory beside the result
 *   <dt>Source
 *   <dd>Paul, Ganguli and Dziugaite, <i>Deep learning on a data diet: finding important examples
 *       early in training</i>, NeurIPS 2021, <a
 *       href="https://arxiv.org/abs/2107.07075">arXiv:2107.07075</a>
 *   <dt>Differs
 *   <dd>nothing; below {@value #ENOUGH_RUNS} runs the ranking of one seed shows, so that callers
 *       should warn
 * </dl>
 */
public record El2n() implements Scorer<Dynamics> {
  /** Runs from which on the mean says more of the example than of the seeds. */
  public static final int ENOUGH_RUNS = 5;

  @Override
  public String name() {
    return "el2n";
  }

  @Override
  public Direction direction() {
    return Direction.HIGHER_HARDER;
  }

  @Override
  public Class<Dynamics> reads() {
    return Dynamics.class;
  }

  @Override
  public Range range() {
    return new Range(0, Math.sqrt(2));
  }

  @Override
  public double[] score(Dynamics block) {
    int each = block.each();
    double[] probabilities = new double[block.classes()];
    double[] scores = new double[block.size()];
    for (int i = 0; i < scores.length; i++) {
      double sum = 0;
      for (int row = i * each; row < (i + 1) * each; row++) {
        sum += error(block.logits(), row, block.labels().at(i), probabilities);
      }
      scores[i] = Math.min(range().to(), sum / each);
    }
    return scores;
  }

  /** Length of the error vector of one prediction. */
  static double error(Matrix logits, int row, int label, double[] probabilities) {
    Softmax.probabilities(logits, row, probabilities);
    double squares = 0;
    for (int k = 0; k < probabilities.length; k++) {
      double off = probabilities[k] - (k == label ? 1 : 0);
      squares += off * off;
    }
    return Math.sqrt(squares);
  }
}
