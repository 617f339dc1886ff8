package io.secateur.example;

/**
 * The only source of randomness: a hash of the seed and the key of an example.
 *
 * <pre>{@code u(key) = unsigned(hash64(seed, key)) / 2^64,  in [0, 1)}</pre>
 *
 * <p>So the same seed draws the same examples on one core or a thousand, in any order of the rows.
 * The hash is a chain of SplitMix64's finaliser (Steele, Lea and Flood 2014), whose output bits
 * each depend on all input bits.
 */
public final class SeededHash {
  private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

  private SeededHash() {}

  /**
   * Sixty-four bits that look random.
   *
   * @param seed the run's seed
   * @param key the example
   */
  public static long of(long seed, ContentKey key) {
    return mix(mix(mix(seed + GOLDEN) ^ key.high()) ^ key.low());
  }

  /**
   * The same bits as {@link #of}, shifted so that signed order is the order of {@code u}.
   *
   * @param seed the run's seed
   * @param key the example
   */
  public static long order(long seed, ContentKey key) {
    return of(seed, key) ^ Long.MIN_VALUE;
  }

  /**
   * The place {@code u} in [0, 1).
   *
   * @param seed the run's seed
   * @param key the example
   */
  public static double unit(long seed, ContentKey key) {
    return unit(of(seed, key));
  }

  /**
   * The place in [0, 1) of bits that look random already.
   *
   * @param bits well mixed
   */
  public static double unit(long bits) {
    return (bits >>> 11) * 0x1.0p-53;
  }

  /**
   * SplitMix64's finaliser: a bijection of 64 bits.
   *
   * @param bits any bits
   */
  public static long mix(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return z ^ (z >>> 31);
  }
}
