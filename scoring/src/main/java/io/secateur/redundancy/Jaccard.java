package io.secateur.redundancy;

/** Jaccard similarity of two sets: the share of their union that both hold. */
public final class Jaccard {
  private Jaccard() {}

  /**
   * The exact similarity.
   *
   * <pre>{@code J(a, b) = |a and b| / |a or b|}</pre>
   *
   * @param a distinct values in ascending order, as {@link Shingles} gives them
   * @param b the same
   * @return in [0, 1]; 0 if either is empty, since nothing is no duplicate of anything
   */
  public static double of(long[] a, long[] b) {
    if (a.length == 0 || b.length == 0) {
      return 0;
    }
    int common = common(a, b);
    return of(common, a.length, b.length);
  }

  /**
   * The similarity of two sets of which the sizes are known, and how many values they share.
   *
   * @param common values that both have
   * @param sizeA values of the one, at least 1
   * @param sizeB values of the other, at least 1
   */
  public static double of(int common, int sizeA, int sizeB) {
    return common / ((double) sizeA + sizeB - common);
  }

  /**
   * How many values two sets share.
   *
   * @param a distinct values in ascending order
   * @param b the same
   */
  public static int common(long[] a, long[] b) {
    int i = 0;
    int j = 0;
    int common = 0;
    while (i < a.length && j < b.length) {
      long x = a[i];
      long y = b[j];
      common += x == y ? 1 : 0;
      i += x <= y ? 1 : 0;
      j += x >= y ? 1 : 0;
    }
    return common;
  }

  /**
   * Whether two sets of these sizes could reach a similarity at all; a cheap filter that loses no
   * pair.
   *
   * @param sizeA elements of the one
   * @param sizeB elements of the other
   * @param threshold the similarity to reach
   */
  public static boolean reachable(int sizeA, int sizeB, double threshold) {
    // The slack is relative: at ten million elements, rounding is more than 1e-9 of one.
    return Math.min(sizeA, sizeB) >= threshold * Math.max(sizeA, sizeB) * (1 - 1e-9);
  }
}
