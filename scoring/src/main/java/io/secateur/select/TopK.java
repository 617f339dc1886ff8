package io.secateur.select;

/**
 * Top k: the examples of greatest keep value.
 *
 * <pre>{@code keep = the B examples first by (value descending, hash(seed, key))}</pre>
 *
 * <p>Sound as long as little is pruned. Past half, what is left is the extreme end of a score,
 * which is where noise and atypical examples gather; {@link #verdict} says when to warn and when to
 * refuse.
 *
 * <dl>
 *   <dt>Edge
 *   <dd>equal values: the smallest hash first. Quotas over more than one stratum fall to them in
 *       proportion, as {@link StratifiedRandom} plans
 *   <dt>Cost
 *   <dd>O(1) to plan for one stratum
 *   <dt>Source
 *   <dd>Sorscher et al., <i>Beyond neural scaling laws: beating power law scaling via data
 *       pruning</i>, NeurIPS 2022, <a href="https://arxiv.org/abs/2206.14486">arXiv:2206.14486</a>;
 *       how it falls behind random: Zheng et al., <i>Coverage-centric coreset selection for high
 *       pruning rates</i>, ICLR 2023, <a
 *       href="https://arxiv.org/abs/2210.15809">arXiv:2210.15809</a>
 *   <dt>Differs
 *   <dd>the limits of one half and 70 % are ours: the papers show that there are some
 * </dl>
 */
public record TopK() implements PrefixPolicy {

  /** Whether a budget leaves so little that the greatest values are a poor choice. */
  public enum Verdict {
    /** No more than half is pruned. */
    FINE(0),
    /** More than half is pruned: say so. */
    WARN(0.5),
    /** More than 70 % is pruned: only if the user insists. */
    REFUSE(0.7);

    private final double prunedPast;

    Verdict(double prunedPast) {
      this.prunedPast = prunedPast;
    }

    /** The pruned share that is passed; 0, 0.5 or 0.7. */
    public double prunedPast() {
      return prunedPast;
    }
  }

  /**
   * Judges a budget; compared in whole numbers, so that 30 of 100 is not past 70 %.
   *
   * @param kept examples, in [0, of]
   * @param of examples there are to choose from
   * @throws IllegalArgumentException if kept is out of range
   */
  public static Verdict verdict(long kept, long of) {
    if (kept < 0 || kept > of) {
      throw new IllegalArgumentException(
          "Invalid kept: %,d (must be in [0, %,d])".formatted(kept, of));
    }
    long pruned = of - kept;
    if (Webster.compareProducts(3, pruned, 7, kept) > 0) { // pruned / (pruned + kept) > 7 / 10
      return Verdict.REFUSE;
    }
    return pruned > kept ? Verdict.WARN : Verdict.FINE;
  }

  @Override
  public String name() {
    return "top_k";
  }

  @Override
  public Order order() {
    return Order.VALUE;
  }
}
