package io.secateur.example;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The 128-bit key of an example's canonical content.
 *
 * <pre>{@code key = first 16 bytes of SHA-256(UTF-8(canonical text))}</pre>
 *
 * <p>Cryptographic on purpose: the text of a data set is hostile, and two texts made to collide
 * would let one delete the other. Cost: one pass of SHA-256, about a gigabyte a second where the
 * processor has the instruction.
 *
 * @param high the first eight bytes, big-endian
 * @param low the last eight bytes, big-endian
 */
public record ContentKey(long high, long low) implements Comparable<ContentKey>, Serializable {

  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(ContentKey::sha256);

  /**
   * The key of a text that is canonical already.
   *
   * @param canonicalText what {@link CanonicalText} made of the example's text
   */
  public static ContentKey of(String canonicalText) {
    byte[] digest = SHA_256.get().digest(canonicalText.getBytes(StandardCharsets.UTF_8));
    ByteBuffer bytes = ByteBuffer.wrap(digest);
    return new ContentKey(bytes.getLong(), bytes.getLong());
  }

  /**
   * Reads a key back.
   *
   * @param hex 32 hexadecimal digits, as {@link #hex()} writes them
   * @throws IllegalArgumentException if it is anything else
   */
  public static ContentKey parse(String hex) {
    if (!hex.chars().allMatch(HexFormat::isHexDigit) || hex.length() != 32) {
      throw new IllegalArgumentException(
          "Invalid key: %s (must be 32 hexadecimal digits)".formatted(hex));
    }
    return new ContentKey(
        HexFormat.fromHexDigitsToLong(hex, 0, 16), HexFormat.fromHexDigitsToLong(hex, 16, 32));
  }

  /** The key as 32 lower-case hexadecimal digits; their order is the order of keys. */
  public String hex() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }

  /** Unsigned, so that keys sort as their hexadecimal digits do. */
  @Override
  public int compareTo(ContentKey other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform must have SHA-256", e);
    }
  }
}
