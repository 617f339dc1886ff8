package io.secateur.select;

import io.secateur.example.Matrix;
import java.util.Arrays;

/**
 * D2 pruning: again and again the example of greatest value in its neighbourhood, after which its
 * neighbours are worth less; difficulty and diversity in one order.
 *
 * <pre>{@code
 * d_ij = ||x_i - x_j||,   N(i) = the k rows nearest to i
 * forward:  s'_i = s_i + sum_{j in N(i)} exp(-d_ij) · s_j
 * pick:     i = argmax s',  gain s'_i
 * reverse:  s'_j -= exp(-gamma · d_ij) · s'_i   for j in N(i), as long as s'_i > 0
 * }</pre>
 *
 * <p>Values are at least 0, so a message only ever takes away, and gains never rise.
 *
 * <dl>
 *   <dt>Reads
 *   <dd>n x d, any vectors, though exp(-d) is meant for unit ones, which lie at most 2 apart; n
 *       values in [0, inf), such as ranks. A row without a value is for the caller to decide about
 *   <dt>Returns
 *   <dd>gains in the unit of the values; below 0 where an example's neighbours were worth more than
 *       itself
 *   <dt>Edge
 *   <dd>fewer than k others: all of them. Ties, among neighbours as among picks, go to the smallest
 *       row number
 *   <dt>Cost
 *   <dd>O(n²·d) time for the neighbours, O(n) a pick; O(n·(d + k)) memory
 *   <dt>Source
 *   <dd>Maharana, Yadav and Bansal, <i>D2 pruning: message passing for balancing diversity and
 *       difficulty in data pruning</i>, ICLR 2024, <a
 *       href="https://arxiv.org/abs/2310.07931">arXiv:2310.07931</a>
 *   <dt>Differs
 *   <dd>neighbours are looked for inside the block and not in the whole set; an example whose value
 *       has fallen to 0 or below sends nothing, where its message would raise its neighbours' and
 *       so the gains
 * </dl>
 *
 * @param neighbours k, at least 1; the default is 10
 * @param gamma how fast what a pick takes from a neighbour falls with distance, at least 0; the
 *     paper tunes it between 0.1 and 1. The default is 1, under which a neighbour loses in the
 *     proportion in which it gave
 */
public record D2(int neighbours, double gamma) implements GreedyPolicy {

  /** Ten neighbours, and a gamma of 1. */
  public D2() {
    this(10, 1);
  }

  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public D2 {
    if (neighbours < 1) {
      throw new IllegalArgumentException(
          "Invalid neighbours: %d (must be at least 1)".formatted(neighbours));
    }
    if (!(gamma >= 0 && gamma < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "Invalid gamma: %s (must be finite and at least 0)".formatted(gamma));
    }
  }

  @Override
  public String name() {
    return "d2";
  }

  @Override
  public Picks picks(Matrix vectors, double[] values, int[] given, int most) {
    int rows = vectors.rows();
    if (values.length != rows) {
      throw new IllegalArgumentException(
          "Invalid values: %d (must be one for each of %d rows)".formatted(values.length, rows));
    }
    for (int i = 0; i < rows; i++) {
      if (!(values[i] >= 0 && values[i] < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "Invalid value: %s of row %d (must be finite and at least 0)".formatted(values[i], i));
      }
    }
    return Picks.greedily(new Messages(vectors, values, this), rows, given, most);
  }

  private static final class Messages implements Picks.Growing {
    private final int[][] neighbours; // the nearest first
    private final double[][] distances; // to these
    private final double[] worth;
    private final boolean[] added;
    private final double gamma;

    Messages(Matrix vectors, double[] values, D2 policy) {
      int rows = vectors.rows();
      int k = Math.min(policy.neighbours(), Math.max(0, rows - 1));
      neighbours = new int[rows][k];
      distances = new double[rows][k];
      worth = values.clone();
      added = new boolean[rows];
      gamma = policy.gamma();
      Distances all = new Distances(vectors);
      double[] squares = new double[rows];
      for (int i = 0; i < rows; i++) {
        all.squaredFrom(i, squares);
        findNearest(i, squares);
        for (int n = 0; n < k; n++) {
          worth[i] += StrictMath.exp(-distances[i][n]) * values[neighbours[i][n]];
        }
      }
    }

    private void findNearest(int row, double[] squares) {
      int[] nearest = neighbours[row];
      double[] distance = distances[row];
      Arrays.fill(distance, Double.POSITIVE_INFINITY);
      for (int j = 0; j < squares.length; j++) {
        int place = nearest.length;
        while (j != row && place > 0 && squares[j] < distance[place - 1]) {
          place--;
        }
        if (j != row && place < nearest.length) {
          int moved = nearest.length - 1 - place;
          System.arraycopy(nearest, place, nearest, place + 1, moved);
          System.arraycopy(distance, place, distance, place + 1, moved);
          nearest[place] = j;
          distance[place] = squares[j];
        }
      }
      for (int n = 0; n < distance.length; n++) {
        distance[n] = Math.sqrt(distance[n]);
      }
    }

    @Override
    public int best() {
      int best = -1;
      for (int i = 0; i < worth.length; i++) {
        if (!added[i] && (best < 0 || worth[i] > worth[best])) {
          best = i;
        }
      }
      return best;
    }

    @Override
    public double gain(int row) {
      return worth[row];
    }

    @Override
    public void add(int row) {
      added[row] = true;
      for (int n = 0; n < neighbours[row].length && worth[row] > 0; n++) {
        int neighbour = neighbours[row][n];
        worth[neighbour] -= StrictMath.exp(-gamma * distances[row][n]) * worth[row];
      }
    }
  }
}
