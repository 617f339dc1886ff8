package io.secateur.select;

import java.io.Serializable;
import java.util.List;

/**
 * Decides how many examples of each stratum to keep. It plans on counts alone and never sees an
 * example, so that a plan for a billion rows is tested in a millisecond.
 *
 * <p>Laws, in {@code SelectionPolicyContract}: within [atLeast, size] of every stratum; exactly the
 * budget in all, where that can be; where {@link #nests()}, a bigger budget never takes an example
 * away.
 */
public interface SelectionPolicy extends Serializable {

  /** What a policy cuts the examples into. */
  enum Strata {
    /** All examples are one stratum. */
    WHOLE,
    /** One stratum a label. */
    LABEL,
    /** One stratum a cluster of embeddings. */
    CLUSTER,
    /** Strata of equal width of a difficulty score. */
    SCORE
  }

  /** Which examples of a stratum come first. */
  enum Order {
    /** Those with the smallest hash of seed and key. */
    HASH,
    /** Those with the greatest value, higher = keep; the hash breaks ties. */
    VALUE,
    /** Those with the greatest value once seeded noise has softened it. */
    GUMBEL,
    /** Those that add most to what comes before them, picked greedily. */
    GAIN
  }

  /** Its name in configuration; lower_snake_case. */
  String name();

  /** What it cuts the examples into. */
  Strata strata();

  /** Which examples of a stratum come first. */
  Order order();

  /** Whether what it keeps with a budget is kept with every bigger one. */
  boolean nests();

  /**
   * Plans the quotas.
   *
   * @param strata the counts
   * @param budget examples to keep in all, those that constraints keep included
   * @return one count a stratum; everything, where the budget is at least the total
   * @throws IllegalArgumentException if the budget is less than the constraints keep already
   */
  Quotas plan(List<Stratum> strata, long budget);
}
