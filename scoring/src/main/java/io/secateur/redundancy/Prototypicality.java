package io.secateur.redundancy;

import io.secateur.example.ClusteredEmbeddings;
import io.secateur.score.Direction;
import io.secateur.score.Scorer;

/**
 * Prototypicality: how close an example lies to the centre of its cluster.
 *
 * <pre>{@code score(x) = cos(x, mu_c),  c the cluster of x,  mu_c its unit centroid}</pre>
 *
 * <dl>
 *   <dt>Reads
 *   <dd>{@link ClusteredEmbeddings}, n x d unit rows, k x d unit centroids
 *   <dt>Returns
 *   <dd>n scores in [-1, 1], no unit; 1 is the prototype itself
 *   <dt>Higher
 *   <dd>more redundant: the example says what its cluster says already
 *   <dt>Edge
 *   <dd>n = 0 gives no scores; a cluster of one scores 1; rounding is clamped into the range
 *   <dt>Cost
 *   <dd>O(n·d) time, O(d) memory beside the result
 *   <dt>Source
 *   <dd>Sorscher et al., <i>Beyond neural scaling laws: beating power law scaling via data
 *       pruning</i>, NeurIPS 2022, <a href="https://arxiv.org/abs/2206.14486">arXiv:2206.14486</a>;
 *       Abbas et al., <i>Effective pruning of web-scale datasets based on complexity of concept
 *       clusters</i>, ICLR 2024, <a href="https://arxiv.org/abs/2401.04578">arXiv:2401.04578</a>
 *   <dt>Differs
 *   <dd>the papers score the distance 1 - cos, so that higher is less typical; the sign is flipped
 *       here, since among redundancies higher is more redundant
 * </dl>
 */
public record Prototypicality() implements Scorer<ClusteredEmbeddings> {

  @Override
  public String name() {
    return "prototypicality";
  }

  @Override
  public Direction direction() {
    return Direction.HIGHER_REDUNDANT;
  }

  @Override
  public Class<ClusteredEmbeddings> reads() {
    return ClusteredEmbeddings.class;
  }

  @Override
  public Range range() {
    return new Range(-1, 1);
  }

  @Override
  public double[] score(ClusteredEmbeddings block) {
    double[] scores = new double[block.size()];
    for (int i = 0; i < scores.length; i++) {
      float cosine =
          Cosines.of(block.rows().row(i), block.centroids().row(block.clusters().get(i)));
      scores[i] = Math.max(-1, Math.min(1, cosine));
    }
    return scores;
  }
}
