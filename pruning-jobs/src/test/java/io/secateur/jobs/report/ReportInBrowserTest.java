package io.secateur.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.ElementHandle;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import io.secateur.jobs.testing.Chromium;
import io.secateur.jobs.testing.Visit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Reports as a real browser shows them. */
@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReportInBrowserTest {
  private static final List<String> ATTACKS =
      List.of(
          "<script>window.pwned = 1</script>",
          "</script><script>window.pwned = 1</script>",
          "\"><img src=x onerror='window.pwned = 1'>",
          "' onmouseover='window.pwned = 1",
          "<!--<script>window.pwned = 1",
          "</style></title></table><iframe src=//evil.example></iframe>",
          "{a|rich} ${7*7} {{7*7}} @if(true)",
          "\u202e\u2067 right to left \u05d0\u05d1\u05d2 \u0627\u0644\u0639\u0631\u0628\u064a\u0629",
          "\u0000\u0001\u0007\u001b[31m\u007f\u0085\u2028\u2029\ud800 control",
          "x".repeat(5_000_000));

  private final Chromium chromium = Chromium.start();

  @TempDir Path folder = Path.of("");

  @AfterAll
  void stop() {
    chromium.close();
  }

  @Test
  void showsHostileTextsAsPlainText() throws IOException {
    for (String attack : ATTACKS) {
      String text = Words.excerpt(attack, 2_000); // as texts come
      Path file = written(Reports.rich(attack, attack, attack, text));
      try (Visit visit = Visit.to(file, chromium, ColorScheme.LIGHT, 1440)) {
        Page page = visit.page();
        page.mouse().move(720, 450);
        for (ElementHandle chart : page.querySelectorAll(".chart")) {
          chart.scrollIntoViewIfNeeded();
          hoverOverIt(chart);
        }
        assertThat(page.evaluate("typeof window.pwned")).as(attack).isEqualTo("undefined");
        assertThat(visit.noise()).as(Words.excerpt(attack, 60)).isEmpty();
        assertThat(page.innerText("body")).contains(Words.excerpt(attack, 30).replace("…", ""));
        assertThat(Files.size(file)).isLessThan(2_000_000);
      }
    }
  }

  /** From one corner to the other, so that something in it is met. */
  private static void hoverOverIt(ElementHandle chart) {
    var box = Objects.requireNonNull(chart.boundingBox());
    for (double at = 0.1; at < 1; at += 0.1) {
      chart.ownerFrame().page().mouse().move(box.x + at * box.width, box.y + at * box.height);
    }
  }

  @Test
  void fitsTheWindowInLightAndDark() throws IOException {
    Path file = written(Reports.rich("mails", "a label of some length", "an-id", "some text"));
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (int width : new int[] {1440, 390}) {
        try (Visit visit = Visit.to(file, chromium, scheme, width)) {
          String which = scheme + " " + width;
          Page page = visit.page();
          assertThat(number(page, "document.scrollingElement.scrollWidth"))
              .as(which)
              .isLessThanOrEqualTo(width);
          assertThat(number(page, "document.querySelectorAll('.chart').length")).isGreaterThan(5);
          assertThat(number(page, "document.querySelectorAll('.chart:not(:has(svg path))').length"))
              .as("%s: empty charts", which)
              .isZero();
          assertThat(violations(page)).as(which).isEmpty();
          assertThat(visit.noise()).as(which).isEmpty();
        }
      }
    }
  }

  @Test
  void theNumbersOpenByTheKeyboard() throws IOException {
    Path file = written(Reports.rich("mails", "rare", "7", "some text"));
    try (Visit visit = Visit.to(file, chromium, ColorScheme.LIGHT, 1440)) {
      Page page = visit.page();
      boolean met = false;
      for (int tab = 0; tab < 60 && !met; tab++) {
        page.keyboard().press("Tab");
        met = "SUMMARY".equals(page.evaluate("document.activeElement.tagName"));
      }
      assertThat(met).isTrue();
      page.keyboard().press("Enter");
      assertThat(page.evaluate("document.activeElement.parentElement.open")).isEqualTo(true);
    }
  }

  @Test
  void paperIsLightAndHasAllNumbers() throws IOException {
    Path file = written(Reports.rich("mails", "rare", "7", "some text"));
    try (Visit visit = Visit.to(file, chromium, ColorScheme.DARK, 1440)) {
      Page page = visit.page();
      page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
      page.evaluate("dispatchEvent(new Event('beforeprint'))");
      assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
          .isEqualTo("rgb(255, 255, 255)");
      assertThat(number(page, "document.querySelectorAll('details:not([open])').length")).isZero();
      page.evaluate("dispatchEvent(new Event('afterprint'))");
      assertThat(number(page, "document.querySelectorAll('details[open]').length")).isZero();
    }
  }

  @Test
  void theReportOfAMillionExamplesIsSmallAndWhole() throws IOException {
    RunReport big = Reports.ofAMillion();
    Path kept = Path.of("target", "report-of-a-million.html"); // what benchmarks/report.sh opens
    Files.writeString(kept, HtmlReport.of(big));

    assertThat(Files.size(kept)).isLessThan(6 << 20);
    try (Visit visit = Visit.to(kept.toAbsolutePath(), chromium, ColorScheme.LIGHT, 1440)) {
      assertThat(number(visit.page(), "Number(document.documentElement.dataset.drawn)"))
          .isPositive();
      assertThat(visit.noise()).isEmpty();
    }
  }

  private Path written(RunReport report) throws IOException {
    return Files.writeString(folder.resolve("report.html"), HtmlReport.of(report));
  }

  private static int number(Page page, String script) {
    return ((Number) page.evaluate(script)).intValue();
  }

  /** What axe holds to be serious or worse. */
  private static List<?> violations(Page page) throws IOException {
    try (InputStream axe = ReportInBrowserTest.class.getResourceAsStream("/axe.min.js")) {
      page.evaluate(new String(Objects.requireNonNull(axe).readAllBytes(), StandardCharsets.UTF_8));
    }
    return (List<?>)
        page.evaluate(
            """
            async () => (await axe.run()).violations
              .filter(one => ["serious", "critical"].includes(one.impact))
              .map(one => one.id + ": " + one.nodes.slice(0, 3).map(node => node.html.slice(0, 200)).join(" | "))
            """);
  }
}
