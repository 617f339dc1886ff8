package io.secateur.energy;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * A device that trains: published peak and power. A peak that counts sparse operations is twice
 * what a training can reach, and none of these does.
 *
 * @param name as in configuration
 * @param teraflops dense peak in bfloat16 or float16, 1e12 operations a second
 * @param fp8Teraflops dense peak in 8-bit floats; 0 where it has none, or none is published
 * @param watts thermal design power
 */
public record Accelerator(String name, double teraflops, double fp8Teraflops, double watts)
    implements Serializable {
  private static final List<Accelerator> PRESETS =
      List.of(
          new Accelerator("t4", 65, 0, 70),
          new Accelerator("v100-pcie", 112, 0, 250),
          new Accelerator("v100-sxm", 125, 0, 300),
          new Accelerator("a100-pcie-40", 312, 0, 250),
          new Accelerator("a100-pcie-80", 312, 0, 300),
          new Accelerator("a100-sxm-40", 312, 0, 400),
          new Accelerator("a100-sxm-80", 312, 0, 400),
          new Accelerator("l4", 121, 242, 72),
          new Accelerator("l40s", 362, 733, 350),
          new Accelerator("h100-pcie", 756, 1513, 350),
          new Accelerator("h100-nvl", 835, 1671, 400),
          new Accelerator("h100-sxm", 989, 1979, 700),
          new Accelerator("h200-sxm", 989, 1979, 700),
          new Accelerator("b200", 2250, 4500, 1000),
          new Accelerator("mi250x", 383, 0, 560),
          new Accelerator("mi300x", 1307, 2615, 750));

  /** Devices with their published figures. */
  public static List<Accelerator> presets() {
    return PRESETS;
  }

  /**
   * A preset, if there is one of that name.
   *
   * @param name as in configuration
   */
  public static Optional<Accelerator> named(String name) {
    return PRESETS.stream().filter(device -> device.name().equals(name)).findFirst();
  }

  /**
   * Operations a second.
   *
   * @throws IllegalArgumentException where no peak in that precision is published
   */
  public double peak(Precision precision) {
    if (precision == Precision.FP8 && fp8Teraflops <= 0) {
      throw new IllegalArgumentException(
          "Invalid precision: fp8 (%s has no published peak in it; bf16)".formatted(name));
    }
    return 1e12 * (precision == Precision.FP8 ? fp8Teraflops : teraflops);
  }
}
