package io.secateur.energy;

import java.util.Locale;

/**
 * Energy of the pruning itself, from processor time where no counter can be read.
 *
 * <pre>{@code E = (cpu_s·(W_max - W_min) + cores·wall_s·W_min + GB·wall_s·0.392) · PUE}</pre>
 *
 * <p>W_min and W_max are the idle and full power of one virtual core. Source: Cloud Carbon
 * Footprint's coefficients (Apache-2.0): 1.14 and 4.34 watts as an average over server processors,
 * 0.392 watts a gigabyte; PUE 1.2.
 */
public final class PruningEnergy {
  private static final double IDLE_WATTS = 1.14;
  private static final double FULL_WATTS = 4.34;
  private static final double WATTS_A_GIGABYTE = 0.392;
  private static final double PUE = 1.2;

  private PruningEnergy() {}

  /**
   * Models it.
   *
   * @param cpuSeconds processor time of all tasks
   * @param wallSeconds from start to end
   * @param cores that the job held all that time
   * @param gigabytes of memory that it held
   */
  public static Energy.Modelled modelled(
      double cpuSeconds, double wallSeconds, int cores, double gigabytes) {
    double joules =
        PUE
            * (cpuSeconds * (FULL_WATTS - IDLE_WATTS)
                + cores * wallSeconds * IDLE_WATTS
                + gigabytes * wallSeconds * WATTS_A_GIGABYTE);
    return new Energy.Modelled(
        joules,
        String.format(
            Locale.ROOT, // it goes into reports, which are the same wherever they are made
            "%.0f CPU s on %d cores and %.1f GB for %.0f s, published watts per core, PUE %.1f",
            cpuSeconds,
            cores,
            gigabytes,
            wallSeconds,
            PUE));
  }
}
