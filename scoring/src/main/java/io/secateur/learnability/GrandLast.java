package io.secateur.learnability;

import io.secateur.example.LastLayer;
import io.secateur.score.Direction;
import io.secateur.score.Scorer;

/**
 * GraNd of the last layer: how strongly the example pulls at the last layer, early in training.
 *
 * <pre>{@code score(x, y) = mean over predictions of ||p - onehot(y)|| · sqrt(||h||² + 1)}</pre>
 *
 * <p>which is the Frobenius norm of the gradient of the cross entropy with respect to the weights
 * and the bias of the last layer, h the features that it reads.
 *
 * <dl>
 *   <dt>Reads
 *   <dd>{@link LastLayer}: one early step of several runs
 *   <dt>Returns
 *   <dd>n scores from 0, no unit; 0 changes nothing
 *   <dt>Higher
 *   <dd>harder to learn
 *   <dt>Edge
 *   <dd>n = 0 gives no scores; a norm that is not finite or below 0 scores NaN
 *   <dt>Cost
 *   <dd>O(n·runs·steps·classes) time, O(classes) memory beside the result
 *   <dt>Source
 *   <dd>Paul, Ganguli and Dziugaite, <i>Deep learning on a data diet</i>, NeurIPS 2021, <a
 *       href="https://arxiv.org/abs/2107.07075">arXiv:2107.07075</a>
 *   <dt>Differs
 *   <dd>the paper takes the gradient of all layers. Before training it tells nothing (Kirsch 2023,
 *       <a href="https://arxiv.org/abs/2303.14753">arXiv:2303.14753</a>), so that epoch 0 is
 *       refused
 * </dl>
 */
public record GrandLast() implements Scorer<LastLayer> {

  @Override
  public String name() {
    return "grand_last";
  }

  @Override
  public Direction direction() {
    return Direction.HIGHER_HARDER;
  }

  @Override
  public Class<LastLayer> reads() {
    return LastLayer.class;
  }

  @Override
  public Range range() {
    return Range.NOT_NEGATIVE;
  }

  /**
   * Scores a block.
   *
   * @throws IllegalArgumentException if its first step is from before training
   */
  @Override
  public double[] score(LastLayer block) {
    if (block.epoch() < 1) {
      throw new IllegalArgumentException(
          "Invalid epoch: %d (must be at least 1; gradients before training tell nothing)"
              .formatted(block.epoch()));
    }
    int each = block.dynamics().each();
    double[] probabilities = new double[block.dynamics().classes()];
    double[] scores = new double[block.size()];
    for (int i = 0; i < scores.length; i++) {
      int label = block.dynamics().labels().at(i);
      double sum = 0;
      for (int row = i * each; row < (i + 1) * each; row++) {
        double norm = block.norms().at(row);
        sum +=
            norm >= 0 && norm < Double.POSITIVE_INFINITY
                ? El2n.error(block.dynamics().logits(), row, label, probabilities)
                    * Math.sqrt(norm * norm + 1)
                : Double.NaN;
      }
      scores[i] = sum / each;
    }
    return scores;
  }
}
