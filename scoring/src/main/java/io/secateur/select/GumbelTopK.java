package io.secateur.select;

/**
 * Gumbel top k: the greatest values once noise has softened them; a draw without replacement in
 * which each next example is taken with a probability in proportion to exp(value / temperature).
 *
 * <pre>{@code
 * key(i) = value_i / temperature - ln(-ln(1 - u_i))
 * u_i    = (floor(hash(seed, key_i) / 2^12) + 1/2) / 2^52,   the hash as 64 unsigned bits
 * }</pre>
 *
 * <p>The greatest keys stay; ties, in the key and so in u, go by the hash. A smaller hash gives a
 * greater key, so an infinite temperature keeps what {@link RandomSelection} keeps, example by
 * example; a temperature near 0 keeps what {@link TopK} keeps.
 *
 * <dl>
 *   <dt>Edge
 *   <dd>u lies in [2^-53, 1 - 2^-53], never at 0 or 1, so that every key of a finite value is
 *       finite, unless value / temperature overflows
 *   <dt>Cost
 *   <dd>O(1) an example; StrictMath, the same bits on every machine
 *   <dt>Source
 *   <dd>Kool, van Hoof and Welling, <i>Stochastic beams and where to find them: the Gumbel-top-k
 *       trick for sampling sequences without replacement</i>, ICML 2019, <a
 *       href="https://arxiv.org/abs/1903.06059">arXiv:1903.06059</a>
 *   <dt>Differs
 *   <dd>1 - u in the place of u, which is as uniform, so that the noise follows the order of {@code
 *       random}; the default temperature is ours
 * </dl>
 *
 * @param temperature of the noise, in units of the value, above 0; positive infinity is allowed.
 *     With ranks as values 0.1, the default, makes the first example exp(10) times as likely as the
 *     last
 */
public record GumbelTopK(double temperature) implements PrefixPolicy {

  /** A tenth of the range of ranks. */
  public GumbelTopK() {
    this(0.1);
  }

  /**
   * Checks the temperature.
   *
   * @throws IllegalArgumentException if it is not above 0
   */
  public GumbelTopK {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException(
          "Invalid temperature: %s (must be above 0)".formatted(temperature));
    }
  }

  /**
   * What examples are ordered by, the greatest first.
   *
   * @param value higher = keep, finite
   * @param uniform in (0, 1), from {@link #uniform}
   * @throws IllegalArgumentException if one is out of range
   */
  public double key(double value, double uniform) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("Invalid value: %s (must be finite)".formatted(value));
    }
    if (!(uniform > 0 && uniform < 1)) {
      throw new IllegalArgumentException("Invalid u: %s (must be in (0, 1))".formatted(uniform));
    }
    double noise = -StrictMath.log(-StrictMath.log1p(-uniform));
    return value / temperature + noise + 0.0; // -0.0 would come after 0.0
  }

  /**
   * A place in (0, 1) that never falls as the hash, read as unsigned, grows.
   *
   * @param hash of seed and key, as {@link io.secateur.example.SeededHash#of} gives it
   */
  public static double uniform(long hash) {
    return ((hash >>> 12) + 0.5) * 0x1.0p-52; // half a step more of 53 bits would round to 1
  }

  @Override
  public String name() {
    return "gumbel_top_k";
  }

  @Override
  public Order order() {
    return Order.GUMBEL;
  }
}
