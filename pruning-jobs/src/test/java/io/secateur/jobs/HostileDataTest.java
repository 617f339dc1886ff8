package io.secateur.jobs;

import static io.secateur.jobs.testing.TestSpark.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import io.secateur.jobs.report.Words;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.testing.Chromium;
import io.secateur.jobs.testing.Runs;
import io.secateur.jobs.testing.TestSpark;
import io.secateur.jobs.testing.Visit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole run over a data set that attacks its report, and the report in a real browser. */
@Tag("browser")
class HostileDataTest {
  private static final List<String> ATTACKS =
      List.of(
          "<script>window.pwned = 1</script>",
          "</script><script>window.pwned = 1</script><!--",
          "\"><img src=x onerror=window.pwned=1> '",
          "\u202e\u2066 \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 turned around",
          "\u0001\u0007\u001b[31m\u0085\u2028\u2029 control",
          "long ".repeat(1_000_000));

  @Test
  void hostileDataIsPlainTextInItsReport(@TempDir Path folder) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 48; i++) {
      String attack =
          ATTACKS.get(i % (i < 2 * ATTACKS.size() ? ATTACKS.size() : ATTACKS.size() - 1));
      String words = "one two three four five six seven eight nine ten %s eleven".formatted(i / 3);
      rows.add(row(i + attack, attack + words + " " + attack, attack, attack));
    }
    Path source = folder.resolve("source");
    TestSpark.table("id string, text string, label string, origin string", rows.toArray(Row[]::new))
        .write()
        .parquet(source.toString());

    Runs.prune(
        TestSpark.session(),
        source,
        folder.resolve("run"),
        StageName.READ,
        "run.name=\"<script>window.pwned = 1</script>\"",
        "source.columns.label=label",
        "source.columns.group=origin",
        "near-duplicates.threshold=0.7",
        "score.scorers=[prototypicality, semantic_redundancy, el2n, cartography_confidence,"
            + " cartography_variability, label_issue, label_quality]",
        "select.keep=0.6");

    Path page = folder.resolve("run/6-report/report.html");
    assertThat(Files.size(page)).isLessThan(6 << 20);
    assertThat(Files.size(page.resolveSibling("report.json"))).isLessThan(6 << 20);
    try (Chromium chromium = Chromium.start();
        Visit visit = Visit.to(page, chromium, ColorScheme.LIGHT, 390)) {
      assertThat(visit.page().evaluate("typeof window.pwned")).isEqualTo("undefined");
      assertThat(visit.page().evaluate("document.querySelectorAll('img, iframe').length"))
          .isEqualTo(0);
      assertThat(visit.page().evaluate("document.documentElement.dataset.drawn")).isNotNull();
      assertThat(visit.page().evaluate("document.scrollingElement.scrollWidth")).isEqualTo(390);
      assertThat(visit.noise()).isEmpty();
      String text = String.valueOf(visit.page().evaluate("document.body.textContent"));
      for (String attack : ATTACKS) {
        assertThat(text).contains(Words.excerpt(attack, 15).replace("…", ""));
      }
    }
  }
}
