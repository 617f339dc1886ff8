package io.secateur.learnability;

import io.secateur.example.LossPairs;
import io.secateur.score.Direction;
import io.secateur.score.Scorer;

/**
 * Reducible holdout loss: what a learner loses on the example beyond what a reference loses that
 * was not trained on it.
 *
 * <pre>
 * {@code score(x, y) = loss(learner) - loss(reference),  loss = -ln p_y, or a text's mean over tokens}
 * </pre>
 *
 * <dl>
 *   <dt>Reads
 *   <dd>{@link LossPairs}: first of the learner, second of the reference, in nats
 *   <dt>Returns
 *   <dd>n scores, any number, nats; below 0 the learner does better than the reference
 *   <dt>Higher
 *   <dd>more to gain: not learnt yet, and learnable. Noise loses as much with the reference, what
 *       is learnt loses nothing with either
 *   <dt>Edge
 *   <dd>n = 0 gives no scores; negative scores are kept; a loss that is not finite scores NaN
 *   <dt>Cost
 *   <dd>O(n)
 *   <dt>Source
 *   <dd>Mindermann et al., <i>Prioritized training on points that are learnable, worth learning,
 *       and not yet learnt</i>, ICML 2022, <a
 *       href="https://arxiv.org/abs/2206.07137">arXiv:2206.07137</a>; Evans et al., <i>Bad students
 *       make great teachers</i>, 2023, <a
 *       href="https://arxiv.org/abs/2312.05328">arXiv:2312.05328</a>
 *   <dt>Differs
 *   <dd>the papers score again with the current learner at every step; this is one shot, with the
 *       learner that is given: score again for each generation of it
 * </dl>
 */
public record ReducibleLoss() implements Scorer<LossPairs> {

  @Override
  public String name() {
    return "reducible_loss";
  }

  @Override
  public Direction direction() {
    return Direction.HIGHER_LEARNABLE;
  }

  @Override
  public Class<LossPairs> reads() {
    return LossPairs.class;
  }

  @Override
  public Range range() {
    return Range.REAL;
  }

  @Override
  public boolean needsHeldOut() {
    return true;
  }

  @Override
  public double[] score(LossPairs block) {
    double[] scores = new double[block.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Scores.finite(block.first().at(i) - block.second().at(i));
    }
    return scores;
  }
}
