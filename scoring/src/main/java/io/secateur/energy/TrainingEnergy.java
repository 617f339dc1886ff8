package io.secateur.energy;

import io.secateur.energy.Saving.Carbon;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Energy of training on everything, on what was kept, and what that saves, net of the pruning.
 *
 * <pre>{@code
 * E_full   = epochs · C_all / (MFU · peak) · (phi · TDP) · k_host · PUE   or as measured
 * E_pruned = E_full · (f + (1 - f) · s)
 *   s = C_kept / C_all                       fixed epochs
 *   s = mean(c|kept) / mean(c|all)           fixed steps
 *   s = steps ratio · mean(c|kept) / mean(c|all)   to target
 * gross    = trainings · (E_full - E_pruned)
 * net      = gross - E_prune
 * break-even trainings = E_prune / (E_full - E_pruned)
 * }</pre>
 *
 * <p>C sums c, the operations of one pass over an example. All inputs are drawn 10,000 times from
 * the plan's {@link Priors}, with one draw for both arms: drawn apart, the saving would swim in
 * noise that both arms share. Relative savings are therefore sharp where absolute kilowatt-hours
 * are not. The boundary is the facility.
 *
 * <dl>
 *   <dt>Edge
 *   <dd>Nothing to train on: all is 0, and nothing breaks even. Nothing kept: only the fixed share
 *       is left. A training that saves nothing never breaks even: infinite.
 *   <dt>Cost
 *   <dd>O(draws), about 10 ms, whatever the data.
 *   <dt>Source
 *   <dd>{@code docs/energy.md} lists the published runs behind the priors.
 * </dl>
 */
public final class TrainingEnergy {
  private static final double JOULES_IN_KILOWATT_HOUR = 3.6e6;
  private static final double SECONDS_IN_HOUR = 3600;
  private static final int DRIVERS = 3;

  private TrainingEnergy() {}

  /**
   * Estimates under one regime.
   *
   * @param all what there was
   * @param kept what was kept
   * @param plan how it will be used; {@link Regime#UNKNOWN} is estimated as fixed epochs, and is
   *     the upper end of a range that starts at 0
   * @param pruning what the pruning itself took, at the facility
   * @param seed of the draws
   */
  public static Saving estimate(
      Workload all, Workload kept, TrainingPlan plan, Energy pruning, long seed) {
    Draws draws = new Draws(seed);
    Arms arms = arms(all, kept, plan, pruning, draws);
    double[] net = arms.net(plan.trainings());
    return new Saving(
        Interval.of(arms.full),
        Interval.of(arms.pruned),
        Interval.of(Draws.each(i -> arms.full[i] > 0 ? arms.saved(i) / arms.full[i] : 0)),
        Interval.of(arms.gross(plan.trainings())),
        Interval.of(net),
        Interval.of(
            Draws.each(
                i ->
                    arms.full[i] > arms.pruned[i]
                        ? arms.spent[i] / arms.saved(i)
                        : Double.POSITIVE_INFINITY)),
        Interval.of(Draws.each(i -> arms.full[i] / arms.watts[i] / SECONDS_IN_HOUR)),
        carbon(plan, arms, draws.add("carbon intensity", Grid.SPREAD)),
        draws.drivers(net, DRIVERS));
  }

  /**
   * The net saving, as {@link #estimate} has it, for several numbers of trainings from one set of
   * draws.
   *
   * @param trainings how many share the pruning, one after the other
   */
  public static List<Interval> net(
      Workload all,
      Workload kept,
      TrainingPlan plan,
      Energy pruning,
      long seed,
      List<Integer> trainings) {
    Arms arms = arms(all, kept, plan, pruning, new Draws(seed));
    return trainings.stream().map(many -> Interval.of(arms.net(many))).toList();
  }

  private static Arms arms(
      Workload all, Workload kept, TrainingPlan plan, Energy pruning, Draws draws) {
    List<double[]> inputs = new ArrayList<>();
    for (int i = 0; i < Priors.NAMES.size(); i++) {
      inputs.add(draws.add(Priors.NAMES.get(i), plan.priors().all().get(i)));
    }
    double[] fixed = inputs.get(4);
    double[] encoding = inputs.get(5);
    double[] error = draws.add("the pruning's own energy", error(pruning));
    double[] watts =
        Draws.each(i -> inputs.get(1)[i] * plan.watts() * inputs.get(2)[i] * inputs.get(3)[i]);
    double[] full = Draws.each(i -> full(all, plan, inputs, watts, i));
    double[] pruned =
        Draws.each(
            i -> full[i] * (fixed[i] + (1 - fixed[i]) * costShare(all, kept, plan, encoding[i])));
    return new Arms(full, pruned, Draws.each(i -> joules(pruning) * error[i]), watts);
  }

