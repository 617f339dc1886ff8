package io.secateur.jobs.cli;

import io.secateur.catalog.Scorers;
import io.secateur.energy.Accelerator;
import io.secateur.energy.carbon.CarbonTable;
import io.secateur.energy.cost.TrainedModels;
import io.secateur.inference.BuiltinModels;
import io.secateur.jobs.run.Json;
import io.secateur.select.Policies;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The registries as tables. */
public final class Listing {
  private Listing() {}

  /**
   * A table.
   *
   * @param what scorers, policies, models or regions
   * @param json whether for a machine
   */
  public static String of(String what, boolean json) {
    List<Map<String, String>> rows =
        switch (what) {
          case "scorers" -> scorers();
          case "policies" -> policies();
          case "regions" -> regions();
          default -> models();
        };
    return json ? Json.write(rows) : table(rows);
  }

  private static List<Map<String, String>> scorers() {
    return Scorers.all().stream()
        .map(
            entry ->
                row(
                    "scorer", entry.scorer().name(),
                    "family", entry.scorer().direction().family(),
                    "reads", entry.reads(),
                    "range", entry.scorer().range().toString(),
                    "higher means", entry.higherMeans()))
        .toList();
  }

  private static List<Map<String, String>> policies() {
    return Policies.all().stream()
        .map(
            entry ->
                row(
                    "policy", entry.policy().name(),
                    "strata", entry.policy().strata().name().toLowerCase(Locale.ROOT),
                    "order",
                        entry.policy().order().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    "nested", entry.policy().nests() ? "yes" : "no",
                    "use", entry.use()))
        .toList();
  }

  private static List<Map<String, String>> models() {
    List<Map<String, String>> rows = new ArrayList<>();
    BuiltinModels.all()
        .forEach(
            model ->
                rows.add(
                    row(
                        "model",
                        BuiltinModels.PREFIX + model.name(),
                        "for",
                        "embeddings.model",
                        "what",
                        model.what())));
    TrainedModels.all()
        .forEach(
            model ->
                rows.add(
                    row(
                        "model", model.name(),
                        "for", "energy.model",
                        "what", model.shape())));
    Accelerator.presets()
        .forEach(
            device ->
                rows.add(
                    row(
                        "model", device.name(),
                        "for", "energy.accelerator",
                        "what",
                            String.format(
                                Locale.ROOT,
                                "%.0f TFLOP/s, %.0f W",
                                device.teraflops(),
                                device.watts()))));
    return rows;
  }

  private static List<Map<String, String>> regions() {
    return CarbonTable.all().stream()
        .map(
            country ->
                row(
                    "region", country.code(),
                    "name", country.name(),
                    "year", Integer.toString(country.year()),
                    "g CO2e/kWh", Double.toString(country.gramsPerKilowattHour())))
        .toList();
  }

  private static Map<String, String> row(String... cells) {
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < cells.length; i += 2) {
      row.put(cells[i], cells[i + 1]);
    }
    return row;
  }

  private static String table(List<Map<String, String>> rows) {
    Map<String, Integer> widths = new LinkedHashMap<>();
    for (String head : rows.get(0).keySet()) {
      int width =
          rows.stream().mapToInt(row -> row.getOrDefault(head, "").length()).max().orElse(0);
      widths.put(head, Math.max(width, head.length()));
    }
    StringBuilder out = new StringBuilder();
    Map<String, String> first = new LinkedHashMap<>();
    rows.get(0).keySet().forEach(head -> first.put(head, head));
    line(out, first, widths);
    rows.forEach(row -> line(out, row, widths));
    return out.toString();
  }

  private static void line(
      StringBuilder out, Map<String, String> row, Map<String, Integer> widths) {
    StringBuilder line = new StringBuilder();
    widths.forEach(
        (head, width) -> {
          String cell = row.getOrDefault(head, "");
          line.append(cell).append(" ".repeat(width - cell.length() + 2));
        });
    out.append(line.toString().stripTrailing()).append('\n');
  }
}
