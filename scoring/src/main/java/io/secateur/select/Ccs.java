package io.secateur.select;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Coverage-centric selection: strata of equal width of a difficulty score keep equally many
 * examples, as far as they have them; within a stratum the smallest hashes of seed and key. The
 * hardest are dropped beforehand, where much is pruned.
 *
 * <pre>{@code
 * for the strata by ascending size, of s strata and B examples:
 *   keep = min(size, floor(B / s));   B -= keep;   s -= 1
 * }</pre>
 *
 * <p>Of strata of equal size the last is visited first, so that what division leaves over goes to
 * the first of equals. A stratum keeps at least what constraints do, and leaves enough for those of
 * the strata to come.
 *
 * <dl>
 *   <dt>Edge
 *   <dd>empty strata count as visited. The budget is spent exactly: no stratum is left with more
 *       than there is
 *   <dt>Cost
 *   <dd>O(s log s) for s strata
 *   <dt>Source
 *   <dd>Zheng et al., <i>Coverage-centric coreset selection for high pruning rates</i>, ICLR 2023,
 *       <a href="https://arxiv.org/abs/2210.15809">arXiv:2210.15809</a>; the authors' code is the
 *       peer
 *   <dt>Differs
 *   <dd>the last stratum is closed (see {@link ScoreStrata}); examples are drawn by hash; {@link
 *       #hardest} is a table where the authors search for a share on each data set
 * </dl>
 *
 * @param count strata to cut the scores into, at least 1; the authors' is 50
 */
public record Ccs(int count) implements SelectionPolicy {
  private static final List<Knot> HARDEST =
      List.of(new Knot(0.5, 0), new Knot(0.3, 0.1), new Knot(0.2, 0.2), new Knot(0.1, 0.3));

  private record Knot(double keptShare, double hardest) {}

  /** The authors' fifty strata. */
  public Ccs() {
    this(50);
  }

  /**
   * Checks the count.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public Ccs {
    if (count < 1) {
      throw new IllegalArgumentException(
          "Invalid strata: %d (must be at least 1)".formatted(count));
    }
  }

  /**
   * The share of the hardest examples to drop before anything is chosen: mislabelled ones gather
   * there, and the less is kept, the more they weigh.
   *
   * <pre>{@code
   * pruned    up to 50 %   70 %   80 %   90 % and beyond
   * hardest            0    0.1    0.2               0.3
   * }</pre>
   *
   * <p>In between it is linear. The shares at 80 and 90 % are the authors' for ImageNet; the one at
   * 70 % and the lines between are ours. Always less than what is pruned.
   *
   * @param keptShare the share to keep, in [0, 1]
   * @throws IllegalArgumentException if it is out of range
   */
  public static double hardest(double keptShare) {
    if (!(keptShare >= 0 && keptShare <= 1)) {
      throw new IllegalArgumentException(
          "Invalid kept share: %s (must be in [0, 1])".formatted(keptShare));
    }
    Knot before = HARDEST.get(0);
    for (Knot knot : HARDEST) {
      if (keptShare >= knot.keptShare()) {
        double width = before.keptShare() - knot.keptShare();
        double way = width == 0 ? 0 : (keptShare - knot.keptShare()) / width;
        return knot.hardest() + way * (before.hardest() - knot.hardest());
      }
      before = knot;
    }
    return before.hardest();
  }

  @Override
  public String name() {
    return "ccs";
  }

  @Override
  public Strata strata() {
    return Strata.SCORE;
  }

  @Override
  public Order order() {
    return Order.HASH;
  }

  @Override
  public boolean nests() {
    return false; // quotas do; but the share of the hardest, and so the strata, go with the budget
  }

  @Override
  public Quotas plan(List<Stratum> strata, long budget) {
    long total = strata.stream().mapToLong(Stratum::size).sum();
    long left = Budget.checked(strata, Math.min(budget, total));
    long reserved = strata.stream().mapToLong(Stratum::atLeast).sum(); // for those to come
    long[] kept = new long[strata.size()];
    int unvisited = kept.length;
    for (int s : ascending(strata)) {
      Stratum stratum = strata.get(s);
      reserved -= stratum.atLeast();
      long share = Math.min(stratum.size(), left / unvisited--);
      kept[s] = Math.min(left - reserved, Math.max(stratum.atLeast(), share));
      left -= kept[s];
    }
    return Quotas.of(kept);
  }

  private static int[] ascending(List<Stratum> strata) {
    return IntStream.range(0, strata.size())
        .boxed()
        .sorted(
            Comparator.comparingLong((Integer s) -> strata.get(s).size())
                .thenComparing(Comparator.reverseOrder()))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
