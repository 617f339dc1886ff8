package io.secateur.jobs.report.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.secateur.jobs.report.EnergyReports;
import io.secateur.jobs.run.Json;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExportsTest {
  private final EnergyRecord run = record("mails", "FRA", 56.04);

  @Test
  void theCsvHasCodeCarbonsColumnsAndOurNumbers() {
    List<String> lines = CodeCarbonCsv.of(run).lines().toList();
    Map<String, String> row = new LinkedHashMap<>();
    List<String> head = Arrays.asList(lines.get(0).split(",", -1));
    List<String> cells = Arrays.asList(lines.get(1).split(",", -1));
    for (int i = 0; i < head.size(); i++) {
      row.put(head.get(i), cells.get(i));
    }

    assertThat(lines).hasSize(2);
    assertThat(cells).hasSameSizeAs(head);
    assertThat(head)
        .startsWith("timestamp", "project_name", "run_id", "duration", "emissions")
        .contains("energy_consumed", "country_iso_code", "tracking_mode", "pue");
    assertThat(row)
        .containsEntry("timestamp", "2026-01-02T03:04:05")
        .containsEntry("energy_consumed", "0.100000000")
        .containsEntry("emissions", "0.00560400000")
        .containsEntry("country_iso_code", "FRA")
        .containsEntry("tracking_mode", "modelled")
        .containsEntry("gpu_energy", "");
  }

  @Test
  void aNameOfTheUsersCannotBreakTheCsv() {
    String csv = CodeCarbonCsv.of(record("=cmd(\"x\"),\n<b>", "", Double.NaN));

    assertThat(csv.lines()).hasSize(2);
    assertThat(csv).contains("\"'=cmd(\"\"x\"\"), <b>\"").doesNotContain("NaN");
  }

  @Test
  void theBillOfMaterialsHasBothActivitiesOfTheSpecification() {
    JsonNode bom = Json.read(Json.write(CycloneDx.of(run)));
    JsonNode energy =
        bom.at("/components/0/modelCard/considerations/environmentalConsiderations")
            .path("energyConsumptions");

    assertThat(bom.path("bomFormat").asText()).isEqualTo("CycloneDX");
    assertThat(bom.path("specVersion").asText()).isEqualTo("1.6");
    assertThat(bom.at("/components/0/type").asText()).isEqualTo("machine-learning-model");
    assertThat(energy).hasSize(2);
    assertThat(energy.at("/0/activity").asText()).isEqualTo("data-preparation");
    assertThat(energy.at("/0/activityEnergyCost/value").asDouble()).isEqualTo(0.1);
    assertThat(energy.at("/0/activityEnergyCost/unit").asText()).isEqualTo("kWh");
    assertThat(energy.at("/0/co2CostEquivalent/value").asDouble()).isEqualTo(0.1 * 56.04 / 1e6);
    assertThat(energy.at("/0/co2CostEquivalent/unit").asText()).isEqualTo("tCO2eq");
    assertThat(energy.at("/0/energyProviders/0/energySource").asText()).isEqualTo("unknown");
    assertThat(energy.at("/1/activity").asText()).isEqualTo("training");
    assertThat(energy.at("/1/activityEnergyCost/value").asDouble()).isEqualTo(4);
  }

  @Test
  void withoutACountryThereIsNoCarbon() {
    EnergyRecord nowhere = record("mails", "", Double.NaN);

    assertThat(Json.write(CycloneDx.of(nowhere))).doesNotContain("co2CostEquivalent");
    assertThat(Json.write(BoAmps.of(nowhere))).doesNotContain("environment");
  }

  @Test
  void theTaskHasWhatTheSchemasOfBoAmpsRequire() {
    JsonNode task = Json.read(Json.write(BoAmps.of(run)));

    for (String required :
        List.of(
            "/header/reportDatetime",
            "/task/taskStage",
            "/task/taskFamily",
            "/task/algorithms/0",
            "/task/dataset/0/dataUsage",
            "/task/dataset/1/dataType",
            "/measures/0/measurementMethod",
            "/measures/0/powerConsumption",
            "/infrastructure/infraType",
            "/infrastructure/components/0/componentType",
            "/infrastructure/components/0/nbComponent",
            "/environment/country",
            "/system/os",
            "/software/language")) {
      assertThat(task.at(required).isMissingNode()).as(required).isFalse();
    }
    assertThat(task.at("/measures/0/powerConsumption").asDouble()).isEqualTo(0.1);
    assertThat(task.at("/task/dataset/1/dataQuantity").asLong()).isEqualTo(20);
    assertThat(task.path("quality").asText()).isEqualTo("low");
  }

  private static EnergyRecord record(String name, String country, double grams) {
    return new EnergyRecord(
        "00c0ffee",
        name,
        "2026-01-02T03:04:05Z",
        120,
        50,
        20,
        "text",
        "bert-base",
        country,
        grams,
        Map.of("cores", "2", "os", "Linux", "java", "17", "secateur", "0.1"),
        EnergyReports.some());
  }
}
