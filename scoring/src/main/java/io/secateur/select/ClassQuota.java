package io.secateur.select;

import java.util.List;

/**
 * Class quota (DRoP): classes that a model recalls badly keep a greater fraction of their examples;
 * within a class the smallest hashes of seed and key.
 *
 * <pre>{@code
 * keep fraction of class c = min(1, lambda · w_c),   w_c = max(0.01, 1 - recall_c)
 * }</pre>
 *
 * <p>lambda is such that the budget is spent; what full classes can't take goes to the others in
 * the same proportions. {@link Stratum#weight} is 1 - recall, or 1 for all classes where no recall
 * is known: then every class keeps the same fraction.
 *
 * <dl>
 *   <dt>Edge
 *   <dd>equal weights plan what {@link StratifiedRandom} plans, whatever the weight; so do weights
 *       that are all 0
 *   <dt>Cost
 *   <dd>O(s log s) for s classes, whatever the budget
 *   <dt>Source
 *   <dd>Vysogorets, Ahuja and Kempe, <i>DRoP: distributionally robust data pruning</i>, ICLR 2025,
 *       <a href="https://arxiv.org/abs/2404.05579">arXiv:2404.05579</a>
 *   <dt>Differs
 *   <dd>seats are given by Webster's method with weights, so that the budget is exact and
 *       selections nest; a class of recall 1 weighs 0.01 and not 0, under which it would vanish;
 *       floors come first
 * </dl>
 */
public record ClassQuota() implements SelectionPolicy {
  private static final double LEAST_WEIGHT = 0.01;

  @Override
  public String name() {
    return "class_quota";
  }

  @Override
  public Strata strata() {
    return Strata.LABEL;
  }

  @Override
  public Order order() {
    return Order.HASH;
  }

  @Override
  public boolean nests() {
    return true;
  }

  /**
   * Plans the quotas.
   *
   * @param strata the classes; their weights are in [0, 1]
   * @param budget examples to keep in all
   * @return one count a class
   * @throws IllegalArgumentException if a weight is out of range, or the budget is less than the
   *     constraints keep already
   */
  @Override
  public Quotas plan(List<Stratum> strata, long budget) {
    return Webster.share(strata, strata.stream().mapToDouble(ClassQuota::weight).toArray(), budget);
  }

  private static double weight(Stratum stratum) {
    double weight = stratum.weight();
    if (!(weight >= 0 && weight <= 1)) {
      throw new IllegalArgumentException(
          "Invalid weight: %s of class %s (must be in [0, 1])".formatted(weight, stratum.name()));
    }
    return Math.max(LEAST_WEIGHT, weight);
  }
}
