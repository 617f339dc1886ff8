package io.secateur.select;

import io.secateur.example.Matrix;
import java.util.Arrays;

/**
 * k-center, greedily: again and again the example farthest from all that are picked, so that no
 * example is far from one that is kept.
 *
 * <pre>{@code
 * next = argmax_i min_{j picked} ||x_i - x_j||,   gain = that distance
 * }</pre>
 *
 * <p>After any number of picks the greatest distance of an example to its nearest pick is at most
 * twice what the best choice of as many would leave. Taking the greatest gains over all blocks
 * leaves no example farther from a pick of its block than the last gain taken.
 *
 * <dl>
 *   <dt>Reads
 *   <dd>n x d, any vectors; values are not looked at
 *   <dt>Returns
 *   <dd>gains in [0, 2] for unit vectors, in their unit
 *   <dt>Edge
 *   <dd>nothing given: row 0 is the first pick, and its gain is 2, the greatest distance of unit
 *       vectors, or the gain after it where that is greater. Ties go to the smallest row number;
 *       rows equal to a pick come last, with gain 0
 *   <dt>Cost
 *   <dd>O(n·d) time a pick, O(n·d) memory; no n x n matrix
 *   <dt>Source
 *   <dd>Gonzalez, <i>Clustering to minimize the maximum intercluster distance</i>, Theoretical
 *       Computer Science 38, 1985; Sener and Savarese, <i>Active learning for convolutional neural
 *       networks: a core-set approach</i>, ICLR 2018, <a
 *       href="https://arxiv.org/abs/1708.00489">arXiv:1708.00489</a>
 *   <dt>Differs
 *   <dd>without the paper's mixed-integer refinement; the first pick is not random
 * </dl>
 */
public record KCenter() implements GreedyPolicy {
  private static final double GREATEST = 2; // distance of unit vectors

  @Override
  public String name() {
    return "k_center";
  }

  @Override
  public Picks picks(Matrix vectors, double[] values, int[] given, int most) {
    int rows = vectors.rows();
    boolean free = given.length == 0 && most > 0 && rows > 0;
    return Picks.greedily(new Covered(vectors), rows, free ? new int[1] : given, most);
  }

  private static final class Covered implements Picks.Growing {
    private final Distances distances;
    private final double[] squares; // to the nearest pick; -1 for the picks themselves
    private final double[] latest;

    Covered(Matrix vectors) {
      distances = new Distances(vectors);
      squares = new double[vectors.rows()];
      latest = new double[vectors.rows()];
      Arrays.fill(squares, Double.POSITIVE_INFINITY);
    }

    @Override
    public int best() {
      int best = 0;
      for (int i = 1; i < squares.length; i++) {
        if (squares[i] > squares[best]) {
          best = i;
        }
      }
      return best;
    }

    @Override
    public double gain(int row) {
      return Double.isInfinite(squares[row]) ? GREATEST : Math.sqrt(squares[row]);
    }

    @Override
    public void add(int row) {
      distances.squaredFrom(row, latest);
      for (int i = 0; i < squares.length; i++) {
        squares[i] = Math.min(squares[i], latest[i]);
      }
      squares[row] = -1;
    }
  }
}
