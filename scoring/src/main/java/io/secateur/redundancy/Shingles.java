package io.secateur.redundancy;

import io.secateur.example.SeededHash;
import io.secateur.example.Tokens;
import java.io.Serializable;
import java.util.Locale;

/**
 * Shingles: the set of all runs of n consecutive units of a text, each hashed to 64 bits.
 *
 * <pre>{@code hash(u_1 ... u_n) = mix(n * C + sum over i of mix(u_i) * P^(n - i))  mod 2^64}</pre>
 *
 * <p>Units are words, or the characters of the words with one space between two. A word is a run of
 * letters, marks and digits in lower case; a character of Chinese, Japanese or Thai script, which
 * set no spaces, is a word of its own. So case, punctuation and white space change nothing. A text
 * of fewer than n units is one shingle, so that short texts compare as wholes. A text without a
 * word has no shingle and is no duplicate of anything.
 *
 * <p>Cost: linear; each unit is hashed once and enters and leaves the sum once. Two shingles of one
 * pair of texts collide with probability about 1e-15, which is how exact the Jaccard similarity of
 * these sets is: P - 1 is twice an odd number, so that units in another order lose few of the 64
 * bits.
 *
 * <p>Source: Broder, <i>On the resemblance and containment of documents</i>, 1997; the sum is Karp
 * and Rabin's.
 *
 * @param unit of which shingles are made
 * @param length n, units a shingle, at least 1
 */
public record Shingles(Unit unit, int length) implements Serializable {
  private static final long FACTOR = 0xD6E8_FEB8_6659_FD93L; // 3 modulo 8
  private static final long LENGTHS = 0x9E37_79B9_7F4A_7C15L;

  /** What shingles are made of. */
  public enum Unit {
    /** Words. */
    WORDS,
    /** Characters, as code points. */
    CHARACTERS
  }

  /**
   * Checks the length.
   *
   * @throws IllegalArgumentException if {@code length} is below 1
   */
  public Shingles {
    if (length < 1) {
      throw new IllegalArgumentException(
          "Invalid %s: %d (must be at least 1)"
              .formatted(unit.name().toLowerCase(Locale.ROOT), length));
    }
  }

  /**
   * Shingles of words.
   *
   * @param length words a shingle, at least 1
   */
  public static Shingles words(int length) {
    return new Shingles(Unit.WORDS, length);
  }

  /**
   * Shingles of characters.
   *
   * @param length characters a shingle, at least 1
   */
  public static Shingles characters(int length) {
    return new Shingles(Unit.CHARACTERS, length);
  }

  /**
   * The shingles of a text.
   *
   * @param text any text
   * @return distinct hashes in ascending order; empty if the text has no word
   */
  public long[] of(String text) {
    long[] units = unit == Unit.WORDS ? Tokens.hashes(text) : Tokens.characters(text);
    if (units.length == 0) {
      return units;
    }
    for (int i = 0; i < units.length; i++) {
      units[i] = SeededHash.mix(units[i]);
    }
    return SortedHashes.distinct(runs(units, Math.min(length, units.length)));
  }

  /** Hashes of all runs, one after the other: each sum comes from the one before. */
  private static long[] runs(long[] units, int width) {
    long first = 1; // the factor of the unit that leaves
    long sum = 0;
    for (int i = 0; i < width; i++) {
      sum = sum * FACTOR + units[i];
      first *= FACTOR;
    }
    long[] runs = new long[units.length - width + 1];
    long salt = width * LENGTHS;
    runs[0] = SeededHash.mix(sum + salt);
    for (int i = 1; i < runs.length; i++) {
      sum = sum * FACTOR + (units[i + width - 1] - units[i - 1] * first);
      runs[i] = SeededHash.mix(sum + salt);
    }
    return runs;
  }

  /** What they are, for a reader: {@code 5-word shingles}. */
  public String inWords() {
    return "%d-%s shingles".formatted(length, unit == Unit.WORDS ? "word" : "character");
  }

  /**
   * Number of words in a text.
   *
   * @param text any text
   */
  public static int count(String text) {
    return Tokens.hashes(text).length;
  }
}
