package io.secateur.energy;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.LogNormalDistribution;
import org.apache.commons.math3.distribution.TriangularDistribution;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;

/**
 * Energy of training on everything, on what was kept, and what that saves, net of the pruning.
 *
 * <pre>{@code
 * E_full   = epochs · FLOP_all / (MFU · peak) · (phi · TDP) · k_host · PUE
 * E_pruned = E_full · (f + (1 - f) · C_kept / C_all)              fixed epochs
 * E_pruned = E_full · (f + (1 - f) · mean(c|kept) / mean(c|all))  fixed steps
 * net      = trainings · (E_full - E_pruned) - E_prune
 * break-even trainings = E_prune / (E_full - E_pruned)
 * }</pre>
 *
 * <p>Utilisation MFU, power share phi, host factor, PUE, the fixed share f and the error of a
 * modelled E_prune are drawn 10,000 times from published ranges, with one draw for both arms: drawn
 * apart, the saving would swim in noise that both arms share. Relative savings are therefore sharp
 * where absolute kilowatt-hours are not.
 *
 * <p>Sources of the ranges: whole-run utilisation of 31 published trainings (geometric mean 0.35,
 * log-sd 0.28); GPU power as a share of TDP in MLPerf and Dodge et al. 2022; MLPerf node power for
 * the host; PUE as reported by the large operators and the Uptime survey.
 */
public final class TrainingEnergy {
  private static final int DRAWS = 10_000;
  private static final double TERA = 1e12;

  private TrainingEnergy() {}

  /**
   * What pruning saves.
   *
   * @param full joules to train once on every example
   * @param pruned joules to train once on the kept ones
   * @param savedShare (full - pruned) / full of one training, before the cost of pruning
   * @param net joules saved by all trainings together, less what pruning cost
   * @param breakEvenTrainings trainings after which pruning has paid for itself; infinite where a
   *     training saves nothing
   */
  public record Saving(
      Interval full,
      Interval pruned,
      Interval savedShare,
      Interval net,
      Interval breakEvenTrainings) {}

  /**
   * Estimates under one regime.
   *
   * @param all what there was
   * @param kept what was kept
   * @param plan how it will be used; {@link Regime#UNKNOWN} is estimated as fixed epochs, and is
   *     the upper end of a range that starts at 0
   * @param pruningJoules what the pruning itself took
   * @param seed of the draws
   */
  public static Saving estimate(
      Workload all, Workload kept, TrainingPlan plan, double pruningJoules, long seed) {
    Priors priors = new Priors(plan.model(), new Well19937c(seed));
    double share = costShare(all, kept, plan.regime());
    double peak = plan.accelerator().teraflops() * TERA;
    double[][] draws =
        IntStream.range(0, DRAWS)
            .mapToObj(
                i -> {
                  double watts =
                      priors.power.getAsDouble()
                          * plan.accelerator().watts()
                          * priors.host.getAsDouble()
                          * priors.pue.getAsDouble();
                  double seconds =
                      plan.epochs() * all.flop() / (priors.utilisation.getAsDouble() * peak);
                  double fixed = priors.fixedShare.getAsDouble();
                  double full = seconds * watts;
                  double pruned = full * (fixed + (1 - fixed) * share);
                  double spent = pruningJoules * priors.pruningError.getAsDouble();
                  double saved = full - pruned;
                  return new double[] {
                    full,
                    pruned,
                    full > 0 ? saved / full : 0,
                    plan.trainings() * saved - spent,
                    saved > 0 ? spent / saved : Double.POSITIVE_INFINITY
                  };
                })
            .toArray(double[][]::new);
    return new Saving(
        column(draws, 0), column(draws, 1), column(draws, 2), column(draws, 3), column(draws, 4));
  }

  /**
   * Joules that an operation takes at the modes of the ranges: a constant, by which a budget in
   * joules is one in operations.
   *
   * <pre>{@code (phi · TDP) · k_host · PUE / (MFU · peak)}</pre>
   *
   * @param model that is trained
   * @param accelerator on what
   */
  public static double joulesPerFlop(TrainedModel model, Accelerator accelerator) {
    double power = model.small() ? 0.50 : 0.90;
    return power * accelerator.watts() * 1.38 * 1.20 / (0.35 * accelerator.teraflops() * TERA);
  }

  private static double costShare(Workload all, Workload kept, Regime regime) {
    if (all.flop() <= 0) {
      return 1;
    }
    return switch (regime) {
      case FIXED_EPOCHS, UNKNOWN -> kept.flop() / all.flop();
      case FIXED_STEPS -> kept.examples() == 0 ? 0 : meanShare(all, kept);
    };
  }

  private static double meanShare(Workload all, Workload kept) {
    double share = kept.meanFlop() / all.meanFlop();
    return Math.abs(share - 1) < 1e-9 ? 1 : share; // the rounding of a sum is no saving
  }

  private static Interval column(double[][] draws, int column) {
    return Interval.of(Arrays.stream(draws).mapToDouble(draw -> draw[column]).toArray());
  }

  /** The published ranges; every estimate draws from them in the same order. */
  private static final class Priors {
    private final DoubleSupplier utilisation;
    private final DoubleSupplier power;
    private final DoubleSupplier host;
    private final DoubleSupplier pue;
    private final DoubleSupplier fixedShare;
    private final DoubleSupplier pruningError;

    Priors(TrainedModel model, RandomGenerator random) {
      LogNormalDistribution mfu = new LogNormalDistribution(random, Math.log(0.35), 0.28);
      this.utilisation = () -> Math.min(0.65, mfu.sample());
      this.power =
          model.small() ? triangle(random, 0.30, 0.50, 0.85) : triangle(random, 0.65, 0.90, 1.0);
      this.host = triangle(random, 1.15, 1.38, 1.75);
      this.pue = triangle(random, 1.05, 1.20, 1.60);
      this.fixedShare = triangle(random, 0, 0.03, 0.10);
      this.pruningError = new LogNormalDistribution(random, 0, 0.4)::sample;
    }

    private static DoubleSupplier triangle(RandomGenerator random, double a, double c, double b) {
      return new TriangularDistribution(random, a, c, b)::sample;
    }
  }
}
