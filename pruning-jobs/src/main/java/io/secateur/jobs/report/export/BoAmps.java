package io.secateur.jobs.report.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code boamps.json}: the pruning as a task in the data model of BoAmps (Boavizta), with the
 * fields that its schemas require and those that we know.
 */
public final class BoAmps {
  private BoAmps() {}

  /** The document, as maps and lists. */
  public static Map<String, Object> of(EnergyRecord run) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put(
        "header",
        Map.of(
            "reportId", run.run(),
            "reportDatetime", run.finished().replace('T', ' ').replaceFirst("Z$", ""),
            "reportStatus", "final"));
    document.put("task", task(run));
    document.put("measures", List.of(measure(run)));
    document.put(
        "infrastructure",
        Map.of(
            "infraType",
            "other",
            "components",
            List.of(
                Map.of(
                    "componentType",
                    "cpu",
                    "nbComponent",
                    Integer.parseInt(run.environment("cores"))))));
    if (!run.country().isEmpty()) {
      document.put(
          "environment",
          Map.of(
              "country", run.country(),
              "powerSourceCarbonIntensity", run.gramsPerKilowattHour()));
    }
    document.put("system", Map.of("os", run.environment("os")));
    document.put("software", Map.of("language", "java", "version", run.environment("java")));
    document.put("quality", run.energy().pruning().origin().equals("measured") ? "high" : "low");
    return document;
  }

  private static Map<String, Object> task(EnergyRecord run) {
    List<Map<String, Object>> data = new ArrayList<>();
    data.add(
        Map.of("dataUsage", "input", "dataType", run.dataType(), "dataQuantity", run.examples()));
    data.add(Map.of("dataUsage", "output", "dataType", run.dataType(), "dataQuantity", run.kept()));
    Map<String, Object> task = new LinkedHashMap<>();
    task.put("taskStage", "preprocessing");
    task.put("taskFamily", "training set pruning");
    task.put(
        "algorithms",
        List.of(
            Map.of(
                "algorithmType", "data pruning",
                "framework", "secateur",
                "frameworkVersion", run.environment("secateur"))));
    task.put("dataset", data);
    return task;
  }

  private static Map<String, Object> measure(EnergyRecord run) {
    Map<String, Object> measure = new LinkedHashMap<>();
    measure.put("measurementMethod", "secateur: " + run.energy().pruning().origin());
    measure.put("powerConsumption", run.kilowattHours());
    measure.put("measurementDuration", run.seconds());
    return measure;
  }
}
