package io.secateur.jobs.report.export;

import io.secateur.energy.Saving;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code cyclonedx.json}: a CycloneDX 1.6 bill of materials whose one component, the model to be
 * trained, has the energy of preparing its data and of a training in its model card. Source: the
 * specification's {@code environmentalConsiderations.energyConsumptions}.
 */
public final class CycloneDx {
  private CycloneDx() {}

  /** The document, as maps and lists. */
  public static Map<String, Object> of(EnergyRecord run) {
    Saving saving = run.energy().headline();
    List<Map<String, Object>> consumptions = new ArrayList<>();
    consumptions.add(consumption("data-preparation", run.kilowattHours(), run, "this pruning"));
    consumptions.add(
        consumption(
            "training",
            saving.pruned().median() / 3.6e6,
            run,
            "one training on what is left, median of an estimate"));
    Map<String, Object> component = new LinkedHashMap<>();
    component.put("type", "machine-learning-model");
    component.put("name", run.trainedModel());
    component.put(
        "modelCard",
        Map.of(
            "considerations",
            Map.of("environmentalConsiderations", Map.of("energyConsumptions", consumptions))));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("bomFormat", "CycloneDX");
    document.put("specVersion", "1.6");
    document.put("version", 1);
    document.put("metadata", Map.of("timestamp", run.finished()));
    document.put("components", List.of(component));
    return document;
  }

  private static Map<String, Object> consumption(
      String activity, double kilowattHours, EnergyRecord run, String what) {
    Map<String, Object> consumption = new LinkedHashMap<>();
    consumption.put("activity", activity);
    consumption.put(
        "energyProviders",
        List.of(
            Map.of(
                "organization", Map.of("name", "unknown"),
                "energySource", "unknown",
                "energyProvided", energy(kilowattHours))));
    consumption.put("activityEnergyCost", energy(kilowattHours));
    if (Double.isFinite(run.gramsPerKilowattHour())) {
      consumption.put(
          "co2CostEquivalent",
          Map.of("value", kilowattHours * run.gramsPerKilowattHour() / 1e6, "unit", "tCO2eq"));
    }
    consumption.put("properties", List.of(Map.of("name", "secateur:what", "value", what)));
    return consumption;
  }

  private static Map<String, Object> energy(double kilowattHours) {
    return Map.of("value", kilowattHours, "unit", "kWh");
  }
}
