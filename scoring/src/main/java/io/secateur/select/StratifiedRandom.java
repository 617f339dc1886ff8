package io.secateur.select;

import java.util.List;

/**
 * Stratified random: of each label its proportional share of the budget, and within a label the
 * examples with the smallest hash of seed and key.
 *
 * <dl>
 *   <dt>Cost
 *   <dd>O(s log s) for s strata, whatever the budget
 *   <dt>Source
 *   <dd>Webster's (Sainte-Laguë's) method of apportionment; Balinski and Young, <i>Fair
 *       representation</i>, 1982
 *   <dt>Differs
 *   <dd>proportional sampling usually rounds by largest remainder, under which a bigger budget can
 *       take an example away (the Alabama paradox); a divisor method cannot, so selections nest
 * </dl>
 */
public record StratifiedRandom() implements SelectionPolicy {

  @Override
  public String name() {
    return "stratified_random";
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

  @Override
  public Quotas plan(List<Stratum> strata, long budget) {
    return Webster.share(strata, budget);
  }
}
