package io.secateur.energy;

import java.io.Serializable;

/**
 * What there is to train on: how many examples, and what one pass over them costs.
 *
 * @param examples how many
 * @param flop floating-point operations of one training pass over all of them
 * @param encodingFlop the part of it that turns clips into latents, at the typical ratio
 */
public record Workload(long examples, double flop, double encodingFlop) implements Serializable {

  /** One that encodes nothing. */
  public Workload(long examples, double flop) {
    this(examples, flop, 0);
  }

  /** What one pass costs if encoding takes this many times its typical ratio. */
  double flop(double encoding) {
    return flop + (encoding - 1) * encodingFlop;
  }

  /** Mean of that; 0 where there is no example. */
  double meanFlop(double encoding) {
    return examples == 0 ? 0 : flop(encoding) / examples;
  }
}
