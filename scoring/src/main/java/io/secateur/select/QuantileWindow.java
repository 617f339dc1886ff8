package io.secateur.select;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Quantile window: the examples whose score lies between two quantiles of their domain, such as the
 * middle of the perplexities of each source; among them the smallest hashes of seed and key.
 *
 * <pre>{@code holds(place, n)  <=>  from·n <= place < to·n,   place in [0, n) by ascending score}
 * </pre>
 *
 * <p>Quantiles are the decimal numbers that they print as: of 100 examples 0.29 parts 29 from 71.
 * Windows that share a bound share no example, and windows from 0 to 1 without a gap hold each
 * example once, whatever the size of the domain.
 *
 * <dl>
 *   <dt>Edge
 *   <dd>a small domain may have no example in the window; equal scores have different places, by
 *       hash. Quotas over more than one stratum fall to them in proportion
 *   <dt>Cost
 *   <dd>O(1) an example, besides the sort that gives it its place
 *   <dt>Source
 *   <dd>Marion et al., <i>When less is more: investigating data pruning for pretraining LLMs at
 *       scale</i>, 2023, <a href="https://arxiv.org/abs/2309.04564">arXiv:2309.04564</a>, who found
 *       the middle best; Ankner et al., <i>Perplexed by perplexity</i>, 2024, <a
 *       href="https://arxiv.org/abs/2405.20541">arXiv:2405.20541</a>, to whom it depends on the
 *       data
 *   <dt>Differs
 *   <dd>quantiles are those of the domain and not of the whole, since a window of the whole shifts
 *       the mix of domains
 * </dl>
 *
 * @param from the lower quantile, in [0, to); inclusive
 * @param to the upper quantile, at most 1; exclusive
 */
public record QuantileWindow(double from, double to) implements PrefixPolicy {

  /** The middle: from 0.3 to 0.7. */
  public QuantileWindow() {
    this(0.3, 0.7);
  }

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if they are no window in [0, 1]
   */
  public QuantileWindow {
    if (!(from >= 0 && from < to && to <= 1)) {
      throw new IllegalArgumentException(
          "Invalid window: [%s, %s) (must be in [0, 1], and not empty)".formatted(from, to));
    }
  }

  /**
   * Whether an example lies in the window.
   *
   * @param place its place by ascending score, in [0, size)
   * @param size examples of its domain
   */
  public boolean holds(long place, long size) {
    return place >= first(size) && place < end(size);
  }

  /**
   * The first place inside.
   *
   * @param size examples of the domain
   */
  public long first(long size) {
    return reached(from, size);
  }

  /**
   * The first place past the window.
   *
   * @param size examples of the domain
   */
  public long end(long size) {
    return reached(to, size);
  }

  private static long reached(double quantile, long size) {
    return BigDecimal.valueOf(quantile)
        .multiply(BigDecimal.valueOf(size))
        .setScale(0, RoundingMode.CEILING)
        .longValueExact();
  }

  @Override
  public String name() {
    return "quantile_window";
  }

  @Override
  public Order order() {
    return Order.HASH;
  }
}
