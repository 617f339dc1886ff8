package io.secateur.jobs.report;

import io.secateur.jobs.report.chart.Chart;
import java.util.List;
import java.util.stream.Stream;

/**
 * The charts of a report, by what they are of; a list is empty where there is nothing to draw.
 *
 * @param energy of trainings
 * @param scores a scorer each
 * @param classes before and after
 * @param groups the same by origin
 * @param drift of what the set is made of
 * @param whatIf other budgets
 * @param thresholds of near duplicates
 * @param similarities of dropped duplicates to their keepers
 * @param clusters of the embeddings
 * @param dataMap confidence against variability
 */
public record Charts(
    List<Chart> energy,
    List<Chart> scores,
    List<Chart> classes,
    List<Chart> groups,
    List<Chart> drift,
    List<Chart> whatIf,
    List<Chart> thresholds,
    List<Chart> similarities,
    List<Chart> clusters,
    List<Chart> dataMap) {
  /** Pages of {@code docs/charts}, one a kind of chart. */
  public static final List<String> PAGES =
      List.of(
          "energy",
          "scores",
          "balance",
          "drift",
          "what-if",
          "thresholds",
          "similarities",
          "clusters",
          "data-map");

  /** Those of a report. */
  public static Charts of(RunReport report) {
    ChartNumbers numbers = report.charts();
    return new Charts(
        EnergyCharts.of(report.energy()),
        ScoreCharts.of(numbers.scores()),
        BalanceCharts.of("classes", "Classes", report.classes()),
        BalanceCharts.of("sources", "Sources", report.groups()),
        BudgetCharts.drift(report.selection()),
        BudgetCharts.whatIf(report.selection()),
        DuplicateCharts.thresholds(report.recall().thresholds()),
        DuplicateCharts.similarities(numbers.similarities(), report.recall().thresholds()),
        MapCharts.clusters(numbers.clusters()),
        MapCharts.dataMap(numbers.dataMap()));
  }

  /** Whether there is any. */
  public boolean any() {
    return all().findAny().isPresent();
  }

  /** All of them, in the order of the page. */
  Stream<Chart> all() {
    return Stream.of(
            energy,
            scores,
            classes,
            groups,
            drift,
            whatIf,
            thresholds,
            similarities,
            clusters,
            dataMap)
        .flatMap(List::stream);
  }
}
