package io.secateur.jobs.config;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** CodeCarbon's {@code emissions.csv}: a row a run, with its kilowatt-hours. */
final class EmissionsFile {
  private static final String ENERGY = "energy_consumed";
  private static final int MOST_NAMES = 5;

  private EmissionsFile() {}

  /**
   * The energy of one run.
   *
   * @param run its {@code run_id}; null where the file has one run only
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if the run is not in it, or its energy is no number above 0
   */
  static double kilowattHours(String file, @Nullable String run) throws IOException {
    List<String[]> lines = lines(file);
    List<String> head = lines.isEmpty() ? List.of() : Arrays.asList(lines.get(0));
    int energy = head.indexOf(ENERGY);
    int id = head.indexOf("run_id");
    if (energy < 0 || id < 0) {
      throw new IllegalArgumentException(
          "must have the columns run_id and energy_consumed, as CodeCarbon writes them");
    }
    List<String[]> runs =
        lines.stream()
            .skip(1)
            .filter(line -> line.length > Math.max(energy, id))
            .filter(line -> run == null || run.equals(line[id]))
            .toList();
    if (runs.size() != 1) {
      throw new IllegalArgumentException(
          "must have one row%s; it has %,d%s"
              .formatted(
                  run == null ? ", or name it with energy.baseline.run" : " of run " + run,
                  runs.size(),
                  named(runs, id)));
    }
    try {
      double found = Double.parseDouble(String.valueOf(runs.get(0)[energy]));
      if (found > 0 && Double.isFinite(found)) {
        return found;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(
        String.format(Locale.ROOT, "must have an energy_consumed above 0, in kWh"));
  }

  private static List<String[]> lines(String file) throws IOException {
    CsvParserSettings settings = new CsvParserSettings();
    settings.setLineSeparatorDetectionEnabled(true);
    try (BufferedReader reader = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
      return new CsvParser(settings).parseAll(reader);
    }
  }

  private static String named(List<String[]> runs, int id) {
    return runs.isEmpty()
        ? ""
        : " (%s)"
            .formatted(
                String.join(", ", runs.stream().limit(MOST_NAMES).map(line -> line[id]).toList()));
  }
}
