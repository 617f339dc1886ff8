package io.secateur.energy.carbon;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Carbon intensities of electricity that come with the toolkit.
 *
 * <dl>
 *   <dt>Source
 *   <dd>Ember, yearly electricity data, as published in CO2.js of the Green Web Foundation; life
 *       cycle emissions of production, without imports.
 *   <dt>Licence
 *   <dd>CC BY-SA 4.0, as CO2.js states for it.
 * </dl>
 */
public final class CarbonTable {
  /** Printed beside every figure of the table. */
  public static final String SOURCE =
      "Ember, yearly electricity data, by way of CO2.js (The Green Web Foundation)";

  /** The table's licence. */
  public static final String LICENCE = "CC BY-SA 4.0";

  private static final String FILE = "carbon-intensity.csv";
  private static final List<Intensity> ALL = read();

  private CarbonTable() {}

  /** All countries, by code. */
  public static List<Intensity> all() {
    return ALL;
  }

  /**
   * A country, if it is there.
   *
   * @param code ISO 3166-1 alpha-3, WORLD or EU, in any case
   */
  public static Optional<Intensity> of(String code) {
    return ALL.stream().filter(country -> country.code().equalsIgnoreCase(code)).findFirst();
  }

  private static List<Intensity> read() {
    try (InputStream in = CarbonTable.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException("The table of carbon intensities is not in the jar");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return lines
          .lines()
          .filter(line -> !line.startsWith("#") && !line.startsWith("code,"))
          .map(CarbonTable::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Intensity parse(String line) {
    List<String> cells = List.of(line.split(",", -1));
    return new Intensity(
        cells.get(0),
        cells.get(1),
        Integer.parseInt(cells.get(2)),
        Double.parseDouble(cells.get(3)));
  }
}
