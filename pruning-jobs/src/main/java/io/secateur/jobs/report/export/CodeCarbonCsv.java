package io.secateur.jobs.report.export;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code emissions.csv}: the pruning's own energy as CodeCarbon writes a run, so that the two can
 * be put under one another. What we don't know is empty, not 0.
 */
public final class CodeCarbonCsv {
  private CodeCarbonCsv() {}

  /** The file. */
  public static String of(EnergyRecord run) {
    Map<String, String> row = row(run);
    return row.keySet().stream().collect(Collectors.joining(",")) + "\n" + cells(row) + "\n";
  }

  private static Map<String, String> row(EnergyRecord run) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("timestamp", run.finished().replaceFirst("Z$", ""));
    row.put("project_name", run.name());
    row.put("run_id", run.run());
    row.put("duration", number(run.seconds()));
    row.put("emissions", number(run.kilograms()));
    row.put("emissions_rate", run.seconds() > 0 ? number(run.kilograms() / run.seconds()) : "");
    row.put("cpu_power", "");
    row.put("gpu_power", "");
    row.put("ram_power", "");
    row.put("cpu_energy", "");
    row.put("gpu_energy", "");
    row.put("ram_energy", "");
    row.put("energy_consumed", number(run.kilowattHours()));
    row.put("country_name", "");
    row.put("country_iso_code", run.country());
    row.put("region", "");
    row.put("cloud_provider", "");
    row.put("cloud_region", "");
    row.put("os", run.environment("os"));
    row.put("python_version", "");
    row.put("codecarbon_version", "");
    row.put("cpu_count", run.environment("cores"));
    row.put("cpu_model", "");
    row.put("gpu_count", "");
    row.put("gpu_model", "");
    row.put("longitude", "");
    row.put("latitude", "");
    row.put("ram_total_size", "");
    row.put("tracking_mode", run.energy().pruning().origin());
    row.put("on_cloud", "");
    row.put("pue", "1.0"); // the facility's share is in energy_consumed already
    return row;
  }

  private static String cells(Map<String, String> row) {
    return row.values().stream().map(CodeCarbonCsv::cell).collect(Collectors.joining(","));
  }

  /** A name of the user's may hold anything; a spreadsheet must not take it for a formula. */
  private static String cell(String value) {
    String flat = value.replaceAll("\\p{Cntrl}", " ");
    String tame = flat.matches("[=+@\t].*|-\\D.*") ? "'" + flat : flat;
    return tame.matches("[^\",]*") ? tame : '"' + tame.replace("\"", "\"\"") + '"';
  }

  private static String number(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.9g", value) : "";
  }
}
