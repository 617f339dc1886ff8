package io.secateur.jobs.report;

import io.secateur.jobs.report.SelectionReport.Drift;
import io.secateur.jobs.report.SelectionReport.Point;
import io.secateur.jobs.report.chart.Chart;
import io.secateur.jobs.report.chart.Plot;
import io.secateur.jobs.report.chart.Plot.Axis;
import io.secateur.jobs.report.chart.Plot.Dot;
import io.secateur.jobs.report.chart.Plot.Mark;
import io.secateur.jobs.report.chart.Plot.Series;
import io.secateur.jobs.report.chart.Plot.Style;
import io.secateur.jobs.report.chart.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What other budgets would keep, and how far this one drifted. */
final class BudgetCharts {
  private static final int NAME = 60;

  private BudgetCharts() {}

  static List<Chart> whatIf(SelectionReport selection) {
    if (selection.curve().size() < 2) {
      return List.of();
    }
    List<Series> series = new ArrayList<>();
    if (selection.hasClasses()) {
      series.add(line("kept of the class that keeps least", "keep", selection, Point::worstShare));
      series.add(line("class drift", "2", selection, Point::classDrift));
    }
    series.add(line("also in a random choice", "base", selection, Point::overlapRandom));
    series.add(
        Series.dots(
            "either, of a random choice", "base", Style.DASHED, dots(selection, Point::share)));
    if (selection.hasScores()) {
      series.add(
          Series.dots(
              "mean score (right)", "drop", Style.RIGHT, dots(selection, Point::meanScore)));
    }
    return List.of(
        new Chart(
            "what-if",
            "what-if",
            "What other budgets would keep",
            "By the share of the examples that is kept. The broken line is what a random choice is"
                + " expected to do: it keeps of each class, and shares with another random choice,"
                + " as much as it keeps of all.",
            Plot.of(Plot.Kind.LINES, Axis.ofShares("share kept"), Axis.ofShares("share"), series)
                .marked(
                    selection.curve().stream()
                        .filter(Point::thisRun)
                        .map(point -> new Mark("this run", point.share()))
                        .toList()),
            whatIfTable(selection)));
  }

  private static Series line(
      String name, String color, SelectionReport selection, ToDoubleFunction<Point> value) {
    return Series.dots(name, color, Style.PLAIN, dots(selection, value));
  }

  private static List<Dot> dots(SelectionReport selection, ToDoubleFunction<Point> value) {
    return selection.curve().stream()
        .filter(point -> !Double.isNaN(value.applyAsDouble(point)))
        .map(point -> Dot.of(point.share(), value.applyAsDouble(point)))
        .toList();
  }

  private static Table whatIfTable(SelectionReport selection) {
    List<String> head = new ArrayList<>(List.of("share", "examples"));
    if (selection.hasCosts()) {
      head.add(selection.unit());
    }
    if (selection.hasScores()) {
      head.add("mean score");
    }
    if (selection.hasClasses()) {
      head.addAll(List.of("class drift", "class that keeps least", "of that class"));
    }
    head.add("also in random");
    return new Table(
        head, selection.curve().stream().map(point -> cells(point, selection)).toList());
  }

  private static List<String> cells(Point point, SelectionReport selection) {
    List<String> cells = new ArrayList<>();
    cells.add(Words.percent(point.share(), 1) + (point.thisRun() ? " (this run)" : ""));
    cells.add(Words.count(point.kept()));
    if (selection.hasCosts()) {
      cells.add(Words.number("%.4g", point.cost()));
    }
    if (selection.hasScores()) {
      cells.add(Words.number("%.4g", point.meanScore()));
    }
    if (selection.hasClasses()) {
      cells.add(Words.number("%.3f", point.classDrift()));
      cells.add(Words.excerpt(point.worstClass(), NAME));
      cells.add(Words.percent(point.worstShare(), 1));
    }
    cells.add(Double.isNaN(point.overlapRandom()) ? "–" : Words.percent(point.overlapRandom(), 1));
    return cells;
  }

  static List<Chart> drift(SelectionReport selection) {
    List<Drift> drifts = selection.drifts();
    if (drifts.isEmpty()) {
      return List.of();
    }
    return List.of(
        new Chart(
            "drift",
            "drift",
            "How far the set drifted",
            "Jensen-Shannon divergence of what was kept from the whole input, in bits: 0 is the"
                + " same make-up, 1 nothing in common. Random is what chance alone does to a choice"
                + " of the same size.",
            Plot.of(
                Plot.Kind.SIDEWAYS,
                Axis.of("bits"),
                Axis.of(
                    "", drifts.stream().map(one -> Words.excerpt(one.dimension(), 30)).toList()),
                List.of(
                    new Series(
                        "ours",
                        "keep",
                        Style.PLAIN,
                        drifts.stream().map(Drift::ours).toList(),
                        List.of()),
                    new Series(
                        "random",
                        "1",
                        Style.PLAIN,
                        drifts.stream().map(Drift::random).toList(),
                        List.of()))),
            new Table(
                List.of("by", "values", "ours", "random", "all but vanished"),
                drifts.stream()
                    .map(
                        one ->
                            List.of(
                                Words.excerpt(one.dimension(), NAME),
                                Words.count(one.values()),
                                Words.number("%.4f", one.ours()),
                                Words.number("%.4f", one.random()),
                                one.worst().isEmpty() ? "–" : one.worst()))
                    .toList())));
  }
}
