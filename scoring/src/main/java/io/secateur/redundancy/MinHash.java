package io.secateur.redundancy;

import io.secateur.example.SeededHash;
import java.io.Serializable;
import java.util.stream.IntStream;

/**
 * MinHash: a signature whose places agree, between two sets, with the probability of their Jaccard
 * similarity.
 *
 * <pre>{@code sig_j(S) = min over x in S of mix64(x xor s_j),  unsigned}</pre>
 *
 * <p>Each s_j comes from the seed by SplitMix64, and each permutation mixes all 64 bits anew: one
 * shared order of the hashes would inflate the variance for short texts.
 *
 * <p>Source: Broder, <i>On the resemblance and containment of documents</i>, 1997. Cost: O(|S| ·
 * hashes) time.
 *
 * @param hashes length of a signature, at least 1
 * @param seed of the permutations
 */
public record MinHash(int hashes, long seed) implements Serializable {

  /**
   * Checks the length.
   *
   * @throws IllegalArgumentException if {@code hashes} is below 1
   */
  public MinHash {
    if (hashes < 1) {
      throw new IllegalArgumentException(
          "Invalid hashes: %d (must be at least 1)".formatted(hashes));
    }
  }

  /**
   * The signature of a set.
   *
   * @param set well mixed 64-bit values, at least one
   * @return {@link #hashes} minima
   * @throws IllegalArgumentException if the set is empty: it would collide with every other empty
   *     set
   */
  public long[] signature(long[] set) {
    if (set.length == 0) {
      throw new IllegalArgumentException("Invalid set: empty (must hold at least one value)");
    }
    long[] signature = new long[hashes];
    for (int j = 0; j < hashes; j++) {
      long salt = SeededHash.mix(seed + (j + 1) * 0x9E37_79B9_7F4A_7C15L);
      long least = Long.MAX_VALUE; // of values shifted so that signed order is unsigned order
      for (long x : set) {
        least = Math.min(least, SeededHash.mix(x ^ salt) ^ Long.MIN_VALUE);
      }
      signature[j] = least ^ Long.MIN_VALUE;
    }
    return signature;
  }

  /**
   * The share of places in which two signatures agree: an unbiased estimate of the similarity.
   *
   * @param a a signature
   * @param b another of the same length
   */
  public static double agreement(long[] a, long[] b) {
    long same = IntStream.range(0, a.length).filter(j -> a[j] == b[j]).count();
    return same / (double) a.length;
  }
}
