package io.secateur.redundancy;

import io.secateur.example.Embeddings;
import io.secateur.score.Direction;
import io.secateur.score.Scorer;
import java.util.Arrays;

/**
 * Semantic redundancy: how similar the most similar other example is.
 *
 * <pre>{@code score(x_i) = max over j != i of cos(x_i, x_j)}</pre>
 *
 * <dl>
 *   <dt>Reads
 *   <dd>{@link Embeddings}, n x d unit rows: the examples of one cell
 *   <dt>Returns
 *   <dd>n scores in [-1, 1], no unit; 1 has a twin, -1 has nobody near
 *   <dt>Higher
 *   <dd>more redundant: another example covers this one better
 *   <dt>Edge
 *   <dd>n = 0 gives no scores; a lone example has no other and scores -1; rounding is clamped
 *   <dt>Cost
 *   <dd>O(n²·d) time in blocks, O(n) memory beside the result; the caller bounds n
 *   <dt>Source
 *   <dd>Abbas et al., <i>SemDeDup: data-efficient learning at web-scale through semantic
 *       deduplication</i>, 2023, <a href="https://arxiv.org/abs/2303.09540">arXiv:2303.09540</a>
 *   <dt>Differs
 *   <dd>the paper looks only at examples earlier in its order, so that scores depend on that order;
 *       here all others count
 * </dl>
 */
public record SemanticRedundancy() implements Scorer<Embeddings> {

  @Override
  public String name() {
    return "semantic_redundancy";
  }

  @Override
  public Direction direction() {
    return Direction.HIGHER_REDUNDANT;
  }

  @Override
  public Class<Embeddings> reads() {
    return Embeddings.class;
  }

  @Override
  public Range range() {
    return new Range(-1, 1);
  }

  @Override
  public double[] score(Embeddings block) {
    double[] nearest = new double[block.size()];
    Arrays.fill(nearest, -1);
    Cosines.between(
        block.rows(),
        block.rows(),
        (i, firstColumn, cosines, count) -> {
          for (int c = 0; c < count; c++) {
            if (firstColumn + c != i && cosines[c] > nearest[i]) {
              nearest[i] = Math.min(1, cosines[c]);
            }
          }
        });
    return nearest;
  }
}
