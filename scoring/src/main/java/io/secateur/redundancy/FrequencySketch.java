package io.secateur.redundancy;

import java.io.Serializable;
import java.util.Arrays;

/**
 * How often each of very many hashes was seen, in a table of a fixed size: never too low, rarely
 * too high.
 *
 * <pre>{@code count(x) = min(255, sum of adds of all y with the same leading bits as x)}</pre>
 *
 * <p>One row of a count-min sketch whose counters of one byte stop at {@link #MOST}. Sketches of
 * parts merge to the sketch of the whole, in any order. So a hash that counts 1 stands in one
 * document and can join nothing, and the counts give every document the same order of its hashes;
 * that is all that exact joins ask of it. Collisions cost time, never a result.
 *
 * <p>Cost: one random byte an addition; 2^bits bytes.
 *
 * <p>Source: Cormode and Muthukrishnan, <i>An improved data stream summary: the count-min sketch
 * and its applications</i>, 2005.
 */
public final class FrequencySketch implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Where counters stop. */
  public static final int MOST = 255;

  /** The least and the most bits that {@link #bitsFor} gives: a kilobyte and 256 MiB. */
  private static final int LEAST_BITS = 10;

  private static final int MOST_BITS = 28;

  private final byte[] counts;
  private final int shift;

  /**
   * A sketch that has seen nothing.
   *
   * @param bits binary logarithm of its counters, in [1, 30]
   * @throws IllegalArgumentException if out of range
   */
  public FrequencySketch(int bits) {
    if (bits < 1 || bits > 30) {
      throw new IllegalArgumentException("Invalid bits: %d (must be in [1, 30])".formatted(bits));
    }
    this.counts = new byte[1 << bits];
    this.shift = Long.SIZE - bits;
  }

  /**
   * Bits for a number of additions: two to four counters for each, 256 MiB at most.
   *
   * @param additions that are expected
   */
  public static int bitsFor(long additions) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, additions));
    return Math.max(LEAST_BITS, Math.min(MOST_BITS, bits + 1));
  }

  /**
   * Counts some hashes.
   *
   * @param hashes well mixed: their leading bits choose the counter
   */
  public void add(long[] hashes) {
    for (long hash : hashes) {
      int i = (int) (hash >>> shift);
      byte count = counts[i];
      if (count != (byte) MOST) {
        counts[i] = (byte) (count + 1);
      }
    }
  }

  /**
   * At least how often a hash was added, {@link #MOST} at most.
   *
   * @param hash any
   */
  public int count(long hash) {
    return counts[(int) (hash >>> shift)] & 0xFF;
  }

  /** Counters. */
  public int size() {
    return counts.length;
  }

  /**
   * A copy of some consecutive counters, as they travel.
   *
   * @param from the first
   * @param length how many; fewer at the end
   * @return empty if all of them are 0
   */
  public byte[] part(int from, int length) {
    int to = Math.min(counts.length, from + length);
    for (int i = from; i < to; i++) {
      if (counts[i] != 0) {
        return Arrays.copyOfRange(counts, from, to);
      }
    }
    return new byte[0];
  }

  /**
   * Adds a part of another sketch of the same size.
   *
   * @param from the first counter
   * @param part as {@link #part} gave it
   */
  public void addPart(int from, byte[] part) {
    for (int i = 0; i < part.length; i++) {
      counts[from + i] = sum(counts[from + i], part[i]);
    }
  }

  /**
   * The sum of two parts.
   *
   * @param a a part
   * @param b another from the same place
   */
  public static byte[] sum(byte[] a, byte[] b) {
    if (a.length == 0 || b.length == 0) {
      return a.length == 0 ? b : a;
    }
    byte[] sum = new byte[a.length];
    for (int i = 0; i < a.length; i++) {
      sum[i] = sum(a[i], b[i]);
    }
    return sum;
  }

  private static byte sum(byte a, byte b) {
    return (byte) Math.min(MOST, (a & 0xFF) + (b & 0xFF));
  }
}
