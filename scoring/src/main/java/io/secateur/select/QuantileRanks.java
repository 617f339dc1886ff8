package io.secateur.select;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The mid-rank of a value among many, as a share: how many are less, and half of those that are
 * equal.
 *
 * <pre>{@code
 * rank(v) = (#{x < v} + #{x = v} / 2) / n,   in [0, 1]
 * }</pre>
 *
 * <p>Exact at each of some edges, from counts of the values at and between them; linear in between.
 * Where every value is an edge, as with few values or many ties, it is exact everywhere; otherwise
 * it is off by less than the share of values between two edges. A greater value never ranks lower.
 *
 * <dl>
 *   <dt>Edge
 *   <dd>all values equal: 0.5. Past the outer edges: 0 and 1. Minus zero is zero
 *   <dt>Cost
 *   <dd>O(log m) for m edges; O(m) memory
 *   <dt>Source
 *   <dd>mid-ranks are those of tied observations in Wilcoxon's and Spearman's statistics
 *   <dt>Differs
 *   <dd>nothing
 * </dl>
 */
public final class QuantileRanks implements Serializable {
  private static final long serialVersionUID = 1L;

  private final double[] edges;
  private final long[] below; // of each cell, the values in the cells before it
  private final long[] counts;
  private final long total;

  private QuantileRanks(double[] edges, long[] counts) {
    this.edges = edges;
    this.counts = counts;
    this.below = new long[counts.length];
    long sum = 0;
    for (int c = 0; c < counts.length; c++) {
      below[c] = sum;
      sum = Math.addExact(sum, counts[c]);
    }
    this.total = sum;
  }

  /**
   * The cell of a value, for counting: 2i at edge i, 2i + 1 strictly between edges i and i + 1.
   *
   * @param edges m of them, strictly ascending, the least and the greatest value among them
   * @param value between these
   * @return in [0, 2m - 2]
   * @throws IllegalArgumentException if the value is NaN or past the outer edges
   */
  public static int cell(double[] edges, double value) {
    int cell = place(edges, value);
    if (cell < 0 || cell > 2 * edges.length - 2) {
      throw new IllegalArgumentException(
          "Invalid value: %s (must be between the outer edges)".formatted(value));
    }
    return cell;
  }

  /**
   * Ranks from the counts of all values.
   *
   * @param edges m of them, at least 1, finite and strictly ascending
   * @param counts one a {@link #cell}, 2m - 1 of them; not all 0
   * @throws IllegalArgumentException if they are not as said
   */
  public static QuantileRanks of(double[] edges, long[] counts) {
    checkEdges(edges);
    if (counts.length != 2 * edges.length - 1) {
      throw new IllegalArgumentException(
          "Invalid counts: %d (must be %d for %d edges)"
              .formatted(counts.length, 2 * edges.length - 1, edges.length));
    }
    for (long count : counts) {
      if (count < 0) {
        throw new IllegalArgumentException(
            "Invalid count: %d (must be at least 0)".formatted(count));
      }
    }
    QuantileRanks ranks = new QuantileRanks(edges.clone(), counts.clone());
    if (ranks.total == 0) {
      throw new IllegalArgumentException("Invalid counts: all 0 (must be those of some values)");
    }
    return ranks;
  }

  private static void checkEdges(double[] edges) {
    if (edges.length == 0) {
      throw new IllegalArgumentException("Invalid edges: none (must be at least 1)");
    }
    for (int i = 0; i < edges.length; i++) {
      if (!Double.isFinite(edges[i]) || (i > 0 && edges[i] <= edges[i - 1])) {
        throw new IllegalArgumentException(
            "Invalid edge: %s (must be finite, and above the one before)".formatted(edges[i]));
      }
    }
  }

  /** How many values there are. */
  public long size() {
    return total;
  }

  /**
   * The rank of a value.
   *
   * @param value any number
   * @return in [0, 1]
   * @throws IllegalArgumentException if it is NaN
   */
  public double rank(double value) {
    int cell = place(edges, value);
    if (cell < 0 || cell >= counts.length) {
      return cell < 0 ? 0 : 1;
    }
    double way = cell % 2 == 0 ? 0.5 : way(edges[cell / 2], value, edges[cell / 2 + 1]);
    return (below[cell] + counts[cell] * way) / total;
  }

  /** The part of the way from one edge to the next; in halves, so that nothing overflows. */
  private static double way(double from, double value, double to) {
    double width = to / 2 - from / 2;
    return width > 0 ? Math.min(1, (value / 2 - from / 2) / width) : 0.5;
  }

  /** The cell of a value; -1 before the first, and one more than the last after it. */
  private static int place(double[] edges, double value) {
    if (Double.isNaN(value)) {
      throw new IllegalArgumentException("Invalid value: NaN (must be a number)");
    }
    int found = Arrays.binarySearch(edges, value);
    if (found < 0 && value == 0) {
      found = Math.max(found, Arrays.binarySearch(edges, -value)); // it tells the zeros apart
    }
    return found >= 0 ? 2 * found : 2 * (-found - 1) - 1;
  }

  @Override
  public String toString() {
    return "QuantileRanks[%,d values, %,d edges]".formatted(total, edges.length);
  }
}
