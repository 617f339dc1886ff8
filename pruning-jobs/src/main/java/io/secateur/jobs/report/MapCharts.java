package io.secateur.jobs.report;

import io.secateur.jobs.report.ClusterMap.Point;
import io.secateur.jobs.report.DataMap.Cell;
import io.secateur.jobs.report.chart.Chart;
import io.secateur.jobs.report.chart.Plot;
import io.secateur.jobs.report.chart.Plot.Axis;
import io.secateur.jobs.report.chart.Plot.Dot;
import io.secateur.jobs.report.chart.Plot.Scale;
import io.secateur.jobs.report.chart.Plot.Series;
import io.secateur.jobs.report.chart.Plot.Style;
import io.secateur.jobs.report.chart.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Examples as points of a plane: of their embeddings, and of what a learner said of them. */
final class MapCharts {
  private static final int COLORS = 9;
  private static final int NAME = 40;
  private static final int ROWS = 50;
  private static final String OTHERS = "others";

  private MapCharts() {}

  static List<Chart> clusters(ClusterMap map) {
    if (map.points().isEmpty()) {
      return List.of();
    }
    boolean labelled = map.labelled();
    return List.of(
        new Chart(
            "clusters",
            "clusters",
            "Embeddings at a glance",
            "%s of %s embedded examples, drawn by the seed, in the plane of their first two principal components (%s of the variance), coloured by %s. Discs stay, rings go."
                .formatted(
                    Words.count(map.points().size()),
                    Words.count(map.embedded()),
                    Words.percent(map.shown(), 1),
                    labelled ? "label" : "cluster"),
            Plot.of(
                Plot.Kind.DOTS,
                Axis.of("first component"),
                Axis.of("second component"),
                series(map.points(), labelled)),
            clusterTable(map)));
  }

  /** The most frequent have a colour each; of every colour some stay and some go. */
  private static List<Series> series(List<Point> points, boolean labelled) {
    Map<String, Long> sizes =
        points.stream().collect(Collectors.groupingBy(p -> of(p, labelled), Collectors.counting()));
    List<String> named =
        sizes.entrySet().stream()
            .sorted(
                Comparator.comparingLong((Map.Entry<String, Long> e) -> -e.getValue())
                    .thenComparing(Map.Entry::getKey))
            .limit(COLORS)
            .map(Map.Entry::getKey)
            .toList();
    Map<String, List<Point>> groups = new LinkedHashMap<>();
    named.forEach(name -> groups.put(name, new ArrayList<>()));
    for (Point point : points) {
      String name = of(point, labelled);
      groups
          .computeIfAbsent(named.contains(name) ? name : OTHERS, n -> new ArrayList<>())
          .add(point);
    }
    List<Series> series = new ArrayList<>();
    int color = 0;
    for (Map.Entry<String, List<Point>> group : groups.entrySet()) {
      color++;
      String role = group.getKey().equals(OTHERS) || color > COLORS ? "base" : "" + color;
      for (boolean kept : new boolean[] {false, true}) {
        series.add(
            Series.dots(
                group.getKey(),
                role,
                kept ? Style.PLAIN : Style.RINGS,
                group.getValue().stream()
                    .filter(point -> point.kept() == kept)
                    .map(point -> dot(point, group.getKey()))
                    .toList()));
      }
    }
    return series;
  }

  private static String of(Point point, boolean labelled) {
    if (labelled) {
      return point.label().isEmpty() ? "no label" : Words.excerpt(point.label(), NAME);
    }
    return point.cluster() < 0 ? "no cluster" : "cluster " + point.cluster();
  }

  private static Dot dot(Point point, String group) {
    return new Dot(
        round(point.x()),
        round(point.y()),
        Double.NaN,
        Double.NaN,
        List.of(
            Words.excerpt(point.id(), NAME),
            group + (point.kept() ? ", kept" : ", dropped"),
            point.text()));
  }

  private static double round(double value) {
    return Math.round(value * 1e4) / 1e4;
  }

  private static Table clusterTable(ClusterMap map) {
    return new Table(
        List.of("cluster", "examples", "kept", "share", "most typical example", "begins"),
        map.clusters().stream()
            .map(
                one ->
                    List.of(
                        Integer.toString(one.cluster()),
                        Words.count(one.examples()),
                        Words.count(one.kept()),
                        Words.percent(one.kept(), one.examples()),
                        Words.excerpt(one.typical(), NAME),
                        one.text()))
            .toList());
  }

  static List<Chart> dataMap(DataMap map) {
    if (map.cells().isEmpty()) {
      return List.of();
    }
    long most = map.cells().stream().mapToLong(Cell::examples).max().orElse(1);
    List<Series> series = new ArrayList<>();
    series.add(dots("share kept", map, most, Cell::shareKept));
    if (map.cells().stream().anyMatch(cell -> !Double.isNaN(cell.correctness()))) {
      series.add(dots("correctness", map, most, Cell::correctness));
    }
    return List.of(
        new Chart(
            "data-map",
            "data-map",
            "Data map",
            "Examples by how sure the learner is of their label, and how much that changed while it"
                + " learnt. Top left is easy, right is ambiguous, bottom left hard or mislabelled. A"
                + " bigger dot stands for more examples; the colour is the share that is kept, or"
                + " how often the learner was right.",
            Plot.of(
                    Plot.Kind.DOTS,
                    Axis.of("variability", 0, DataMap.MOST_VARIABILITY),
                    Axis.of("confidence", 0, 1),
                    series)
                .coloured(new Scale("0 %", "100 %")),
            dataMapTable(map)));
  }

  private static Series dots(String name, DataMap map, long most, ToDoubleFunction<Cell> value) {
    return Series.dots(
        name,
        "base",
        Style.PLAIN,
        map.cells().stream()
            .map(
                cell ->
                    new Dot(
                        round(cell.variability()),
                        round(cell.confidence()),
                        cell.examples() / (double) most,
                        value.applyAsDouble(cell),
                        words(cell)))
            .toList());
  }

  private static List<String> words(Cell cell) {
    List<String> words = new ArrayList<>();
    words.add(
        "variability %s, confidence %s"
            .formatted(
                Words.number("%.2f", cell.variability()), Words.number("%.2f", cell.confidence())));
    words.add(
        "%s kept, %s dropped".formatted(Words.count(cell.kept()), Words.count(cell.dropped())));
    if (!Double.isNaN(cell.correctness())) {
      words.add("correct in %s of the checkpoints".formatted(Words.percent(cell.correctness(), 1)));
    }
    return words;
  }

  private static Table dataMapTable(DataMap map) {
    return new Table(
        List.of("variability, confidence", "kept", "dropped", "share kept", "correctness"),
        map.cells().stream()
            .sorted(Comparator.comparingLong(cell -> -cell.examples()))
            .limit(ROWS)
            .map(
                cell ->
                    List.of(
                        "%s, %s"
                            .formatted(
                                Words.number("%.2f", cell.variability()),
                                Words.number("%.2f", cell.confidence())),
                        Words.count(cell.kept()),
                        Words.count(cell.dropped()),
                        Words.percent(cell.shareKept(), 1),
                        Double.isNaN(cell.correctness())
                            ? "–"
                            : Words.percent(cell.correctness(), 1)))
            .toList());
  }
}
