package io.secateur.example;

import java.text.Normalizer;
import java.util.Locale;

/**
 * The form of a text in which two copies are equal: Unicode NFC, trimmed, each run of white space
 * one space.
 *
 * <p>White space is Unicode's: no-break and ideographic spaces count. Letters keep their case
 * unless lower case is asked for. Unpaired surrogates are left as they are. Cost: linear; no copy
 * is made of a text that is canonical already.
 */
public final class CanonicalText {
  private CanonicalText() {}

  /**
   * The canonical form, with its case kept.
   *
   * @param text any text
   */
  public static String of(String text) {
    String composed =
        Normalizer.isNormalized(text, Normalizer.Form.NFC)
            ? text
            : Normalizer.normalize(text, Normalizer.Form.NFC);
    return collapse(composed);
  }

  /**
   * The canonical form in lower case, by the rules of no particular language.
   *
   * @param text any text
   */
  public static String lowerCaseOf(String text) {
    return of(text.toLowerCase(Locale.ROOT));
  }

  /**
   * Whether nothing is left of a text in its canonical form.
   *
   * @param text any text
   */
  public static boolean isBlank(String text) {
    return text.chars().allMatch(c -> isSpace((char) c));
  }

  private static String collapse(String text) {
    int canonical = canonicalPrefix(text);
    if (canonical == text.length()) {
      boolean trailing = canonical > 0 && text.charAt(canonical - 1) == ' ';
      return trailing ? text.substring(0, canonical - 1) : text;
    }
    StringBuilder out = new StringBuilder(text.length()).append(text, 0, canonical);
    boolean afterSpace = canonical == 0 || text.charAt(canonical - 1) == ' ';
    for (int i = canonical; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean space = isSpace(c);
      if (!(space && afterSpace)) {
        out.append(space ? ' ' : c);
      }
      afterSpace = space;
    }
    int end = out.length();
    return end > 0 && out.charAt(end - 1) == ' ' ? out.substring(0, end - 1) : out.toString();
  }

  /** How much of a text needs no change: all of most texts. */
  private static int canonicalPrefix(String text) {
    boolean afterSpace = true; // so that leading white space goes
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > ' ' && c < 0x80) {
        afterSpace = false;
      } else if (!isSpace(c)) {
        afterSpace = false;
      } else if (c == ' ' && !afterSpace) {
        afterSpace = true;
      } else {
        return i;
      }
    }
    return text.length();
  }

  private static boolean isSpace(char c) {
    return c <= ' '
        ? c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1C && c <= 0x1F)
        : c >= 0x85 && (c == 0x85 || Character.isSpaceChar(c));
  }
}
