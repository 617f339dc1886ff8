package io.secateur.jobs.report;

import io.secateur.energy.Interval;
import io.secateur.energy.Saving;
import io.secateur.jobs.report.EnergyReport.Shared;
import io.secateur.jobs.report.chart.Chart;
import io.secateur.jobs.report.chart.Plot;
import io.secateur.jobs.report.chart.Plot.Axis;
import io.secateur.jobs.report.chart.Plot.Dot;
import io.secateur.jobs.report.chart.Plot.Mark;
import io.secateur.jobs.report.chart.Plot.Series;
import io.secateur.jobs.report.chart.Plot.Style;
import io.secateur.jobs.report.chart.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What trainings take and save. */
final class EnergyCharts {
  private static final double WATT_HOUR = 3_600;
  private static final String LOW = "5th percentile";
  private static final String MEDIAN = "median";
  private static final String HIGH = "95th percentile";

  private EnergyCharts() {}

  /**
   * In what energies are told.
   *
   * @param name of it
   * @param joules in one
   */
  private record Unit(String name, double joules) {

    /** The one that fits. */
    static Unit of(Interval energy) {
      double wattHours = Math.abs(energy.median()) / WATT_HOUR;
      if (wattHours >= 1e6) {
        return new Unit("MWh", 1e6 * WATT_HOUR);
      }
      return wattHours >= 1e3 ? new Unit("kWh", 1e3 * WATT_HOUR) : new Unit("Wh", WATT_HOUR);
    }
  }

  static List<Chart> of(EnergyReport energy) {
    if (energy.shared().isEmpty() || !Double.isFinite(energy.headline().full().median())) {
      return List.of();
    }
    return List.of(intervals(energy), shared(energy));
  }

  private static Chart intervals(EnergyReport energy) {
    Saving saving = energy.headline();
    Map<String, Interval> bars = new LinkedHashMap<>();
    bars.put("everything", saving.full());
    bars.put("what is left", saving.pruned());
    bars.put("saved", perTraining(saving.gross(), energy.trainings()));
    double own = energy.pruning().joules();
    bars.put("this pruning", new Interval(own, own, own));
    Unit unit = Unit.of(saving.full());
    List<Interval> all = List.copyOf(bars.values());
    return new Chart(
        "energy",
        "energy",
        "What one training takes",
        "%s. The bars of a row are how little and how much it may be: the kilowatt-hours are unsure,"
                .formatted(capital(regime(energy)))
            + " but alike for both trainings, so that the share saved is surer than either.",
        Plot.of(
            Plot.Kind.SIDEWAYS,
            Axis.of(unit.name),
            Axis.of("", List.copyOf(bars.keySet())),
            List.of(
                bars(LOW, "base", all, unit, Interval::low),
                bars(MEDIAN, "keep", all, unit, Interval::median),
                bars(HIGH, "1", all, unit, Interval::high))),
        new Table(
            List.of(unit.name, LOW, MEDIAN, HIGH),
            bars.entrySet().stream().map(bar -> row(bar.getKey(), bar.getValue(), unit)).toList()));
  }

  private static Chart shared(EnergyReport energy) {
    List<Shared> points = energy.shared();
    int most = points.get(points.size() - 1).trainings();
    Unit unit = Unit.of(points.get(points.size() - 1).net());
    return new Chart(
        "energy-trainings",
        "energy",
        "What is saved, by how many trainings use the pruned set",
        "%s, less what the pruning took. Below 0 the pruning has not paid for itself."
            .formatted(capital(regime(energy))),
        Plot.of(
                Plot.Kind.LINES,
                Axis.of("trainings", 0, 1.2 * most),
                Axis.of("net " + unit.name),
                List.of(
                    line(MEDIAN, "keep", Style.PLAIN, points, unit, Interval::median),
                    line(LOW, "base", Style.DASHED, points, unit, Interval::low),
                    line(HIGH, "1", Style.DASHED, points, unit, Interval::high)))
            .marked(List.of(new Mark("planned", energy.trainings()))),
        new Table(
            List.of("trainings; net " + unit.name, LOW, MEDIAN, HIGH),
            points.stream()
                .map(point -> row(Words.count(point.trainings()), point.net(), unit))
                .toList()));
  }

  private static String regime(EnergyReport energy) {
    return switch (energy.regime()) {
      case "fixed-steps" -> "if steps stay fixed";
      case "to-target" -> "to your target";
      case "unknown" -> "if epochs stay fixed; nothing is saved if steps do";
      default -> "if epochs stay fixed";
    };
  }

  private static String capital(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  private static Interval perTraining(Interval all, int trainings) {
    return new Interval(all.low() / trainings, all.median() / trainings, all.high() / trainings);
  }

  private static Series bars(
      String name, String color, List<Interval> all, Unit unit, ToDoubleFunction<Interval> end) {
    return new Series(
        name,
        color,
        Style.PLAIN,
        all.stream().map(interval -> end.applyAsDouble(interval) / unit.joules).toList(),
        List.of());
  }

  private static Series line(
      String name,
      String color,
      Style style,
      List<Shared> points,
      Unit unit,
      ToDoubleFunction<Interval> end) {
    return Series.dots(
        name,
        color,
        style,
        points.stream()
            .map(p -> Dot.of(p.trainings(), end.applyAsDouble(p.net()) / unit.joules))
            .toList());
  }

  private static List<String> row(String head, Interval joules, Unit unit) {
    return List.of(
        head,
        Words.number("%.4g", joules.low() / unit.joules),
        Words.number("%.4g", joules.median() / unit.joules),
        Words.number("%.4g", joules.high() / unit.joules));
  }
}
