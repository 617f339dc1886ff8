package io.secateur.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.catalog.Scorers;
import io.secateur.jobs.cli.Listing;
import io.secateur.jobs.report.Charts;
import io.secateur.jobs.run.Json;
import io.secateur.select.Policies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tables of the documentation say what the registries say. */
class DocsTest {

  @Test
  void scorersHaveTheirRows() throws IOException {
    List<String> rows = rows("scorers.md");

    assertThat(rows).hasSize(Scorers.all().size());
    for (int i = 0; i < rows.size(); i++) {
      Scorers.Entry entry = Scorers.all().get(i);
      assertThat(rows.get(i))
          .startsWith(
              "| %s | %s | %s | %s |"
                  .formatted(
                      entry.scorer().name(),
                      entry.reads(),
                      entry.scorer().range(),
                      entry.higherMeans()));
    }
  }

  @Test
  void policiesHaveTheirRows() throws IOException {
    List<String> rows = rows("policies.md");

    assertThat(rows).hasSize(Policies.all().size());
    Json.read(Listing.of("policies", /* json= */ true))
        .forEach(
            policy -> {
              List<String> cells = new ArrayList<>();
              policy.forEach(cell -> cells.add(cell.asText()));
              assertThat(rows).anyMatch(row -> row.startsWith("| " + String.join(" | ", cells)));
            });
  }

  @Test
  void everyKeyIsExplained() throws IOException {
    String page = Files.readString(Path.of("../docs/configuration.md"));

    io.secateur.jobs.config.ConfigFile.reference()
        .root()
        .unwrapped()
        .forEach(
            (block, keys) -> {
              if (keys instanceof java.util.Map<?, ?> map) {
                map.keySet()
                    .forEach(
                        key -> assertThat(page).as(block + "." + key).contains(key.toString()));
              }
            });
  }

  @Test
  void everyChartHasItsPage() throws IOException {
    String contents = Files.readString(Path.of("../docs/charts/README.md"));

    for (String page : Charts.PAGES) {
      assertThat(contents).contains("(%s.md)".formatted(page));
      assertThat(Files.readString(Path.of("../docs/charts", page + ".md")))
          .as(page)
          .contains("## At a glance", "## Shows", "## How to read it", "## What to do");
    }
  }

  /** The rows of the first table of a page. */
  private static List<String> rows(String page) throws IOException {
    List<String> rows = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("../docs", page))) {
      if (line.startsWith("|")) {
        rows.add(line);
      } else if (!rows.isEmpty()) {
        break;
      }
    }
    return rows.subList(2, rows.size());
  }
}
