package io.secateur.example;

import java.util.Arrays;

/**
 * The tokens of a text: runs of letters, marks and digits in lower case; a character of Chinese,
 * Japanese or Thai script, which set no spaces, is a token of its own.
 *
 * <p>Cost: linear. Characters of ASCII are looked up in a table.
 */
public final class Tokens {
  private static final long BASIS = 0xCBF2_9CE4_8422_2325L;
  private static final long FACTOR = 0x9E37_79B9_7F4A_7C15L;

  /** The lower case of the letters and digits of ASCII, and 0 for its other characters. */
  private static final byte[] ASCII = ascii();

  private Tokens() {}

  private static byte[] ascii() {
    byte[] lower = new byte[128];
    for (int c = 0; c < lower.length; c++) {
      lower[c] = (byte) (Character.isLetterOrDigit(c) ? Character.toLowerCase(c) : 0);
    }
    return lower;
  }

  /**
   * A hash of each token.
   *
   * @param text any text
   * @return hashes that tell tokens apart, but are not well mixed
   */
  public static long[] hashes(String text) {
    char[] chars = text.toCharArray();
    long[] tokens = new long[chars.length / 2 + 2]; // of ASCII, every other character ends one
    int count = 0;
    long hash = BASIS;
    int inside = 0; // 1 after a part of a token
    for (int i = 0; i < chars.length; i++) {
      int c = chars[i] < 128 ? ASCII[chars[i]] : beyondAscii(chars, i);
      // Nobody can predict where words end, so this has no branch: the hash of a token is written
      // at each of its characters, and left there where it ends.
      int part = -c >>> 31;
      tokens[count] = hash;
      count += inside & ~part;
      inside = part;
      long within = -part;
      hash = ((hash ^ c) * FACTOR & within) | (BASIS & ~within);
      if (chars[i] >= 128) {
        i += isWide(Math.abs(c)) ? 1 : 0;
        if (c < 0) {
          tokens = roomFor(tokens, count + (chars.length - i) / 2 + 3);
          tokens[count++] = (BASIS ^ -c) * FACTOR;
        }
      }
    }
    tokens[count] = hash;
    return Arrays.copyOf(tokens, count + inside);
  }

  /**
   * The characters of all tokens, with one space between two.
   *
   * @param text any text
   * @return code points
   */
  public static long[] characters(String text) {
    char[] chars = text.toCharArray();
    long[] points = new long[chars.length + 2];
    int count = 0;
    boolean inside = false;
    for (int i = 0; i < chars.length; i++) {
      int c = chars[i] < 128 ? ASCII[chars[i]] : beyondAscii(chars, i);
      if (c != 0) {
        points = roomFor(points, count + 2);
        if (count > 0 && !(inside && c > 0)) {
          points[count++] = ' ';
        }
        points[count++] = Math.abs(c);
        i += isWide(Math.abs(c)) ? 1 : 0;
      }
      inside = c > 0;
    }
    return Arrays.copyOf(points, count);
  }

  private static boolean isWide(int codePoint) {
    return codePoint >>> 16 != 0;
  }

  private static long[] roomFor(long[] values, int count) {
    return count <= values.length
        ? values
        : Arrays.copyOf(values, Math.max(count, 2 * values.length));
  }

  /** The lower case of a part of a token, below 0 if it is one by itself, 0 if it is no part. */
  private static int beyondAscii(char[] chars, int i) {
    int c = Character.codePointAt(chars, i);
    if (!isTokenPart(c)) {
      return 0;
    }
    return standsAlone(c) ? -c : Character.toLowerCase(c);
  }

  private static boolean isTokenPart(int c) {
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
}
