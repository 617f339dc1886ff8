package io.secateur.jobs.report;

import io.secateur.energy.Interval;
import io.secateur.energy.Regime;
import io.secateur.energy.Saving;
import io.secateur.energy.carbon.Equivalent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What training on less saves, and what the pruning took. All energies at the facility's boundary.
 *
 * @param regime as configured
 * @param training what is trained, and how
 * @param baseline how the energy of a training on everything is known
 * @param trainings that share the pruning
 * @param pruning what this run took
 * @param fixedEpochs the saving if the number of epochs stays
 * @param fixedSteps the saving if the number of steps stays
 * @param toTarget the saving if training stops at a target; null where the user measured none
 * @param random what a random choice of as many examples saves under the regime; it costs nothing
 * @param shared the net saving under the regime by how many trainings share the pruning
 * @param footprint what that means besides
 */
public record EnergyReport(
    String regime,
    String training,
    Baseline baseline,
    int trainings,
    Pruning pruning,
    Saving fixedEpochs,
    Saving fixedSteps,
    @Nullable Saving toTarget,
    Saving random,
    List<Shared> shared,
    Footprint footprint) {

  /**
   * How the energy of a training on everything is known.
   *
   * @param origin given or modelled
   * @param words from what
   */
  public record Baseline(String origin, String words) {}

  /**
   * What the pruning took.
   *
   * @param joules at the facility
   * @param origin measured or modelled
   * @param words from what
   */
  public record Pruning(double joules, String origin, String words) {}

  /**
   * What energy means besides; each part only on request.
   *
   * @param carbonSource country, year, table and licence; null without a region
   * @param embodied whether what making the accelerators emitted is counted
   * @param price of a kilowatt-hour; NaN without one
   * @param currency of the price
   * @param equivalents of the net saving
   */
  public record Footprint(
      @Nullable String carbonSource,
      boolean embodied,
      double price,
      String currency,
      List<Equivalent> equivalents) {}

  /**
   * A pruning that several trainings share.
   *
   * @param trainings how many
   * @param net joules that all of them save together, less the pruning
   */
  public record Shared(int trainings, Interval net) {}

  /**
   * A column of the table.
   *
   * @param title of it
   * @param saving in it
   * @param configured whether it is the user's regime
   */
  public record Column(String title, Saving saving, boolean configured) {}

  /** The saving under the regime that was configured; the upper end where it is unknown. */
  public Saving headline() {
    if (regime.equals(Regime.FIXED_STEPS.key())) {
      return fixedSteps;
    }
    return regime.equals(Regime.TO_TARGET.key()) && toTarget != null ? toTarget : fixedEpochs;
  }

  /** The regimes side by side. */
  public List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    columns.add(
        new Column("if epochs stay fixed", fixedEpochs, regime.equals(Regime.FIXED_EPOCHS.key())));
    columns.add(
        new Column("if steps stay fixed", fixedSteps, regime.equals(Regime.FIXED_STEPS.key())));
    if (toTarget != null) {
      columns.add(new Column("to your target", toTarget, regime.equals(Regime.TO_TARGET.key())));
    }
    return columns;
  }

  /** Money for an energy. */
  public Interval money(Interval joules) {
    double each = footprint.price / 3.6e6;
    return new Interval(each * joules.low(), each * joules.median(), each * joules.high());
  }
}
