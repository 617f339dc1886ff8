package io.secateur.jobs.report;

import java.util.List;

/**
 * The data map: how sure a learner is of the labels, and how much that changes while it learns.
 *
 * @param cells that hold an example
 */
public record DataMap(List<Cell> cells) {
  /** Nobody asked for it. */
  public static final DataMap NONE = new DataMap(List.of());

  /** Cells along each axis. */
  static final int SIDE = 40;

  /** The greatest standard deviation of a probability. */
  static final double MOST_VARIABILITY = 0.5;

  /**
   * A part of the map.
   *
   * @param variability in the middle of it
   * @param confidence in the middle of it
   * @param kept examples
   * @param dropped examples
   * @param correctness mean of them; NaN where nobody knows
   */
  public record Cell(
      double variability, double confidence, long kept, long dropped, double correctness) {
    long examples() {
      return kept + dropped;
    }

    double shareKept() {
      return kept / (double) examples();
    }
  }
}
