package io.secateur.jobs.report;

import io.secateur.catalog.Scorers;
import io.secateur.jobs.report.chart.Chart;
import io.secateur.jobs.report.chart.Plot;
import io.secateur.jobs.report.chart.Plot.Axis;
import io.secateur.jobs.report.chart.Plot.Series;
import io.secateur.jobs.report.chart.Table;
import java.util.ArrayList;
import java.util.List;

/** Histograms of scores, kept and dropped. */
final class ScoreCharts {
  private ScoreCharts() {}

  static List<Chart> of(List<Histogram> scores) {
    return scores.stream().map(ScoreCharts::of).toList();
  }

  private static Chart of(Histogram scores) {
    return new Chart(
        "scores-" + scores.name().replace('_', '-'),
        "scores",
        scores.name(),
        higher(scores.name())
            + (scores.missing() == 0
                ? ""
                : " %s scored examples have none.".formatted(Words.count(scores.missing()))),
        Plot.of(
            Plot.Kind.STACKED,
            Axis.of(scores.name(), scores.bins().starts()),
            Axis.of("examples"),
            List.of(
                Series.bars(Histogram.KEPT, "keep", scores.part(Histogram.KEPT).counts()),
                Series.bars(Histogram.DROPPED, "drop", scores.part(Histogram.DROPPED).counts()))),
        table(scores));
  }

  private static String higher(String scorer) {
    return Scorers.all().stream()
        .filter(entry -> entry.scorer().name().equals(scorer))
        .map(entry -> "Higher: %s.".formatted(entry.higherMeans()))
        .findFirst()
        .orElse("");
  }

  /** Intervals by row, parts by column. */
  static Table table(Histogram histogram) {
    List<String> head = new ArrayList<>(List.of("from, to"));
    histogram.parts().forEach(part -> head.add(part.name()));
    List<String> labels = histogram.bins().labels();
    List<List<String>> rows = new ArrayList<>();
    for (int bin = 0; bin < labels.size(); bin++) {
      List<String> row = new ArrayList<>(List.of(labels.get(bin)));
      for (Histogram.Part part : histogram.parts()) {
        row.add(Words.count(part.counts().get(bin)));
      }
      rows.add(row);
    }
    return new Table(head, rows);
  }
}
