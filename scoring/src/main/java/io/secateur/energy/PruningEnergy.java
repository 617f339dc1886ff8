package io.secateur.energy;

import java.util.Locale;

/**
 * Energy of the pruning itself: modelled from processor time where no counter can be read, and
 * brought from the nodes to the facility.
 *
 * <pre>{@code
 * E_node     = cpu_s·(W_max - W_min) + cores·wall_s·W_min + GB·wall_s·0.392
 * E_facility = E_node · PUE
 * }</pre>
 *
 * <p>W_min and W_max are the idle and full power of one virtual core. Source: Cloud Carbon
 * Footprint's coefficients (Apache-2.0): 1.14 and 4.34 watts as an average over server processors,
 * 0.392 watts a gigabyte. PUE 1.2 is assumed.
 */
public final class PruningEnergy {
  private static final double IDLE_WATTS = 1.14;
  private static final double FULL_WATTS = 4.34;
  private static final double WATTS_A_GIGABYTE = 0.392;
  private static final double PUE = 1.2;

  private PruningEnergy() {}

  /**
   * Models what the nodes took, without cooling and distribution.
   *
   * @param cpuSeconds processor time of all tasks
   * @param wallSeconds from start to end
   * @param cores that the job held all that time, or on average
   * @param gigabytes of memory that it held
   */
  public static Energy.Modelled modelled(
      double cpuSeconds, double wallSeconds, double cores, double gigabytes) {
    double joules =
        cpuSeconds * (FULL_WATTS - IDLE_WATTS)
            + cores * wallSeconds * IDLE_WATTS
            + gigabytes * wallSeconds * WATTS_A_GIGABYTE;
    return new Energy.Modelled(
        joules,
        String.format(
            Locale.ROOT, // it goes into reports, which are the same wherever they are made
            "%.0f CPU s on %s cores and %.1f GB for %.0f s, published watts per core",
            cpuSeconds,
            cores == Math.rint(cores)
                ? Long.toString(Math.round(cores))
                : String.format(Locale.ROOT, "%.1f", cores),
            gigabytes,
            wallSeconds));
  }

  /** The same with cooling and distribution, which no counter of a node sees. */
  public static Energy.Known atTheFacility(Energy.Known node) {
    double joules = node.joules() * PUE;
    String how = "%s, PUE %s".formatted(node.how(), PUE);
    // to measure on and then multiply is no model of the pruning: it stays what it was
    if (node instanceof Energy.Measured) {
      return new Energy.Measured(joules, how);
    }
    return new Energy.Modelled(joules, how);
  }
}
