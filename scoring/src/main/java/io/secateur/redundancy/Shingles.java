package io.secateur.redundancy;

import io.secateur.example.SeededHash;
import java.util.Arrays;

/**
 * Word shingles: the set of all runs of w consecutive tokens of a text, each hashed to 64 bits.
 *
 * <p>A token is a run of letters, marks and digits in lower case; a character of Chinese, Japanese
 * or Thai script, which set no spaces, is a token of its own. A text of fewer than w tokens is one
 * shingle, so that short texts compare as wholes. A text without a token has no shingle and is no
 * duplicate of anything.
 *
 * <p>Cost: linear; each token is hashed once. Two shingles of one pair collide with probability
 * about 1e-15, which is how exact the Jaccard similarity of these sets is.
 *
 * @param words tokens a shingle, at least 1
 */
public record Shingles(int words) implements java.io.Serializable {
  private static final long FNV_BASIS = 0xCBF2_9CE4_8422_2325L;
  private static final long FNV_PRIME = 0x0000_0100_0000_01B3L;

  /**
   * Checks the length.
   *
   * @throws IllegalArgumentException if {@code words} is below 1
   */
  public Shingles {
    if (words < 1) {
      throw new IllegalArgumentException("Invalid words: %d (must be at least 1)".formatted(words));
    }
  }

  /**
   * The shingles of a text.
   *
   * @param text any text
   * @return distinct hashes in ascending order; empty if the text has no token
   */
  public long[] of(String text) {
    long[] tokens = tokens(text);
    if (tokens.length == 0) {
      return tokens;
    }
    int width = Math.min(words, tokens.length);
    long[] shingles = new long[tokens.length - width + 1];
    for (int i = 0; i < shingles.length; i++) {
      long hash = width;
      for (int j = i; j < i + width; j++) {
        hash = SeededHash.mix(hash ^ tokens[j]);
      }
      shingles[i] = hash;
    }
    return distinct(shingles);
  }

  /**
   * Number of tokens in a text.
   *
   * @param text any text
   */
  public static int count(String text) {
    return tokens(text).length;
  }

  private static long[] tokens(String text) {
    long[] tokens = new long[Math.max(8, text.length() / 6)];
    int count = 0;
    long hash = FNV_BASIS;
    boolean inside = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      boolean part = isTokenPart(c);
      boolean alone = part && standsAlone(c);
      if (inside && (!part || alone)) {
        tokens = append(tokens, count++, hash);
        inside = false;
      }
      if (alone) {
        tokens = append(tokens, count++, (FNV_BASIS ^ c) * FNV_PRIME);
      } else if (part) {
        hash = ((inside ? hash : FNV_BASIS) ^ Character.toLowerCase(c)) * FNV_PRIME;
        inside = true;
      }
    }
    if (inside) {
      tokens = append(tokens, count++, hash);
    }
    return Arrays.copyOf(tokens, count);
  }

  private static boolean isTokenPart(int c) {
    if (c < 128) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
    return switch (Character.getType(c)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.DECIMAL_DIGIT_NUMBER,
          Character.LETTER_NUMBER,
          Character.OTHER_NUMBER ->
          true;
      default -> false;
    };
  }

  private static boolean standsAlone(int c) {
    if (c < 0x0E00) {
      return false;
    }
    Character.UnicodeScript script = Character.UnicodeScript.of(c);
    return Character.isIdeographic(c)
        || script == Character.UnicodeScript.HIRAGANA
        || script == Character.UnicodeScript.KATAKANA
        || script == Character.UnicodeScript.THAI;
  }

  private static long[] append(long[] tokens, int count, long token) {
    long[] room = count < tokens.length ? tokens : Arrays.copyOf(tokens, 2 * tokens.length);
    room[count] = token;
    return room;
  }

  private static long[] distinct(long[] values) {
    Arrays.sort(values);
    int kept = 1;
    for (int i = 1; i < values.length; i++) {
      if (values[i] != values[i - 1]) {
        values[kept++] = values[i];
      }
    }
    return Arrays.copyOf(values, kept);
  }
}
