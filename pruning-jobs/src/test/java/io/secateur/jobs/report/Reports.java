package io.secateur.jobs.report;

import io.secateur.energy.Interval;
import io.secateur.energy.Saving;
import io.secateur.jobs.report.LabelReport.LabelPair;
import io.secateur.jobs.report.LabelReport.Suspect;
import io.secateur.jobs.report.RunReport.Arm;
import io.secateur.jobs.report.RunReport.Balance;
import io.secateur.jobs.report.RunReport.Pair;
import io.secateur.jobs.report.RunReport.ReasonCount;
import io.secateur.jobs.report.SelectionReport.Point;
import io.secateur.redundancy.SearchRecall;
import io.secateur.select.Composition;
import io.secateur.select.Composition.Part;
import java.util.List;
import java.util.Map;

/** Reports made by hand. */
final class Reports {
  static final double KWH = 3.6e6;
  private static final List<NearThreshold> THRESHOLDS =
      NearThreshold.of(
          Map.of(
              "near_sampled", 1_000L,
              "near_pairs_0.75", 120L,
              "near_missed_0.75", 30L,
              "near_later_0.75", 60L,
              "near_pairs_0.80", 100L,
              "near_missed_0.80", 1L,
              "near_later_0.80", 50L),
          0.8);

  private static final NearSearch SEARCH =
      new NearSearch(
          "lsh 35 x 7",
          "from 9,876 sampled examples: nearly all",
          24_690,
          5_432,
          2,
          777,
          3,
          12_345_678,
          0);

  private Reports() {}

  static Arm arm(String name, long examples, String rarest, long rarestCount) {
    return new Arm(
        name, examples, examples * 100, examples * 1e9, 0, 0, rarest, rarestCount, 0, 0.5);
  }

