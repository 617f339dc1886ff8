package io.secateur.select;

import io.secateur.example.Matrix;
import io.secateur.redundancy.Cosines;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Facility location, greedily: again and again the example that most raises how well every example
 * is represented by the most similar one picked.
 *
 * <pre>{@code
 * f(S) = sum_i max_{j in S} s_ij,   s_ij = (1 + cos(x_i, x_j)) / 2
 * gain(j) = f(S + j) - f(S)
 * }</pre>
 *
 * <p>f is monotone and submodular, so any number of picks reaches at least 1 - 1/e of what the best
 * choice of as many would. A gain from an earlier step bounds the gain of now from above, also in
 * floating point, since every sum runs in the same order: only examples whose bound is the greatest
 * are looked at again, and the order is that of looking at all of them. Over several blocks the
 * objective is the sum of theirs.
 *
 * <dl>
 *   <dt>Reads
 *   <dd>n x d, unit vectors; values are not looked at
 *   <dt>Returns
 *   <dd>gains in [0, n], no unit
 *   <dt>Edge
 *   <dd>ties go to the smallest row number; rows equal to a pick come last, with gain 0 but for
 *       rounding
 *   <dt>Cost
 *   <dd>O(n²·d) time for the similarities, O(n²) memory (16 MB at n = 2,000); then O(n) for each
 *       bound looked at, at most n²
 *   <dt>Source
 *   <dd>Nemhauser, Wolsey and Fisher, <i>An analysis of approximations for maximizing submodular
 *       set functions</i>, Mathematical Programming 14, 1978; Minoux, <i>Accelerated greedy
 *       algorithms</i>, 1978; for training sets: Wei, Iyer and Bilmes, <i>Submodularity in data
 *       subset selection and active learning</i>, ICML 2015
 *   <dt>Differs
 *   <dd>nothing; apricot and DeepCore are the peers
 * </dl>
 */
public record FacilityLocation() implements GreedyPolicy {

  @Override
  public String name() {
    return "facility_location";
  }

  @Override
  public Picks picks(Matrix vectors, double[] values, int[] given, int most) {
    return picks(similarities(vectors), given, most);
  }

  /** The picks for similarities that are symmetric, finite and not negative. */
  static Picks picks(float[][] similarities, int[] given, int most) {
    return Picks.greedily(new Represented(similarities), similarities.length, given, most);
  }

  private static float[][] similarities(Matrix vectors) {
    Distances.checkFinite(vectors);
    float[][] all = new float[vectors.rows()][vectors.rows()];
    Cosines.between(
        vectors,
        vectors,
        (row, first, cosines, count) -> {
          for (int c = 0; c < count; c++) {
            all[row][first + c] = Math.max(0, Math.min(1, 0.5f + 0.5f * cosines[c]));
          }
        });
    return all;
  }

  private static final class Represented implements Picks.Growing {
    private final float[][] similarities;
    private final float[] nearest; // of each row, the similarity to the most similar pick
    private final double[] bounds;
    private final int[] seen; // how many picks there were when a bound was found
    private final PriorityQueue<Integer> greatest;
    private int picks;

    Represented(float[][] similarities) {
      int rows = similarities.length;
      this.similarities = similarities;
      nearest = new float[rows];
      bounds = new double[rows];
      seen = new int[rows];
      Arrays.fill(bounds, Double.POSITIVE_INFINITY);
      Arrays.fill(seen, -1);
      greatest =
          new PriorityQueue<>(
              Comparator.comparingDouble((Integer row) -> -bounds[row])
                  .thenComparing(Comparator.naturalOrder()));
      for (int row = 0; row < rows; row++) {
        greatest.add(row);
      }
    }

    @Override
    public int best() {
      while (true) {
        int row = greatest.element();
        if (seen[row] == picks) {
          return row;
        }
        greatest.remove();
        bounds[row] = gain(row);
        seen[row] = picks;
        greatest.add(row);
      }
    }

    @Override
    public double gain(int row) {
      return seen[row] == picks ? bounds[row] : sum(similarities[row], nearest);
    }

    @Override
    public void add(int row) {
      greatest.remove(row);
      float[] similar = similarities[row];
      for (int i = 0; i < nearest.length; i++) {
        nearest[i] = Math.max(nearest[i], similar[i]);
      }
      picks++;
    }

    /** In four lanes, always the same, so that a term that falls never raises the sum. */
    private static double sum(float[] similar, float[] nearest) {
      double a = 0;
      double b = 0;
      double c = 0;
      double d = 0;
      int i = 0;
      for (; i + 4 <= similar.length; i += 4) {
        a += Math.max(0, similar[i] - nearest[i]);
        b += Math.max(0, similar[i + 1] - nearest[i + 1]);
        c += Math.max(0, similar[i + 2] - nearest[i + 2]);
        d += Math.max(0, similar[i + 3] - nearest[i + 3]);
      }
      for (; i < similar.length; i++) {
        a += Math.max(0, similar[i] - nearest[i]);
      }
      return (a + b) + (c + d);
    }
  }
}
