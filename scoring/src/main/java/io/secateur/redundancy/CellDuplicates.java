package io.secateur.redundancy;

import io.secateur.example.Matrix;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds semantic duplicates within one cell: examples whose embeddings are as good as equal.
 *
 * <pre>{@code drop i  iff  some kept j before i has cos(x_i, x_j) >= minCosine}</pre>
 *
 * <p>Examples are compared with kept ones only: similarity is no equivalence, and a chain of
 * dropped examples must not take along one that is like none of the kept. Rows come in chunks: each
 * meets all that earlier chunks kept, then its own, so that the products run in blocks. Cost:
 * O(n·kept·d) time, O(n + d) memory.
 *
 * <p>Source: Abbas et al., <i>SemDeDup</i>, 2023, <a
 * href="https://arxiv.org/abs/2303.09540">arXiv:2303.09540</a>. Differs: the authors' code compares
 * with dropped examples too, and removes more than the paper's text says.
 *
 * @param minCosine the similarity from which two examples are duplicates, in (0, 1]; 1 - minCosine
 *     is the paper's epsilon
 */
public record CellDuplicates(double minCosine) implements java.io.Serializable {

  /**
   * Checks the threshold.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public CellDuplicates {
    if (!(minCosine > 0 && minCosine <= 1)) {
      throw new IllegalArgumentException(
          "Invalid minCosine: %s (must be in (0, 1])".formatted(minCosine));
    }
  }

  /**
   * A duplicate and the example that stands for it.
   *
   * @param duplicate its row
   * @param keeper the first kept row that is similar enough
   * @param cosine their similarity
   */
  public record Match(int duplicate, int keeper, float cosine) {}

  /**
   * Finds the duplicates.
   *
   * @param rows n x d, unit rows, in the order of {@link Priority}
   * @return one match for each row that goes, in order
   */
  public List<Match> find(Matrix rows) {
    List<Match> matches = new ArrayList<>();
    Kept kept = new Kept(rows, minCosine);
    for (int from = 0; from < rows.rows(); from += ColumnBlocks.WIDTH) {
      matches.addAll(kept.meet(from, Math.min(rows.rows(), from + ColumnBlocks.WIDTH)));
    }
    return matches;
  }
}
