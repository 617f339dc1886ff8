package io.secateur.learnability;

import io.secateur.example.Dynamics;
import io.secateur.score.Direction;
import io.secateur.score.Scorer;

/**
 * Checkpoint forgetting: how often a learner that had the example right has it wrong at the next
 * checkpoint.
 *
 * <pre>{@code
 * a_t = 1 if argmax z_t = y else 0
 * score(x, y) = sum over t < T of 1[a_t = 1 and a_(t+1) = 0],  T if a_t = 0 for all t
 * }</pre>
 *
 * <p>of each run, and the mean over the runs.
 *
 * <dl>
 *   <dt>Reads
 *   <dd>{@link Dynamics}: all steps, ten or more
 *   <dt>Returns
 *   <dd>n scores in [0, T], forgetting events; 0 was learnt and never forgotten, T was never learnt
 *   <dt>Higher
 *   <dd>harder to learn; never learnt is the hardest
 *   <dt>Edge
 *   <dd>n = 0 gives no scores; the first of equal logits is the prediction; logits that are not
 *       finite score NaN
 *   <dt>Cost
 *   <dd>O(n·runs·steps·classes) time, no memory beside the result
 *   <dt>Source
 *   <dd>Toneva et al., <i>An empirical study of example forgetting during deep neural network
 *       learning</i>, ICLR 2019, <a href="https://arxiv.org/abs/1812.05159">arXiv:1812.05159</a>
 *   <dt>Differs
 *   <dd>the paper looks at each presentation of an example, this at each checkpoint, so that there
 *       are T - 1 events at most. Some tools leave never-learnt examples at 0, the easiest; the
 *       paper ranks them hardest, as this does
 * </dl>
 */
public record Forgetting() implements Scorer<Dynamics> {
  /** Checkpoints from which on counts tell examples apart. */
  public static final int ENOUGH_STEPS = 10;

  @Override
  public String name() {
    return "forgetting";
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
    return Range.NOT_NEGATIVE;
  }

  @Override
  public double[] score(Dynamics block) {
    double[] scores = new double[block.size()];
    for (int i = 0; i < scores.length; i++) {
      double sum = 0;
      for (int run = 0; run < block.runs(); run++) {
        sum += events(block, i, (i * block.runs() + run) * block.steps());
      }
      scores[i] = sum / block.runs();
    }
    return scores;
  }

  private static double events(Dynamics block, int example, int first) {
    boolean learnt = false;
    boolean right = false;
    int events = 0;
    for (int row = first; row < first + block.steps(); row++) {
      int best = Softmax.best(block.logits(), row);
      if (best < 0) {
        return Double.NaN;
      }
      boolean before = right;
      right = best == block.labels().at(example);
      learnt |= right;
      events += before && !right ? 1 : 0;
    }
    return learnt ? events : block.steps();
  }
}
