package io.secateur.select;

/**
 * Random: the examples with the smallest hash of seed and key. The baseline that every other policy
 * has to beat, and hard to beat where little is kept.
 *
 * <p>Each example has the same chance. Quotas over more than one stratum fall to them in
 * proportion, as {@link StratifiedRandom} plans.
 */
public record RandomSelection() implements PrefixPolicy {

  @Override
  public String name() {
    return "random";
  }

  @Override
  public Order order() {
    return Order.HASH;
  }
}
