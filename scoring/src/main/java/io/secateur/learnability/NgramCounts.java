package io.secateur.learnability;

import io.secateur.example.SeededHash;
import io.secateur.example.Tokens;
import java.io.Serializable;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * How often the words and the pairs of neighbouring words of some texts fall into each of {@value
 * #BUCKETS} buckets.
 *
 * <p>Counts of two parts of a data set add up to those of both.
 */
public final class NgramCounts implements Serializable {
  /** As many as the paper has. */
  public static final int BUCKETS = 10_000;

  private static final long serialVersionUID = 1L;
  private static final long WORD = 0x5741_5244L;
  private static final long PAIR = 0x5041_4952L;

  private final long[] counts = new long[BUCKETS];

  /**
   * Counts one text more.
   *
   * @param text canonical
   */
  public NgramCounts add(String text) {
    forEachBucket(text, bucket -> counts[bucket]++);
    return this;
  }

  /**
   * Counts what another has counted.
   *
   * @param other of other texts
   */
  public NgramCounts add(NgramCounts other) {
    Arrays.setAll(counts, bucket -> counts[bucket] + other.counts[bucket]);
    return this;
  }

  /** The natural logarithm of each bucket's share, one added to every count. */
  double[] logShares() {
    double all = Math.log((double) total() + BUCKETS);
    return Arrays.stream(counts).mapToDouble(count -> Math.log(count + 1.0) - all).toArray();
  }

  /** Words and pairs in all. */
  public long total() {
    return Arrays.stream(counts).sum();
  }

  /** The bucket of each word and of each pair of neighbours. */
  static void forEachBucket(String text, IntConsumer use) {
    long[] words = Tokens.hashes(text);
    for (int i = 0; i < words.length; i++) {
      use.accept(bucket(SeededHash.mix(words[i] ^ WORD)));
      if (i > 0) {
        use.accept(bucket(SeededHash.mix(SeededHash.mix(words[i - 1] ^ PAIR) + words[i])));
      }
    }
  }

  private static int bucket(long hash) {
    return (int) Long.remainderUnsigned(hash, BUCKETS);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NgramCounts that && Arrays.equals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return "NgramCounts[%d]".formatted(total());
  }
}
