package io.secateur.jobs.config;

import io.secateur.energy.Baseline;
import io.secateur.energy.Baseline.Boundary;
import java.io.IOException;
import java.util.stream.Stream;

/** The keys of {@code energy.baseline}: what one training on everything took, as measured. */
final class BaselineConfig {
  private static final String KWH = "baseline.kwh";
  private static final String HOURS = "baseline.accelerator-hours";
  private static final String FILE = "baseline.emissions-csv";

  private BaselineConfig() {}

  static Baseline from(Values energy) {
    long given = Stream.of(KWH, HOURS, FILE).filter(key -> !energy.isNull(key)).count();
    if (given > 1) {
      energy.problem(
          energy.isNull(KWH) ? HOURS : KWH,
          "give one baseline: kwh, accelerator-hours or emissions-csv");
    }
    Boundary boundary =
        EnergyConfig.named(energy, "baseline.boundary", Boundary.values(), Boundary::key);
    if (!energy.isNull(KWH)) {
      return new Baseline.Metered(
          energy.number(KWH, k -> k > 0, "must be a number above 0"), boundary);
    }
    if (!energy.isNull(HOURS)) {
      return new Baseline.AcceleratorHours(
          energy.number(HOURS, h -> h > 0, "must be a number above 0"));
    }
    return energy.isNull(FILE) ? new Baseline.Flop() : ofFile(energy);
  }

  /** What CodeCarbon measures is the node, or its estimate of one. */
  private static Baseline ofFile(Values energy) {
    String run = energy.isNull("baseline.run") ? null : energy.text("baseline.run");
    try {
      return new Baseline.Metered(
          EmissionsFile.kilowattHours(energy.text(FILE), run), Boundary.NODES);
    } catch (IOException e) {
      energy.problem(FILE, "cannot be read on the driver: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      energy.problem(FILE, String.valueOf(e.getMessage()));
    }
    return new Baseline.Flop();
  }
}
