package io.secateur.energy;

import java.io.Serializable;

/**
 * What there is to train on: how many examples, and what one pass over them costs.
 *
 * @param examples how many
 * @param flop floating-point operations of one training pass over all of them
 */
public record Workload(long examples, double flop) implements Serializable {

  /** Mean cost of an example; 0 where there is none. */
  double meanFlop() {
    return examples == 0 ? 0 : flop / examples;
  }
}
