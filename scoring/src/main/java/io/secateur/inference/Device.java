package io.secateur.inference;

import java.io.Serializable;

/**
 * What a model runs on: the processor, or one GPU.
 *
 * @param gpu its number, as CUDA counts those that this JVM sees; -1 for the processor
 */
public record Device(int gpu) implements Serializable {
  /** The processor. */
  public static final Device CPU = new Device(-1);

  /** Checks. */
  public Device {
    if (gpu < -1) {
      throw new IllegalArgumentException(
          "Invalid gpu: %d (must be at least 0, or -1 for the processor)".formatted(gpu));
    }
  }

  /**
   * A GPU.
   *
   * @param number as CUDA counts, from 0
   */
  public static Device gpu(int number) {
    if (number < 0) {
      throw new IllegalArgumentException(
          "Invalid number: %d (must be at least 0)".formatted(number));
    }
    return new Device(number);
  }

  /** Whether it is a GPU. */
  public boolean isGpu() {
    return gpu >= 0;
  }

  @Override
  public String toString() {
    return isGpu() ? "GPU " + gpu : "CPU";
  }
}
