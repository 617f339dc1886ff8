package io.secateur.redundancy;

import java.util.Arrays;

/**
 * Puts well mixed hashes into order in linear time: each goes near its place by its leading bits.
 */
public final class SortedHashes {
  private static final int FEW = 64;

  /** More values than this are parted first: what is sorted at once stays in a core's cache. */
  private static final int MANY = 1 << 15;

  private static final int PART_BITS = 8;
  private static final int MOST_BITS = 16;

  private SortedHashes() {}

  /**
   * The distinct values in ascending order.
   *
   * @param hashes any values; linear time needs that their leading bits differ evenly, or that they
   *     are equal
   */
  static long[] distinct(long[] hashes) {
    return withoutRepeats(sorted(hashes));
  }

  /**
   * All values in ascending order.
   *
   * @param hashes as for {@link #distinct}
   */
  public static long[] sorted(long[] hashes) {
    long[] sorted = new long[hashes.length];
    long[] from = hashes.length > MANY ? hashes.clone() : hashes; // parting many disturbs them
    sort(from, sorted, 0, hashes.length, 0);
    return sorted;
  }

  /**
   * Sorts a range of values whose leading bits are the same.
   *
   * @param from where the values are; left in any order where they are many
   * @param to where they go, in the same range
   * @param skip leading bits that are the same
   */
  private static void sort(long[] from, long[] to, int begin, int end, int skip) {
    boolean many = end - begin > MANY && skip + PART_BITS < Integer.SIZE;
    int needed = Integer.SIZE - Integer.numberOfLeadingZeros(end - begin);
    int bits = many ? PART_BITS : Math.max(1, Math.min(needed, MOST_BITS));
    int[] starts = parted(from, to, begin, end, skip, bits);
    for (int b = 0; b < starts.length; b++) {
      int next = b + 1 < starts.length ? starts[b + 1] : end;
      if (many && next - starts[b] > FEW) {
        System.arraycopy(to, starts[b], from, starts[b], next - starts[b]);
        sort(from, to, starts[b], next, skip + bits);
      } else {
        sort(to, starts[b], next);
      }
    }
  }

  /** Brings values to their buckets, by the bits that follow the skipped; where buckets begin. */
  private static int[] parted(long[] from, long[] to, int begin, int end, int skip, int bits) {
    int shift = Long.SIZE - bits;
    int[] places = new int[1 << bits];
    for (int i = begin; i < end; i++) {
      places[bucket(from[i], skip, shift)]++;
    }
    places[0] += begin;
    for (int b = 1; b < places.length; b++) {
      places[b] += places[b - 1];
    }
    for (int i = begin; i < end; i++) {
      to[--places[bucket(from[i], skip, shift)]] = from[i];
    }
    return places;
  }

  private static int bucket(long hash, int skip, int shift) {
    return (int) ((hash ^ Long.MIN_VALUE) << skip >>> shift);
  }

  private static void sort(long[] values, int from, int to) {
    if (to - from > FEW) {
      Arrays.sort(values, from, to);
      return;
    }
    for (int i = from + 1; i < to; i++) {
      long value = values[i];
      int j = i;
      while (j > from && values[j - 1] > value) {
        values[j] = values[j - 1];
        j--;
      }
      values[j] = value;
    }
  }

  private static long[] withoutRepeats(long[] sorted) {
    int kept = Math.min(1, sorted.length);
    for (int i = 1; i < sorted.length; i++) {
      sorted[kept] = sorted[i];
      kept += sorted[kept] != sorted[kept - 1] ? 1 : 0;
    }
    return kept == sorted.length ? sorted : Arrays.copyOf(sorted, kept);
  }
}
