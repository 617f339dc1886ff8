package io.secateur.jobs.report;

import io.secateur.jobs.report.chart.Chart;
import io.secateur.jobs.report.chart.Plot;
import io.secateur.jobs.report.chart.Plot.Axis;
import io.secateur.jobs.report.chart.Plot.Dot;
import io.secateur.jobs.report.chart.Plot.Mark;
import io.secateur.jobs.report.chart.Plot.Series;
import io.secateur.jobs.report.chart.Plot.Style;
import io.secateur.jobs.report.chart.Table;
import io.secateur.jobs.spark.Duplicates;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Where the line between duplicates and others is drawn, and what lies on its far side. */
final class DuplicateCharts {
  private DuplicateCharts() {}

  static List<Chart> thresholds(List<NearThreshold> thresholds) {
    if (thresholds.size() < 2) {
      return List.of();
    }
    return List.of(
        new Chart(
            "thresholds",
            "thresholds",
            "What each threshold would drop",
            "Share of the examples that an earlier one is so like, with its interval of 95 %.",
            Plot.of(
                    Plot.Kind.LINES,
                    Axis.of("near-duplicates.threshold"),
                    Axis.ofShares("would drop, at most"),
                    List.of(
                        line(
                            "would drop, at most",
                            "drop",
                            Style.PLAIN,
                            thresholds,
                            NearThreshold::share),
                        line(
                            "interval, low end",
                            "drop",
                            Style.DASHED,
                            thresholds,
                            NearThreshold::low),
                        line(
                            "interval, high end",
                            "drop",
                            Style.DASHED,
                            thresholds,
                            NearThreshold::high)))
                .marked(inForce(thresholds)),
            new Table(
                List.of(
                    "near-duplicates.threshold",
                    "would drop, at most",
                    "pairs resolved by this run",
                    "of the sample"),
                thresholds.stream()
                    .map(
                        at ->
                            List.of(
                                "J ≥ %s%s"
                                    .formatted(
                                        Words.number("%.2f", at.threshold()),
                                        at.inForce() ? " (in force)" : ""),
                                at.laterInWords(),
                                at.recallInWords(),
                                "%s of %s"
                                    .formatted(
                                        Words.count(at.pairs() - at.missed()),
                                        Words.count(at.pairs()))))
                    .toList())));
  }

  private static Series line(
      String name,
      String color,
      Style style,
      List<NearThreshold> thresholds,
      ToDoubleFunction<NearThreshold> value) {
    return Series.dots(
        name,
        color,
        style,
        thresholds.stream().map(at -> Dot.of(at.threshold(), value.applyAsDouble(at))).toList());
  }

  private static List<Mark> inForce(List<NearThreshold> thresholds) {
    return thresholds.stream()
        .filter(NearThreshold::inForce)
        .map(at -> new Mark("in force", at.threshold()))
        .toList();
  }

  static List<Chart> similarities(List<Histogram> similarities, List<NearThreshold> thresholds) {
    return similarities.stream().map(one -> similarities(one, thresholds)).toList();
  }

  private static Chart similarities(Histogram of, List<NearThreshold> thresholds) {
    boolean near = of.name().equals(Duplicates.NEAR);
    String measure = near ? "Jaccard similarity" : "cosine";
    return new Chart(
        "similarities-" + of.name(),
        "similarities",
        near ? "How alike near duplicates are" : "How alike semantic duplicates are",
        "Dropped examples by the verified %s to the one that stands for them.".formatted(measure),
        Plot.of(
                Plot.Kind.STACKED,
                Axis.of(measure, of.bins().starts()),
                Axis.of("examples"),
                List.of(Series.bars("dropped", "drop", of.part(of.name()).counts())))
            .marked(
                near
                    ? inForce(thresholds).stream()
                        .map(mark -> new Mark(mark.name(), of.bins().place(mark.at())))
                        .toList()
                    : List.of()),
        ScoreCharts.table(of));
  }
}
