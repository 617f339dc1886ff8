package io.secateur.learnability;

import io.secateur.example.Dynamics;
import io.secateur.example.Matrix;
import io.secateur.score.Direction;
import io.secateur.score.Scorer;

/**
 * Area under the margin: by how much the label's logit led the others, over training.
 *
 * <pre>{@code score(x, y) = mean over predictions of (z_y - max over k != y of z_k)}</pre>
 *
 * <dl>
 *   <dt>Reads
 *   <dd>{@link Dynamics}: all steps, up to the first drop of the learning rate
 *   <dt>Returns
 *   <dd>n scores, any number, in the logits' unit; below 0 another class led on average
 *   <dt>Higher
 *   <dd>easier: the sign is the paper's; low is hard or mislabelled
 *   <dt>Edge
 *   <dd>n = 0 gives no scores; with one class nothing can lead, which scores 0; logits that are not
 *       finite score NaN
 *   <dt>Cost
 *   <dd>O(n·runs·steps·classes) time, no memory beside the result
 *   <dt>Source
 *   <dd>Pleiss et al., <i>Identifying mislabeled data using the area under the margin ranking</i>,
 *       NeurIPS 2020, <a href="https://arxiv.org/abs/2001.10528">arXiv:2001.10528</a>
 *   <dt>Differs
 *   <dd>nothing. Some tools take margins of probabilities, which saturate: here they are of logits
 * </dl>
 */
public record Aum() implements Scorer<Dynamics> {

  @Override
  public String name() {
    return "aum";
  }

  @Override
  public Direction direction() {
    return Direction.LOWER_HARDER;
  }

  @Override
  public Class<Dynamics> reads() {
    return Dynamics.class;
  }

  @Override
  public Range range() {
    return Range.REAL;
  }

  @Override
  public double[] score(Dynamics block) {
    int each = block.each();
    double[] scores = new double[block.size()];
    for (int i = 0; i < scores.length; i++) {
      double sum = 0;
      for (int row = i * each; row < (i + 1) * each; row++) {
        sum += margin(block.logits(), row, block.labels().at(i));
      }
      scores[i] = sum / each;
    }
    return scores;
  }

  private static double margin(Matrix logits, int row, int label) {
    if (Softmax.best(logits, row) < 0) {
      return Double.NaN;
    }
    float most = Float.NEGATIVE_INFINITY;
    for (int k = 0; k < logits.columns(); k++) {
      if (k != label) {
        most = Math.max(most, logits.at(row, k));
      }
    }
    return logits.columns() == 1 ? 0 : (double) logits.at(row, label) - most;
  }
}
