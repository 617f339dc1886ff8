package io.secateur.energy;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * A device that trains: published peak and power.
 *
 * @param name as in configuration
 * @param teraflops dense peak in the precision of training, 1e12 operations a second
 * @param watts thermal design power
 */
public record Accelerator(String name, double teraflops, double watts) implements Serializable {
  private static final List<Accelerator> PRESETS =
      List.of(
          new Accelerator("t4", 65, 70),
          new Accelerator("v100-sxm", 125, 300),
          new Accelerator("a100-sxm-40", 312, 400),
          new Accelerator("a100-sxm-80", 312, 400),
          new Accelerator("l4", 121, 72),
          new Accelerator("l40s", 362, 350),
          new Accelerator("h100-pcie", 756, 350),
          new Accelerator("h100-sxm", 989, 700),
          new Accelerator("h200-sxm", 989, 700),
          new Accelerator("b200", 2250, 1000));

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
}
