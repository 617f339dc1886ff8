package io.secateur.learnability;

import io.secateur.example.Predictions;
import io.secateur.score.Direction;
import io.secateur.score.Scorer;

/**
 * Label quality: by how much a learner that never saw the example prefers its label.
 *
 * <pre>{@code score(x, y) = (p_y - max over k != y of p_k + 1) / 2}</pre>
 *
 * <dl>
 *   <dt>Reads
 *   <dd>{@link Predictions}: out-of-fold probabilities
 *   <dt>Returns
 *   <dd>n scores in [0, 1], no unit; below 1/2 another class is likelier than the label
 *   <dt>Higher
 *   <dd>the label looks right; low is hard or wrong
 *   <dt>Edge
 *   <dd>n = 0 gives no scores; one class scores 1; a probability that is not finite scores NaN
 *   <dt>Cost
 *   <dd>O(n·classes) time, no memory beside the result
 *   <dt>Source
 *   <dd>Kuan and Mueller, <i>Model-agnostic label quality scoring to detect real-world label
 *       errors</i>, ICML DataPerf workshop 2022: normalized margin
 *   <dt>Differs
 *   <dd>nothing
 * </dl>
 */
public record LabelQuality() implements Scorer<Predictions> {

  @Override
  public String name() {
    return "label_quality";
  }

  @Override
  public Direction direction() {
    return Direction.LOWER_HARDER;
  }

  @Override
  public Class<Predictions> reads() {
    return Predictions.class;
  }

  @Override
  public Range range() {
    return Range.UNIT;
  }

  @Override
  public boolean needsHeldOut() {
    return true;
  }

  @Override
  public double[] score(Predictions block) {
    double[] scores = new double[block.size()];
    for (int i = 0; i < scores.length; i++) {
      double most = block.classes() == 1 ? 0 : Double.NEGATIVE_INFINITY;
      for (int k = 0; k < block.classes(); k++) {
        if (k != block.labels().at(i)) {
          most = Math.max(most, block.at(i, k));
        }
      }
      double quality = (block.at(i, block.labels().at(i)) - most + 1) / 2;
      scores[i] = Double.isFinite(quality) ? Math.max(0, Math.min(1, quality)) : Double.NaN;
    }
    return scores;
  }
}
