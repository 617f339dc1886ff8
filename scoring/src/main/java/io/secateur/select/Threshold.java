package io.secateur.select;

/**
 * Threshold: the examples whose score reaches a bound, however many they are.
 *
 * <pre>{@code keep = { i : score_i >= atLeast },  the greatest scores first}</pre>
 *
 * <p>The value that orders examples is the score itself, so the first so many of that order are
 * those that pass: plan with the number that does, and exactly they are kept. A smaller budget
 * keeps the greatest of them.
 *
 * <dl>
 *   <dt>Edge
 *   <dd>NaN does not pass; a score equal to the bound does
 *   <dt>Cost
 *   <dd>O(1) an example
 *   <dt>Source
 *   <dd>what filters of web data do with quality scores, such as Penedo et al., <i>The FineWeb
 *       datasets</i>, NeurIPS 2024, <a href="https://arxiv.org/abs/2406.17557">arXiv:2406.17557</a>
 *   <dt>Differs
 *   <dd>nothing
 * </dl>
 *
 * @param atLeast the bound, finite, in the unit of the score; 0.5 suits ranks
 */
public record Threshold(double atLeast) implements PrefixPolicy {

  /** One half: the upper half, where scores are ranks. */
  public Threshold() {
    this(0.5);
  }

  /**
   * Checks the bound.
   *
   * @throws IllegalArgumentException if it is not finite
   */
  public Threshold {
    if (!Double.isFinite(atLeast)) {
      throw new IllegalArgumentException(
          "Invalid threshold: %s (must be finite)".formatted(atLeast));
    }
  }

  /**
   * Whether a score reaches the bound.
   *
   * @param score any number
   */
  public boolean passes(double score) {
    return score >= atLeast;
  }

  @Override
  public String name() {
    return "threshold";
  }

  @Override
  public Order order() {
    return Order.VALUE;
  }
}