  /**
   * Joules that an operation takes at the typical values of the priors: a constant, by which a
   * budget in joules is one in operations.
   *
   * <pre>{@code (phi · TDP) · k_host · PUE / (MFU · peak)}</pre>
   *
   * @param plan whose accelerator and priors count
   */
  public static double joulesPerFlop(TrainingPlan plan) {
    Priors priors = plan.priors();
    return priors.power().typical()
        * plan.watts()
        * priors.host().typical()
        * priors.pue().typical()
        / (priors.utilisation().typical() * plan.peak());
  }

  /** Both arms, draw by draw. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never leaves this class
  private record Arms(double[] full, double[] pruned, double[] spent, double[] watts) {

    double saved(int i) {
      return full[i] - pruned[i];
    }

    double[] gross(int trainings) {
      return Draws.each(i -> trainings * saved(i));
    }

    double[] net(int trainings) {
      return Draws.each(i -> trainings * saved(i) - spent[i]);
    }
  }

  private static double full(
      Workload all, TrainingPlan plan, List<double[]> inputs, double[] watts, int i) {
    Baseline baseline = plan.baseline();
    if (baseline instanceof Baseline.Metered metered) {
      double read = metered.kilowattHours() * JOULES_IN_KILOWATT_HOUR;
      return switch (metered.boundary()) {
        case ACCELERATORS -> read * inputs.get(2)[i] * inputs.get(3)[i];
        case NODES -> read * inputs.get(3)[i];
        case FACILITY -> read;
      };
    }
    if (baseline instanceof Baseline.AcceleratorHours busy) {
      return busy.hours() * SECONDS_IN_HOUR * watts[i];
    }
    double flop = plan.epochs() * all.flop(inputs.get(5)[i]);
    return flop / (inputs.get(0)[i] * plan.peak()) * watts[i];
  }

  private static double costShare(Workload all, Workload kept, TrainingPlan plan, double encoding) {
    if (all.flop() <= 0) {
      return 1;
    }
    return switch (plan.regime()) {
      case FIXED_EPOCHS, UNKNOWN -> kept.flop(encoding) / all.flop(encoding);
      case FIXED_STEPS -> kept.examples() == 0 ? 0 : meanShare(all, kept, encoding);
      case TO_TARGET ->
          kept.examples() == 0 ? 0 : plan.stepsRatio() * meanShare(all, kept, encoding);
    };
  }

  private static double meanShare(Workload all, Workload kept, double encoding) {
    double share = kept.meanFlop(encoding) / all.meanFlop(encoding);
    return Math.abs(share - 1) < 1e-9 ? 1 : share; // the rounding of a sum is no saving
  }

  private static @Nullable Carbon carbon(TrainingPlan plan, Arms arms, double[] spread) {
    Grid grid = plan.grid();
    if (grid == null) {
      return null;
    }
    double[] perJoule =
        Draws.each(i -> grid.gramsPerKilowattHour() * spread[i] / JOULES_IN_KILOWATT_HOUR);
    double[] embodied =
        Draws.each(i -> grid.embodiedGramsPerHour() / arms.watts[i] / SECONDS_IN_HOUR);
    double[] full = Draws.each(i -> arms.full[i] * (perJoule[i] + embodied[i]));
    double[] pruned = Draws.each(i -> arms.pruned[i] * (perJoule[i] + embodied[i]));
    double[] gross = arms.gross(plan.trainings());
    double[] net = arms.net(plan.trainings());
    return new Carbon(
        Interval.of(full),
        Interval.of(pruned),
        Interval.of(Draws.each(i -> net[i] * perJoule[i] + gross[i] * embodied[i])));
  }

  private static double joules(Energy energy) {
    if (energy instanceof Energy.Measured measured) {
      return measured.joules();
    }
    if (energy instanceof Energy.Modelled modelled) {
      return modelled.joules();
    }
    if (energy instanceof Energy.Assumed assumed) {
      return assumed.joules();
    }
    if (energy instanceof Energy.Given given) {
      return given.joules();
    }
    throw new IllegalArgumentException(
        "Invalid energy of the pruning: unknown (must be known, for a net figure)");
  }

  /** A counter is right within 5 %, a model within a factor of two or so. */
  private static Prior error(Energy energy) {
    if (energy instanceof Energy.Measured) {
      return new Prior.Triangle(0.95, 1, 1.05);
    }
    return energy instanceof Energy.Given
        ? new Prior.Point(1)
        : new Prior.LogNormal(1, 0.4, Double.POSITIVE_INFINITY);
  }
}
