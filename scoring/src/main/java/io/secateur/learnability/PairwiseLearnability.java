package io.secateur.learnability;

import io.secateur.example.EmbeddedPairs;
import io.secateur.example.Matrix;
import io.secateur.score.Direction;
import io.secateur.score.Scorer;

/**
 * Pairwise learnability: reducible loss of a pair, such as an image and its caption, within a fixed
 * reference batch B.
 *
 * <pre>{@code
 * loss(u, v) = softplus(-(a·u'v + b))
 *            + 1/(2|B|) · sum over j in B of softplus(a·u'v_j + b) + softplus(a·u_j'v + b)
 * score      = loss(learner) - loss(reference)
 * }</pre>
 *
 * <p>u and v of unit length, a and b of each model; a pair that is in B is left out of its own B.
 *
 * <dl>
 *   <dt>Reads
 *   <dd>{@link EmbeddedPairs}, of as many dimensions as the towers
 *   <dt>Returns
 *   <dd>n scores, any number, nats
 *   <dt>Higher
 *   <dd>more to gain: the learner cannot tell the pair from others yet, the reference can
 *   <dt>Edge
 *   <dd>n = 0 gives no scores; an empty batch leaves the first term; embeddings that are not finite
 *       score NaN
 *   <dt>Cost
 *   <dd>O(n·|B|·d) time, no memory beside the result
 *   <dt>Source
 *   <dd>Evans et al., <i>Data curation via joint example selection further accelerates multimodal
 *       learning</i>, NeurIPS 2024, <a href="https://arxiv.org/abs/2406.17711">arXiv:2406.17711</a>
 *   <dt>Differs
 *   <dd>the paper chooses batches jointly while it trains; this is the point-wise part alone, in a
 *       batch that is drawn once
 * </dl>
 *
 * @param learner what is to be trained
 * @param reference what was trained, on other pairs
 */
public record PairwiseLearnability(Towers learner, Towers reference)
    implements Scorer<EmbeddedPairs> {

  /**
   * Checks that both saw the same batch.
   *
   * @throws IllegalArgumentException if they did not
   */
  public PairwiseLearnability {
    if (learner.firsts().rows() != reference.firsts().rows()) {
      throw new IllegalArgumentException(
          "Invalid batch: %d pairs of the learner, %d of the reference (must be the same)"
              .formatted(learner.firsts().rows(), reference.firsts().rows()));
    }
  }

  /** With an empty batch, of one dimension. */
  public static PairwiseLearnability alone() {
    Towers none = new Towers(Matrix.of(0, 1), Matrix.of(0, 1), 1, 0);
    return new PairwiseLearnability(none, none);
  }

  @Override
  public String name() {
    return "pairwise_learnability";
  }

  @Override
  public Direction direction() {
    return Direction.HIGHER_LEARNABLE;
  }

  @Override
  public Class<EmbeddedPairs> reads() {
    return EmbeddedPairs.class;
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
  public double[] score(EmbeddedPairs block) {
    checkWidth(learner, block.learnerFirst());
    checkWidth(reference, block.referenceFirst());
    double[] scores = new double[block.size()];
    for (int i = 0; i < scores.length; i++) {
      int place = block.places().get(i);
      scores[i] =
          Scores.finite(
              learner.loss(block.learnerFirst(), block.learnerSecond(), i, place)
                  - reference.loss(block.referenceFirst(), block.referenceSecond(), i, place));
    }
    return scores;
  }

  private static void checkWidth(Towers towers, Matrix pairs) {
    if (towers.firsts().columns() != pairs.columns()) {
      throw new IllegalArgumentException(
          "Invalid pairs: %s (must have %d columns)".formatted(pairs, towers.firsts().columns()));
    }
  }
}
