package io.secateur.redundancy;

import io.secateur.example.ContentKey;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The one total order of examples: who stays when two are duplicates.
 *
 * <p>The longer canonical text first, since it holds what the shorter one says; then the smaller
 * content key. Nothing depends on where a row lies, so the order is the same on every cluster.
 *
 * <p>A place in the order is written as text, its <i>rank</i>, that sorts as the order does: the
 * lowest rank stays. So any engine that compares strings agrees with this class.
 *
 * <p>Where duplicates are only looked for within a scope, the same content may stand in two. A hash
 * of the scope then ends the rank, so that no two examples that are compared at all share one.
 */
public final class Priority {
  /** Digits of a rank without a scope; what follows them is the scope's. */
  public static final int DIGITS = 40;

  /** The hash of no scope. */
  public static final long NO_SCOPE = 0;

  private static final int LENGTH_DIGITS = 8;

  private Priority() {}

  /**
   * The rank of an example.
   *
   * @param length of its canonical text, in characters
   * @param key of its canonical text
   * @return 40 hexadecimal digits; lower stays before higher
   */
  public static String rank(int length, ContentKey key) {
    return HexFormat.of().toHexDigits(Integer.MAX_VALUE - length) + key.hex();
  }

  /**
   * The rank of an example within its scope.
   *
   * @param length of its canonical text, in characters
   * @param key of its canonical text
   * @param scope in which duplicates are looked for, or null where there is none
   * @return 40 hexadecimal digits, and where there is a scope 16 more: the first 8 bytes of its
   *     SHA-256
   */
  public static String rank(int length, ContentKey key, @Nullable String scope) {
    return rank(length, key, scopeHash(scope));
  }

  /**
   * The same for a scope that is hashed already.
   *
   * @param length of its canonical text, in characters
   * @param key of its canonical text
   * @param scopeHash as {@link #scopeHash} gives it
   */
  public static String rank(int length, ContentKey key, long scopeHash) {
    String rank = rank(length, key);
    return scopeHash == NO_SCOPE ? rank : rank + HexFormat.of().toHexDigits(scopeHash);
  }

  /**
   * A scope in 64 bits.
   *
   * @param scope in which duplicates are looked for, or null where there is none
   * @return the first 8 bytes of its SHA-256; {@link #NO_SCOPE} where there is none
   */
  public static long scopeHash(@Nullable String scope) {
    return scope == null ? NO_SCOPE : ContentKey.of(scope).high();
  }

  /**
   * The key of the example that has a rank.
   *
   * @param rank as {@link #rank} wrote it
   */
  public static String key(String rank) {
    return rank.substring(LENGTH_DIGITS, DIGITS);
  }

  /**
   * The scope's digits of a rank.
   *
   * @param rank as {@link #rank} wrote it
   * @return 16 hexadecimal digits, or none where there is no scope
   */
  public static String scope(String rank) {
    return rank.substring(DIGITS);
  }
}
