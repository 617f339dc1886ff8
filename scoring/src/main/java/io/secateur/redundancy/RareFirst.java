package io.secateur.redundancy;

import java.util.Arrays;

/**
 * The sets of one block, written in small numbers that put rare elements first.
 *
 * <p>An element's number is its rank by the number of sets that hold it; elements of one set alone
 * have none. So the written sets have the intersections of the sets themselves, and a prefix of
 * them is what few others share.
 *
 * <p>Cost: O(N log n) time for N elements in sets of n, 4 N bytes and 16 to 48 for each distinct
 * element.
 */
final class RareFirst {
  private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

  private long[] keys = new long[1 << 10];
  private int[] numbers = new int[1 << 10]; // one more than the element's number; 0 is empty
  private int[] counts = new int[1 << 9];
  private int distinct;

  private RareFirst() {}

  /**
   * Writes the sets.
   *
   * @param sets distinct values each
   * @return ranks in ascending order for each set, rare elements first
   */
  static int[][] ranks(long[][] sets) {
    RareFirst elements = new RareFirst();
    int[][] written = new int[sets.length][];
    for (int i = 0; i < sets.length; i++) {
      written[i] = elements.numbers(sets[i]);
    }
    int[] ranks = elements.ranks(sets.length);
    for (int i = 0; i < sets.length; i++) {
      written[i] = sorted(written[i], ranks);
    }
    return written;
  }

  private int[] numbers(long[] set) {
    int[] written = new int[set.length];
    for (int i = 0; i < set.length; i++) {
      written[i] = number(set[i]);
      counts[written[i]]++;
    }
    return written;
  }

  private int number(long key) {
    int at = slot(key);
    if (numbers[at] == 0) {
      if (distinct == counts.length) {
        grow();
        at = slot(key);
      }
      keys[at] = key;
      numbers[at] = ++distinct;
    }
    return numbers[at] - 1;
  }

  private int slot(long key) {
    int at = (int) ((key * GOLDEN) >>> (1 + Long.numberOfLeadingZeros(keys.length)));
    while (numbers[at] != 0 && keys[at] != key) {
      at = (at + 1) & (keys.length - 1);
    }
    return at;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldNumbers = numbers;
    keys = new long[2 * oldKeys.length];
    numbers = new int[2 * oldKeys.length];
    counts = Arrays.copyOf(counts, oldKeys.length);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldNumbers[i] != 0) {
        int at = slot(oldKeys[i]);
        keys[at] = oldKeys[i];
        numbers[at] = oldNumbers[i];
      }
    }
  }

  /** The rank of each number, by counting; -1 for elements of one set alone. */
  private int[] ranks(int sets) {
    int[] starts = new int[sets + 2];
    for (int i = 0; i < distinct; i++) {
      starts[counts[i] + 1] += counts[i] > 1 ? 1 : 0;
    }
    for (int c = 1; c < starts.length; c++) {
      starts[c] += starts[c - 1];
    }
    int[] ranks = new int[distinct];
    for (int i = 0; i < distinct; i++) {
      ranks[i] = counts[i] > 1 ? starts[counts[i]]++ : -1;
    }
    return ranks;
  }

  private static int[] sorted(int[] written, int[] ranks) {
    int kept = 0;
    for (int number : written) {
      int rank = ranks[number];
      if (rank >= 0) {
        written[kept++] = rank;
      }
    }
    int[] sorted = Arrays.copyOf(written, kept);
    Arrays.sort(sorted);
    return sorted;
  }
}
