package io.secateur.inference;

import java.io.Serializable;

/**
 * Where a model runs, and how.
 *
 * @param device that it is loaded onto
 * @param precision of its numbers
 * @param threads of the processor that one batch may use, at least 1; of TorchScript those of the
 *     first model that this JVM opened, unless {@code ai.djl.pytorch.num_threads} is set
 */
public record Placement(Device device, Precision precision, int threads) implements Serializable {
  /** Checks. */
  public Placement {
    if (threads < 1) {
      throw new IllegalArgumentException(
          "Invalid threads: %d (must be at least 1)".formatted(threads));
    }
  }

  /**
   * On the processor, with all bits.
   *
   * @param threads that one batch may use, at least 1
   */
  public static Placement cpu(int threads) {
    return new Placement(Device.CPU, Precision.FP32, threads);
  }
}
