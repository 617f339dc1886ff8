package io.secateur.select;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;

/**
 * The rows of a block in the order in which a greedy policy picked them, and what each of them
 * added.
 *
 * <p>No row comes twice, and gains never rise. Rows that are given are picked whatever they add;
 * where one adds less than a row after it, its gain is raised to that row's.
 */
public final class Picks implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int[] order;
  private final double[] gains;

  private Picks(int[] order, double[] gains) {
    this.order = order;
    this.gains = gains;
  }

  /** A set that grows by one row at a time. What a row would add never rises as it does. */
  interface Growing {

    /** The row that would add most of those not yet in the set, the first of equals. */
    int best();

    /** What a row that is not yet in the set would add. */
    double gain(int row);

    /** Puts a row into the set. */
    void add(int row);
  }

  /** The rows that are given, and after them the best ones. */
  static Picks greedily(Growing set, int rows, int[] given, int most) {
    checkGiven(rows, given, most);
    int size = Math.min(most, rows);
    int[] order = Arrays.copyOf(given, size);
    double[] gains = new double[size];
    for (int i = 0; i < size; i++) {
      if (i >= given.length) {
        order[i] = set.best();
      }
      gains[i] = set.gain(order[i]);
      set.add(order[i]);
    }
    raise(gains, given.length, next(set, rows, given, gains));
    return new Picks(order, gains);
  }

  /** What the first row after the given ones adds, whether it was still picked or not. */
  private static double next(Growing set, int rows, int[] given, double[] gains) {
    if (given.length < gains.length) {
      return gains[given.length];
    }
    return given.length < rows ? set.gain(set.best()) : Double.NEGATIVE_INFINITY;
  }

  private static void raise(double[] gains, int count, double next) {
    double least = next;
    for (int i = count - 1; i >= 0; i--) {
      least = Math.max(least, gains[i]);
      gains[i] = least;
    }
  }

  private static void checkGiven(int rows, int[] given, int most) {
    if (most < given.length) {
      throw new IllegalArgumentException(
          "Invalid most: %d (must be at least the %d rows given)".formatted(most, given.length));
    }
    boolean[] seen = new boolean[rows];
    for (int row : given) {
      if (row < 0 || row >= rows || seen[row]) {
        throw new IllegalArgumentException(
            "Invalid given row: %d (must be one of %d, once)".formatted(row, rows));
      }
      seen[row] = true;
    }
  }

  /** Number of rows picked. */
  public int size() {
    return order.length;
  }

  /**
   * A row.
   *
   * @param place in [0, size), the first pick at 0
   */
  public int row(int place) {
    return order[place];
  }

  /**
   * What the row of a place added when it was picked.
   *
   * @param place in [0, size)
   */
  public double gain(int place) {
    return gains[place];
  }

  /** A copy of the rows in the order of the picks. */
  public int[] order() {
    return order.clone();
  }

  /** A copy of the gains in the order of the picks. */
  public double[] gains() {
    return gains.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Picks that
        && Arrays.equals(order, that.order)
        && Arrays.equals(gains, that.gains);
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.hashCode(order), Arrays.hashCode(gains));
  }

  @Override
  public String toString() {
    return "Picks[%d]".formatted(order.length);
  }
}
