package io.secateur.redundancy;

import java.util.Arrays;

/**
 * Puts well mixed hashes into order in linear time: each goes near its place by its leading bits.
 */
final class SortedHashes {
  private static final int FEW = 64;
  private static final int MOST_BITS = 24;

  private SortedHashes() {}

  /**
   * The distinct values in ascending order.
   *
   * @param hashes any values; linear time needs that their leading bits differ evenly, or that they
   *     are equal
   */
  static long[] distinct(long[] hashes) {
    int needed = Integer.SIZE - Integer.numberOfLeadingZeros(hashes.length);
    int bits = Math.max(1, Math.min(MOST_BITS, needed));
    int shift = Long.SIZE - bits;
    int[] ends = new int[1 << bits];
    for (long hash : hashes) {
      ends[bucket(hash, shift)]++;
    }
    for (int b = 1; b < ends.length; b++) {
      ends[b] += ends[b - 1];
    }
    long[] sorted = new long[hashes.length];
    for (long hash : hashes) {
      sorted[--ends[bucket(hash, shift)]] = hash;
    }
    for (int b = 0; b < ends.length; b++) { // where buckets ended they now begin
      sort(sorted, ends[b], b + 1 < ends.length ? ends[b + 1] : sorted.length);
    }
    return withoutRepeats(sorted);
  }

  private static int bucket(long hash, int shift) {
    return (int) ((hash ^ Long.MIN_VALUE) >>> shift);
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
