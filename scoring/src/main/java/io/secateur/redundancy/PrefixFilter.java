package io.secateur.redundancy;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Prefix, length and position filters of the exact set-similarity join.
 *
 * <p>Let all sets be sorted in one order, whichever. If J(a, b) is at least t, then a and b share
 * an element among the first {@code |a| - ceil(t |a|) + 1} of a and as many of b: so it suffices to
 * compare sets that meet in their prefixes, and no pair is lost. The order of {@link #keys} puts
 * rare elements first, so that few sets meet; elements that only one set has are left out, since no
 * other meets it there.
 *
 * <p>Source: Chaudhuri, Ganti and Kaushik, <i>A primitive operator for similarity joins in data
 * cleaning</i>, 2006; Bayardo, Ma and Srikant, <i>Scaling up all pairs similarity search</i>, 2007;
 * Xiao, Wang, Lin and Yu, <i>Efficient similarity joins for near duplicate detection</i>, 2008.
 * Differs: frequencies come from a sketch. Any one order is exact; a worse one costs candidates.
 *
 * @param threshold t, the Jaccard similarity from which pairs matter, in (0, 1]
 */
public record PrefixFilter(double threshold) implements Serializable {
  /** Rounding of a product with the threshold must not shorten a prefix. */
  private static final double SLACK = 1 - 1e-9;

  private static final int COUNT_BITS = 7;
  private static final int MOST_COUNT = (1 << COUNT_BITS) - 1;

  /**
   * Checks the threshold.
   *
   * @throws IllegalArgumentException if it is not in (0, 1]
   */
  public PrefixFilter {
    if (!(threshold > 0 && threshold <= 1)) {
      throw new IllegalArgumentException(
          "Invalid threshold: %s (must be in (0, 1])".formatted(threshold));
    }
  }

  /**
   * Elements of the prefix of a set.
   *
   * @param size of the set
   */
  public int length(int size) {
    return size == 0 ? 0 : size - (int) Math.ceil(threshold * size * SLACK) + 1;
  }

  /**
   * The keys under which a set looks for others: the elements of its prefix that other sets may
   * have too, in the common order.
   *
   * <p>The first key stands at place {@link #firstPlace} of the set, the next ones after it.
   *
   * @param shared the part of the set that other sets may have too, as {@link #shared} gives it
   * @param size of the whole set
   * @param frequencies of the hashes in all sets, this one included
   * @return count and leading 56 bits of each hash, its sign turned; ascending: rare first
   */
  public long[] keys(long[] shared, int size, FrequencySketch frequencies) {
    int wanted = length(size) - (size - shared.length);
    if (wanted <= 0) {
      return new long[0];
    }
    int[] counts = new int[shared.length];
    int[] places = new int[MOST_COUNT + 2];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = Math.min(frequencies.count(shared[i]), MOST_COUNT);
      places[counts[i] + 1]++;
    }
    for (int c = 1; c < places.length; c++) {
      places[c] += places[c - 1];
    }
    long[] keys = new long[shared.length];
    for (int i = 0; i < counts.length; i++) { // the hashes ascend: so do those of one count
      long leading = (shared[i] ^ Long.MIN_VALUE) >>> (1 + COUNT_BITS);
      keys[places[counts[i]]++] = (long) counts[i] << (Long.SIZE - 1 - COUNT_BITS) | leading;
    }
    return Arrays.copyOf(keys, wanted);
  }

  /**
   * The place of the first key within its set: the elements before it are the set's alone.
   *
   * @param size of the set
   * @param keys how many it has
   */
  public int firstPlace(int size, int keys) {
    return length(size) - keys;
  }

  /**
   * The elements of a set that other sets may have too.
   *
   * @param set distinct hashes in ascending order
   * @param frequencies of the hashes in all sets
   * @return a part of the set, in ascending order: its intersection with any other set of those is
   *     the set's own
   */
  public static long[] shared(long[] set, FrequencySketch frequencies) {
    long[] shared = new long[set.length];
    int count = 0;
    for (long hash : set) { // without a branch: nobody can predict it
      shared[count] = hash;
      count += frequencies.count(hash) > 1 ? 1 : 0;
    }
    return Arrays.copyOf(shared, count);
  }

  /**
   * Whether two sets could reach the threshold, by their sizes.
   *
   * @param sizeA elements of the one
   * @param sizeB elements of the other
   */
  public boolean possible(int sizeA, int sizeB) {
    return Jaccard.reachable(sizeA, sizeB, threshold);
  }

  /**
   * Whether two sets that meet in an element could reach the threshold: by their sizes, and by what
   * is left of them before and after it.
   *
   * @param sizeA elements of the one
   * @param placeA of the element in the one, from 0
   * @param sizeB elements of the other
   * @param placeB of the element in the other
   */
  public boolean possible(int sizeA, int placeA, int sizeB, int placeB) {
    if (!possible(sizeA, sizeB)) {
      return false;
    }
    int most = Math.min(placeA, placeB) + 1 + Math.min(sizeA - placeA - 1, sizeB - placeB - 1);
    return most >= leastCommon(sizeA, sizeB);
  }

  /**
   * The least intersection with which two sets could reach the threshold.
   *
   * @param sizeA elements of the one
   * @param sizeB elements of the other
   */
  int leastCommon(int sizeA, int sizeB) {
    return (int) Math.ceil(threshold / (1 + threshold) * ((double) sizeA + sizeB) * SLACK);
  }
}
