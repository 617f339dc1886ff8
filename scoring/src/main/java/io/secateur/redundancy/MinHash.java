package io.secateur.redundancy;

import io.secateur.example.SeededHash;
import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * MinHash: a signature whose places agree, between two sets, with the probability of their Jaccard
 * similarity.
 *
 * <pre>{@code
 * sig_j(S) = min over x in S of h_j(low32(x) xor high32(x))
 * h_j(y)   = ((z xor z >>> 15) * C) >>> 1,  z = a_j * y + b_j,  in 32 bits
 * }</pre>
 *
 * <p>Each odd a_j and each b_j come from the seed by SplitMix64. The multiplication, the shift and
 * the second multiplication order the values anew for each j: one shared order, as {@code h(x) xor
 * s_j} has it, would inflate the variance for short texts.
 *
 * <p>Two values of two sets have the same hash with probability 2^-31; for sets of n that makes a
 * place agree by accident with probability about n / 2^31, which proposes a pair too many, never
 * too few.
 *
 * <p>Cost: O(|S| · hashes) time, in a loop of 32-bit operations without branches that the JIT
 * compiler turns into vector instructions.
 *
 * <p>Source: Broder, <i>On the resemblance and containment of documents</i>, 1997.
 *
 * @param hashes length of a signature, at least 1
 * @param seed of the permutations
 */
public record MinHash(int hashes, long seed) implements Serializable {
  private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;
  private static final int ODD = 0x85EB_CA6B; // of MurmurHash3's finaliser

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
   * @return {@link #hashes} minima, none below 0
   * @throws IllegalArgumentException if the set is empty: it would collide with every other empty
   *     set
   */
  public int[] signature(long[] set) {
    if (set.length == 0) {
      throw new IllegalArgumentException("Invalid set: empty (must hold at least one value)");
    }
    int[] factors = new int[hashes];
    int[] offsets = new int[hashes];
    for (int j = 0; j < hashes; j++) {
      long salt = SeededHash.mix(seed + (j + 1) * GOLDEN);
      factors[j] = (int) salt | 1;
      offsets[j] = (int) (salt >>> Integer.SIZE);
    }
    int[] minima = new int[hashes];
    Arrays.fill(minima, Integer.MAX_VALUE);
    for (long x : set) {
      lower(minima, (int) (x ^ (x >>> Integer.SIZE)), factors, offsets);
    }
    return minima;
  }

  /** Lowers all minima by one value. Watch out: C2 vectorises this loop, but not Math.min. */
  private static void lower(int[] minima, int value, int[] factors, int[] offsets) {
    for (int j = 0; j < minima.length; j++) {
      int hash = value * factors[j] + offsets[j];
      hash ^= hash >>> 15;
      hash *= ODD;
      int less = (hash >>> 1) - minima[j]; // of two numbers that are not negative: no overflow
      minima[j] += less & (less >> 31);
    }
  }

  /**
   * The share of places in which two signatures agree: an unbiased estimate of the similarity.
   *
   * @param a a signature
   * @param b another of the same length
   */
  public static double agreement(int[] a, int[] b) {
    long same = IntStream.range(0, a.length).filter(j -> a[j] == b[j]).count();
    return same / (double) a.length;
  }
}
