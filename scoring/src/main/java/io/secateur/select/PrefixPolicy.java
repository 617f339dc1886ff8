package io.secateur.select;

import java.util.List;

/**
 * A policy that keeps the first of one order of all examples: a bigger budget is a longer prefix,
 * so selections nest.
 */
public interface PrefixPolicy extends SelectionPolicy {

  @Override
  default Strata strata() {
    return Strata.WHOLE;
  }

  @Override
  default boolean nests() {
    return true;
  }

  @Override
  default Quotas plan(List<Stratum> strata, long budget) {
    return Webster.share(strata, budget);
  }
}
