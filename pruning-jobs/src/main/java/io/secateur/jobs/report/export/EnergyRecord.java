package io.secateur.jobs.report.export;

import io.secateur.jobs.report.EnergyReport;
import java.util.Map;

/**
 * What the exports tell of a run.
 *
 * @param run its id
 * @param name as configured
 * @param finished when, ISO 8601 in UTC
 * @param seconds that all stages took together
 * @param examples of the input
 * @param kept of these
 * @param dataType text, image or video
 * @param trainedModel name of the model to be trained
 * @param country ISO 3166-1 alpha-3, or empty
 * @param gramsPerKilowattHour of that country's electricity; NaN without one
 * @param environment versions, cores, operating system
 * @param energy the report's
 */
public record EnergyRecord(
    String run,
    String name,
    String finished,
    double seconds,
    long examples,
    long kept,
    String dataType,
    String trainedModel,
    String country,
    double gramsPerKilowattHour,
    Map<String, String> environment,
    EnergyReport energy) {

  /** Kilowatt-hours of the pruning. */
  double kilowattHours() {
    return energy.pruning().joules() / 3.6e6;
  }

  /** Kilograms of CO2 equivalent of the pruning; NaN without a country. */
  double kilograms() {
    return kilowattHours() * gramsPerKilowattHour / 1000;
  }

  String environment(String key) {
    return environment.getOrDefault(key, "");
  }
}