  static EnergyReport energy(String regime, int trainings, double net, double breakEven) {
    Interval infinite =
        new Interval(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
    Saving saving = saving(4, 0.6, net, new Interval(breakEven / 2, breakEven, breakEven * 2));
    return new EnergyReport(
        regime,
        "bert-base, 3.0 epochs on h100-sxm, 1.3 tokens a word",
        new EnergyReport.Baseline("modelled", "operations over published ranges"),
        trainings,
        new EnergyReport.Pruning(0.1 * KWH, "modelled", "100 CPU s"),
        saving,
        saving(10, 0, net, infinite),
        null,
        saving,
        List.of(),
        new EnergyReport.Footprint(null, false, Double.NaN, "EUR", List.of()));
  }

  /** The same with what its charts show. */
  private static EnergyReport shared(EnergyReport energy) {
    return new EnergyReport(
        energy.regime(),
        energy.training(),
        energy.baseline(),
        energy.trainings(),
        energy.pruning(),
        energy.fixedEpochs(),
        energy.fixedSteps(),
        energy.toTarget(),
        energy.random(),
        List.of(
            new EnergyReport.Shared(1, around(KWH)), new EnergyReport.Shared(10, around(20 * KWH))),
        energy.footprint());
  }

  private static Saving saving(double pruned, double share, double net, Interval breakEven) {
    return new Saving(
        around(10 * KWH),
        around(pruned * KWH),
        around(share),
        around(net + 0.1 * KWH),
        around(net),
        breakEven,
        around(12),
        null,
        List.of(new Saving.Driver("utilisation", 0.7)));
  }

  static Interval around(double value) {
    return new Interval(value * 0.9, value, value * 1.1);
  }

  /** A run on examples without labels, origins or duplicates. */
  static RunReport plain(String name) {
    return new RunReport(
        name,
        "00c0ffee",
        "Kept 20 of 50 examples (40.0 %).",
        List.of(),
        List.of(
            arm("full", 50, "", 0),
            arm("random", 20, "", 0),
            arm("stratified_random", 20, "", 0),
            arm("ours", 20, "", 0)),
        List.of(
            new ReasonCount("select", "drop", "OVER_BUDGET", "the budget was spent", 30),
            new ReasonCount("select", "keep", "WITHIN_BUDGET", "chosen by the policy", 20)),
        List.of(),
        List.of(),
        LabelReport.NONE,
        new RunReport.Recall(List.of(), SemanticRecall.NONE, NearSearch.NONE),
        List.of(),
        List.of(),
        energy("unknown", 1, 6 * KWH, 0.5),
        0,
        SelectionReport.NONE,
        ChartNumbers.NONE,
        Map.of("seed", "42"));
  }

  /** A run on labelled examples, with everything in it. */
  static RunReport rich(String name, String label, String id, String text) {
    return new RunReport(
        name,
        "00c0ffee",
        "Kept 1,234,567 of 2,469,134 examples (50.0 %).",
        List.of("heads were trained on some " + name, "el2n is the mean of 1 run"),
        List.of(
            new Arm("full", 2_469_134, 987_654_321, 1.5e21, 0, 1_234, label, 17, 0, 0.75),
            new Arm("random", 1_234_567, 400_000_000, 7e20, 0, 617, label, 8, 0.0214, 0.74),
            new Arm("stratified_random", 1_234_567, 410_000_000, 7e20, 0, 600, label, 9, 0, 0.73),
            new Arm("ours", 1_234_567, 420_000_000, 7.5e20, 0, 0, label, 10, 0.1, Double.NaN)),
        List.of(
            new ReasonCount("dedup", "drop", "NEAR_DUPLICATE", "another text is near", 1_234),
            new ReasonCount("select", "keep", "WITHIN_BUDGET", "chosen by the policy", 1_234_567)),
        List.of(
            new Balance(label, 17, 8, 10), new Balance("rest", 2_469_117, 1_234_559, 1_234_557)),
        List.of(new Balance(name, 2_469_134, 1_234_567, 1_234_567)),
        labels(label, id, text),
        new RunReport.Recall(
            THRESHOLDS, SemanticRecall.of(new SearchRecall(900, 10_000, 400, 2), 0), SEARCH),
        List.of(new Pair(id, id + "'", "near", 0.80123, text, text)),
        List.of(new Pair(id + "a", id + "b", "near", 0.79123, text, text)),
        shared(energy("fixed-epochs", 10, 59.9 * KWH, 2.5)),
        1_234,
        selection(label, name),
        charts(label, id, text),
        Map.of("source", name));
  }

  /** A run on a million examples of 1,000 classes, with every list as long as it may be. */
  static RunReport ofAMillion() {
    RunReport rich = rich("a million", "label", "id", "text");
    List<Balance> classes = many(1_000, i -> new Balance(long60("class " + i), 1_000, 300, 299));
    return new RunReport(
        rich.name(),
        rich.run(),
        rich.verdict(),
        many(100, i -> "warning " + i),
        rich.arms(),
        rich.reasons(),
        classes,
        classes,
        rich.labels(),
        rich.recall(),
        many(10, i -> new Pair("a" + i, "b" + i, "near", 0.8, words(i, 0), words(i, 7))),
        many(100, i -> new Pair("c" + i, "d" + i, "near", 0.7, words(i, 0), words(i, 3))),
        rich.energy(),
        rich.checked(),
        rich.selection(),
        manyCharts(),
        rich.provenance());
  }

  private static ChartNumbers manyCharts() {
    Bins bins = new Bins(0, 0.01, Bins.MOST, /* below= */ true, /* above= */ true);
    List<Long> counts = many(Bins.MOST, i -> 1_000L * i);
    return new ChartNumbers(
        io.secateur.catalog.Scorers.names().stream()
            .map(
                name ->
                    new Histogram(
                        name,
                        bins,
                        List.of(
                            new Histogram.Part(Histogram.KEPT, counts),
                            new Histogram.Part(Histogram.DROPPED, counts)),
                        17))
            .toList(),
        List.of(new Histogram("near", bins, List.of(new Histogram.Part("near", counts)), 0)),
        new DataMap(
            many(
                1_600,
                i -> new DataMap.Cell(i % 40 / 80.0, i / 1_600.0, i, 1_600 - i, i / 1_600.0))),
        new ClusterMap(
            1_000_000,
            0.1,
            many(
                2_000,
                i ->
                    new ClusterMap.Point(
                        Math.cos(i) * i,
                        Math.sin(i) * i,
                        long60("id " + i),
                        "label " + i % 20,
                        i % 100,
                        i % 3 == 0,
                        "漢字".repeat(45))),
            many(30, i -> new ClusterMap.Cluster(i, 10_000, 3_000, "id " + i, words(i, 0))),
            1_000),
        new Hardest(
            "el2n",
            /* higherHarder= */ true,
            many(10, i -> new Hardest.Example("id " + i, "label", 1.4, words(i, 0)))));
  }

  private static <T> List<T> many(int count, java.util.function.IntFunction<T> one) {
    return java.util.stream.IntStream.range(0, count).mapToObj(one).toList();
  }

  private static String long60(String name) {
    return name + "-".repeat(60 - name.length());
  }

  /** Two thousand characters, of which every so many words differ. */
  private static String words(int seed, int every) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() < 2_000; i++) {
      text.append(every > 0 && i % (5 * every) == 0 ? "other" : "word" + (seed + i) % 99)
          .append(' ');
    }
    return text.toString();
  }

  static RunReport with(RunReport report, LabelReport labels) {
    return with(report, report.arms(), labels);
  }

  static RunReport with(RunReport report, List<Arm> arms) {
    return with(report, arms, report.labels());
  }

  private static RunReport with(RunReport report, List<Arm> arms, LabelReport labels) {
    return new RunReport(
        report.name(),
        report.run(),
        report.verdict(),
        report.warnings(),
        arms,
        report.reasons(),
        report.classes(),
        report.groups(),
        labels,
        report.recall(),
        report.weakest(),
        report.strongest(),
        report.energy(),
        report.checked(),
        report.selection(),
        report.charts(),
        report.provenance());
  }

  private static ChartNumbers charts(String label, String id, String text) {
    Bins bins = new Bins(0, 0.5, 3, /* below= */ false, /* above= */ true);
    return new ChartNumbers(
        List.of(
            new Histogram(
                "el2n",
                bins,
                List.of(
                    new Histogram.Part(Histogram.KEPT, List.of(1_234_000L, 500L, 67L)),
                    new Histogram.Part(Histogram.DROPPED, List.of(3L, 2L, 1L))),
                8)),
        List.of(
            new Histogram(
                "near", bins, List.of(new Histogram.Part("near", List.of(0L, 1_000L, 234L))), 0)),
        new DataMap(
            List.of(
                new DataMap.Cell(0.1, 0.9, 1_234_000, 6, 0.99),
                new DataMap.Cell(0.4, 0.2, 567, 0, 0.25))),
        new ClusterMap(
            2_467_900,
            0.25,
            List.of(
                new ClusterMap.Point(0.5, -0.25, id, label, 3, true, text),
                new ClusterMap.Point(-0.5, 0.25, id + "y", "rest", -1, false, text)),
            List.of(new ClusterMap.Cluster(3, 2_000_000, 1_000_000, id, text)),
            17),
        new Hardest("el2n", true, List.of(new Hardest.Example(id, label, 1.41, text))));
  }

  private static SelectionReport selection(String label, String name) {
    return new SelectionReport(
        "top_k (as configured): keep 5 of 9",
        "1.0 el2n + 0.5 " + name,
        "J",
        List.of(
            new Point(0.3, 740_740, 1.5e9, label, 0.01, 0.1234, 0.25, 0.35, /* thisRun= */ false),
            new Point(
                0.5,
                1_234_567,
                3e9,
                label,
                0.02,
                0.05,
                Double.NaN,
                Double.NaN,
                /* thisRun= */ true)),
        SelectionReport.drifts(
            List.of(
                new Composition(
                    name,
                    List.of(new Part(label, 1_000, 500, 3), new Part("rest", 1_000, 500, 997))))));
  }

  private static LabelReport labels(String label, String id, String text) {
    return new LabelReport(
        2_467_900,
        12_345,
        0,
        6_173,
        List.of(new LabelPair(label, "rest", 12_000), new LabelPair("rest", label, 345)),
        List.of(
            new Suspect(id, label, "rest", 0.01234, text),
            new Suspect(id + "z", "rest", label, 0.5, text)));
  }
}
