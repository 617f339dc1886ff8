package io.secateur.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Tables among the test resources: a line of names, no quotes, comments after #. */
public final class Csv {
  private Csv() {}

  /**
   * One row.
   *
   * @param cells by the names of their columns
   */
  public record Line(Map<String, String> cells) {

    /** A cell. */
    public String get(String column) {
      return Objects.requireNonNull(cells.get(column), column);
    }

    /** A cell as a number. */
    public double number(String column) {
      return Double.parseDouble(get(column));
    }

    /** Whether there is anything in it. */
    public boolean has(String column) {
      return !get(column).isEmpty();
    }
  }

  /** The rows. */
  public static List<Line> read(String resource) {
    try (InputStream in = Csv.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("No resource " + resource);
      }
      List<List<String>> lines =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(line -> List.of(line.split(",", -1)))
              .toList();
      List<Line> rows = new ArrayList<>();
      for (List<String> cells : lines.subList(1, lines.size())) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < cells.size(); i++) {
          row.put(lines.get(0).get(i), cells.get(i));
        }
        rows.add(new Line(row));
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
