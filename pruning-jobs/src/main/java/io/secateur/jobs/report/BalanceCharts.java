package io.secateur.jobs.report;

import io.secateur.jobs.report.RunReport.Balance;
import io.secateur.jobs.report.chart.Chart;
import io.secateur.jobs.report.chart.Plot;
import io.secateur.jobs.report.chart.Plot.Axis;
import io.secateur.jobs.report.chart.Plot.Series;
import io.secateur.jobs.report.chart.Table;
import java.util.List;
import java.util.function.Function;

/** What the set is made of, before and after. */
final class BalanceCharts {
  private static final int BARS = 30;
  private static final int NAME = 60;

  private BalanceCharts() {}

  static List<Chart> of(String id, String what, List<Balance> all) {
    if (all.isEmpty()) {
      return List.of();
    }
    long before = all.stream().mapToLong(Balance::before).sum();
    long after = all.stream().mapToLong(Balance::after).sum();
    List<Balance> rows = all.subList(0, Math.min(BARS, all.size()));
    return List.of(
        new Chart(
            id,
            "balance",
            what + ", before and after",
            "Examples of the input, kept by this run, and kept by a random choice of as many."
                + (rows.size() < all.size()
                    ? " The %d most frequent; the table has %s."
                        .formatted(BARS, Words.count(all.size()))
                    : ""),
            Plot.of(
                Plot.Kind.SIDEWAYS,
                Axis.of("examples"),
                Axis.of("", rows.stream().map(row -> Words.excerpt(row.name(), NAME)).toList()),
                List.of(
                    bars("before", "base", rows, Balance::before),
                    bars("after", "keep", rows, Balance::after),
                    bars("random", "1", rows, Balance::random))),
            new Table(
                List.of("", "before", "share", "after", "share", "random"),
                all.stream().map(row -> cells(row, before, after)).toList())));
  }

  private static Series bars(
      String name, String color, List<Balance> rows, Function<Balance, Long> part) {
    return Series.bars(name, color, rows.stream().map(part).toList());
  }

  private static List<String> cells(Balance row, long before, long after) {
    return List.of(
        Words.excerpt(row.name(), NAME),
        Words.count(row.before()),
        Words.percent(row.before(), before),
        Words.count(row.after()),
        Words.percent(row.after(), after),
        Words.count(row.random()));
  }
}
