package io.secateur.jobs;

import io.secateur.energy.Workload;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.report.EnergyReport;
import io.secateur.jobs.report.HtmlReport;
import io.secateur.jobs.report.NearSearch;
import io.secateur.jobs.report.NearThreshold;
import io.secateur.jobs.report.ReportStage;
import io.secateur.jobs.report.RunReport;
import io.secateur.jobs.report.RunReport.Arm;
import io.secateur.jobs.report.RunReport.Recall;
import io.secateur.jobs.report.SelectionReport;
import io.secateur.jobs.report.SelectionReport.Point;
import io.secateur.jobs.report.SemanticRecall;
import io.secateur.jobs.report.Verdicts;
import io.secateur.jobs.report.export.BoAmps;
import io.secateur.jobs.report.export.CodeCarbonCsv;
import io.secateur.jobs.report.export.CycloneDx;
import io.secateur.jobs.report.export.EnergyRecord;
import io.secateur.jobs.run.Json;
import io.secateur.jobs.run.RunDirectory;
import io.secateur.jobs.run.RunRecord;
import io.secateur.jobs.run.RunRecord.StageRecord;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.select.CompositionStage;
import io.secateur.jobs.select.Reason;
import io.secateur.redundancy.SearchRecall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Stage 9, second half: puts a run's numbers into its report. */
final class Reporting {
  private Reporting() {}

  /**
   * Writes {@code report.json} and {@code report.html}.
   *
   * @param texts {@code id, text, image, video} of the source
   */
  static RunReport write(
      RunTables tables,
      Dataset<Row> texts,
      RunConfig config,
      RunRecord record,
      RunDirectory directory) {
    ReportStage.Numbers numbers =
        ReportStage.gather(
            new ReportStage.Inputs(
                tables.examples(),
                tables.ledger(),
                tables.scores(),
                tables.duplicates(),
                tables.strongest(),
                tables.embedded(),
                texts),
            config.choice().byInWords(),
            config.seed(),
            reason -> Reason.valueOf(reason).words());
    RunReport report = report(numbers, selection(tables, config, record), config, record);
    directory.writeBuilding(RunDirectory.REPORT + "/report.json", Json.write(report));
    directory.writeBuilding(RunDirectory.REPORT + "/report.html", HtmlReport.of(report));
    EnergyRecord energy = EnergyReporting.record(report, config, record);
    directory.writeBuilding(RunDirectory.REPORT + "/emissions.csv", CodeCarbonCsv.of(energy));
    directory.writeBuilding(
        RunDirectory.REPORT + "/cyclonedx.json", Json.write(CycloneDx.of(energy)));
    directory.writeBuilding(RunDirectory.REPORT + "/boamps.json", Json.write(BoAmps.of(energy)));
    return report;
  }

  private static SelectionReport selection(RunTables tables, RunConfig config, RunRecord record) {
    return new SelectionReport(
        record.stage(StageName.SELECT).map(StageRecord::result).orElse(""),
        config.choice().byInWords(),
        config.select().keep().unit().words(),
        SelectionReport.merged(points(tables.curve())),
        SelectionReport.drifts(CompositionStage.read(tables.composition())));
  }

  private static List<Point> points(Dataset<Row> curve) {
    return curve.orderBy("share", "this_run").collectAsList().stream()
        .map(
            row ->
                new Point(
                    row.getDouble(0),
                    row.getLong(1),
                    row.getDouble(2),
                    row.isNullAt(3) ? "" : row.getString(3),
                    row.getDouble(4),
                    row.getDouble(5),
                    row.isNullAt(6) ? Double.NaN : row.getDouble(6),
                    row.isNullAt(7) ? Double.NaN : row.getDouble(7),
                    row.getBoolean(8)))
        .toList();
  }

  private static RunReport report(
      ReportStage.Numbers numbers, SelectionReport selection, RunConfig config, RunRecord record) {
    EnergyReport energy =
        EnergyReporting.of(
            new EnergyReporting.Arms(
                workload(arm(numbers, RunReport.FULL)),
                workload(arm(numbers, RunReport.OURS)),
                workload(arm(numbers, "random"))),
            config,
            record);
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put("run", record.run());
    provenance.put("source", String.join(", ", config.source().paths()));
    provenance.put("text", String.join(" + ", config.source().columns().text()));
    provenance.put("duplicates among", config.source().columns().scopeInWords());
    provenance.put("seed", Long.toString(config.seed()));
    provenance.put("policy", config.policyName() + " (" + config.policyReason() + ")");
    provenance.put("budget", config.select().keep().toString());
    provenance.put("model", record.model().getOrDefault("name", "none"));
    provenance.put("ledger digest", record.digests().getOrDefault(RunDirectory.DECISIONS, ""));
    provenance.putAll(record.environment());
    return new RunReport(
            config.name(),
            record.run(),
            Verdicts.of(arm(numbers, RunReport.FULL), arm(numbers, RunReport.OURS), energy),
            record.warnings(),
            numbers.arms(),
            numbers.reasons(),
            numbers.classes(),
            numbers.groups(),
            numbers.labels(),
            recall(config, record),
            numbers.weakest(),
            numbers.strongest(),
            energy,
            record.count("checked"),
            selection,
            numbers.charts(),
            provenance)
        .with(numbers.pictures());
  }

  private static Recall recall(RunConfig config, RunRecord record) {
    return new Recall(
        NearThreshold.of(record.counts(), config.near().threshold()),
        semantic(record),
        NearSearch.of(record.counts()));
  }

  private static SemanticRecall semantic(RunRecord record) {
    if (record.count("semantic_sampled") == 0) {
      return SemanticRecall.NONE;
    }
    return SemanticRecall.of(
        new SearchRecall(
            record.count("semantic_duplicates"),
            record.count("semantic_kept"),
            record.count("semantic_sampled"),
            record.count("semantic_missed")),
        record.count("semantic_rows_past_max_cell"));
  }

  private static Workload workload(Arm arm) {
    return new Workload(arm.examples(), arm.flop(), arm.encodingFlop());
  }

  private static Arm arm(ReportStage.Numbers numbers, String name) {
    return numbers.arms().stream().filter(a -> a.name().equals(name)).findFirst().orElseThrow();
  }
}
