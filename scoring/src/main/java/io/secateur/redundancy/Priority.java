package io.secateur.redundancy;

import io.secateur.example.ContentKey;

/**
 * The one total order of examples: who stays when two are duplicates.
 *
 * <p>The longer canonical text first, since it holds what the shorter one says; then the smaller
 * content key. Nothing depends on where a row lies, so the order is the same on every cluster.
 *
 * <p>A place in the order is written as text, its <i>rank</i>, that sorts as the order does: the
 * lowest rank stays. So any engine that compares strings agrees with this class.
 */
public final class Priority {
  private static final int KEY_DIGITS = 32;

  private Priority() {}

  /**
   * The rank of an example.
   *
   * @param length of its canonical text, in characters
   * @param key of its canonical text
   * @return 40 hexadecimal digits; lower stays before higher
   */
  public static String rank(int length, ContentKey key) {
    return "%08x%s".formatted(Integer.MAX_VALUE - length, key.hex());
  }

  /**
   * The key of the example that has a rank.
   *
   * @param rank as {@link #rank} wrote it
   */
  public static String key(String rank) {
    return rank.substring(rank.length() - KEY_DIGITS);
  }
}
