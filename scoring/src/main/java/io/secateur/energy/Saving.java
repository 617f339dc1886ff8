package io.secateur.energy;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What pruning saves.
 *
 * @param full joules to train once on every example
 * @param pruned joules to train once on the kept ones
 * @param savedShare (full - pruned) / full of one training, before the cost of pruning
 * @param gross joules saved by all trainings together, before the cost of pruning: what a random
 *     choice of the same training cost saves, since it costs nothing to make
 * @param net the same, less what pruning cost
 * @param breakEvenTrainings trainings after which pruning has paid for itself; infinite where a
 *     training saves nothing
 * @param fullHours accelerator-hours to train once on every example
 * @param carbon of the plan's grid; null without one
 * @param drivers what the spread of {@code net} comes from, the greatest first, at most three
 */
public record Saving(
    Interval full,
    Interval pruned,
    Interval savedShare,
    Interval gross,
    Interval net,
    Interval breakEvenTrainings,
    Interval fullHours,
    @Nullable Carbon carbon,
    List<Driver> drivers)
    implements Serializable {

  /**
   * Emissions, in grams of CO2 equivalent.
   *
   * @param full of one training on every example, embodied share included
   * @param pruned of one training on the kept ones: the software carbon intensity (SCI) of a
   *     training, ISO/IEC 21031
   * @param net avoided by all trainings together, less those of the pruning
   */
  public record Carbon(Interval full, Interval pruned, Interval net) implements Serializable {}

  /**
   * An input whose spread the result's comes from.
   *
   * @param input its name
   * @param share of the variance of ranks that goes with it, in [0, 1]; of all inputs together
   *     about 1
   */
  public record Driver(String input, double share) implements Serializable {}
}
