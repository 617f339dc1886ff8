package io.secateur.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.energy.Interval;
import io.secateur.energy.Saving;
import io.secateur.jobs.report.RunReport.Arm;
import io.secateur.jobs.report.chart.Chart;
import io.secateur.jobs.run.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
  private static final List<String> HOSTILE =
      List.of(
          "<script>alert(1)</script>",
          "\"><img src=x onerror=alert(1)>",
          "' onmouseover='alert(1)",
          "]]><!--",
          "</style></title></table><iframe src=//evil.example>",
          "javascript:alert(1)",
          "&lt;b&gt; &amp; ${7*7} @if(true)",
          "\u202egpj.exe",
          "👩‍👩‍👧‍👦 naïve Ж 漢字");

  private static final Pattern SCRIPT = Pattern.compile("(?s)<script\\b[^>]*>.*?</script>");
  private static final Pattern DATA =
      Pattern.compile("<script type=\"application/json\"[^>]*>(.*?)</script>");
  private static final Pattern TAG = Pattern.compile("<(/?[a-zA-Z!][^>]*)>");

  @Test
  void hasTheNumbersOfTheReport() {
    String page = HtmlReport.of(Reports.rich("mails", "rare", "7", "some text"));

    assertThat(page)
        .startsWith("<!doctype html>")
        .endsWith("</html>\n")
        .contains(
            "<title>mails – Secateur</title>",
            "<p class=\"verdict\">Kept 1,234,567 of 2,469,134 examples (50.0 %).</p>",
            "<td class=\"ours\">1,234,567</td>",
            "<td class=\"\">987,654,321</td>",
            "<td class=\"\">46.7 %</td>", // the cost of the random arm
            "<td class=\"ours\"><bdi>rare</bdi>: 10</td>",
            "<td class=\"\">0.021</td>",
            "<td class=\"\">0.750</td>",
            "<code>NEAR_DUPLICATE</code><br><span class=\"note\">another text is near</span>",
            "1,234 dropped duplicates were checked",
            "a copy.</span></th><td>5,432</td>",
            "one key brought together, at most.</span></th><td>777</td>",
            "exact duplicates included.</span></th><td>12,345,678</td>",
            "Classes, before and after",
            "Sources, before and after",
            "<td><bdi>2,469,117</bdi></td>",
            "<h2 id=\"warnings\">Warnings</h2>",
            "<li dir=\"auto\">heads were trained on some mails</li>",
            "<h2 id=\"labels\">Labels that look wrong</h2>",
            "<p>12,345 of 2,467,900 labelled examples, 0.5 %, were flagged by",
            "<th scope=\"row\" class=\"text\"><code><bdi>rare</bdi></code> &rarr;"
                + " <code><bdi>rest</bdi></code></th>"
                + "<td>12,000</td><td>97.2 %</td>",
            "Quality is (p_given &minus; p_best_other + 1) / 2 of a learner",
            "<strong>quality 0.012</strong> &nbsp;<code><bdi>7</bdi></code>: <code><bdi>rare</bdi>"
                + "</code> &rarr; <code><bdi>rest</bdi></code>\n"
                + "<blockquote dir=\"auto\">some text</blockquote>",
            "<strong>J = 0.801</strong> &nbsp;<code><bdi>7</bdi></code> went, <code><bdi>7'</bdi></code> stays",
            "<blockquote dir=\"auto\">some text </blockquote>",
            "10 trainings on the pruned set; regime as configured: <strong>fixed-epochs</strong>",
            "<td>10.0 kWh (9.0 kWh to 11.0 kWh)</td>",
            "<td>60 % (54 to 66)</td>",
            "this pruning took</th><td>100.0 Wh</td><td>100.0 Wh</td><td class=\"text\">modelled</td>",
            "A random choice of as many examples as were kept saves 60 % (54 to 66) of one training",
            "The spread of the net figure comes from: utilisation (70.0 %)",
            "<td>3 (2 to 5)</td><td>never: a training saves nothing</td>");
  }

  @Test
  void leavesOutSectionsWithNothingInThem() {
    String page = HtmlReport.of(Reports.plain("mails"));

    assertThat(page)
        .doesNotContain(
            "rarest class",
            "drift of class shares",
            "Classes, before and after",
            "Sources, before and after",
            "Warnings",
            "Labels that look wrong",
            "The weakest duplicates dropped",
            "The search for near duplicates",
            "blockquote>")
        .contains("1 training on the pruned set");
  }

  @Test
  void isWholeEvenWhereNothingWasDecided() {
    RunReport plain = Reports.plain("mails");
    RunReport empty =
        new RunReport(
            plain.name(),
            plain.run(),
            plain.verdict(),
            plain.warnings(),
            List.of(Reports.arm("full", 0, "", 0), Reports.arm("ours", 0, "", 0)),
            List.of(),
            List.of(new RunReport.Balance("none", 0, 0, 0)),
            List.of(),
            plain.labels(),
            plain.recall(),
            List.of(),
            List.of(),
            plain.energy(),
            0,
            SelectionReport.NONE,
            ChartNumbers.NONE,
            Map.of());

    assertThat(withoutScripts(HtmlReport.of(empty)))
        .contains("<td><bdi>0.0 %</bdi></td>")
        .doesNotContain("NaN");
  }

  @Test
  void showsADashWhereThereIsNoNumber() {
    RunReport plain = Reports.plain("mails");
    double infinite = Double.POSITIVE_INFINITY;
    Interval none = new Interval(Double.NaN, Double.NaN, Double.NaN);
    Interval never = new Interval(infinite, infinite, infinite);
    Saving saving = new Saving(none, none, none, none, never, never, none, null, List.of());
    List<Arm> arms = new ArrayList<>();
    for (Arm arm : plain.arms()) {
      arms.add(
          new Arm(
              arm.name(), 0, 0, Double.NaN, 0, 0, "", 0, /* classDrift= */ Double.NaN, infinite));
    }
    RunReport odd =
        new RunReport(
            plain.name(),
            plain.run(),
            plain.verdict(),
            plain.warnings(),
            arms,
            plain.reasons(),
            List.of(new RunReport.Balance("a", 1, 1, 1)),
            List.of(),
            plain.labels(),
            plain.recall(),
            List.of(),
            List.of(),
            new EnergyReport(
                "unknown",
                "t",
                new EnergyReport.Baseline("modelled", "nothing"),
                1,
                new EnergyReport.Pruning(Double.NaN, "unknown", "nothing"),
                saving,
                saving,
                null,
                saving,
                List.of(),
                new EnergyReport.Footprint(null, false, Double.NaN, "EUR", List.of())),
            0,
            SelectionReport.NONE,
            ChartNumbers.NONE,
            Map.of());

    assertThat(withoutScripts(HtmlReport.of(odd)))
        .doesNotContain("NaN", "Infinity", "∞")
        .contains("<td class=\"ours\">–</td>", "never: a training saves nothing");
  }

  @Test
  void saysWhereNoLabelLooksWrong() {
    LabelReport none = new LabelReport(1_000, 0, 0, 0, List.of(), List.of());

    assertThat(HtmlReport.of(Reports.with(Reports.plain("mails"), none)))
        .contains("<p>None of 1,000 labelled examples was flagged by")
        .doesNotContain("given &rarr; suggested", "Quality is");
  }

  @Test
  void showsFlaggedExamplesWithoutAQuality() {
    LabelReport unranked =
        new LabelReport(
            10,
            1,
            0,
            1,
            List.of(),
            List.of(new LabelReport.Suspect("7", "ham", "spam", Double.NaN, "text")));

    assertThat(HtmlReport.of(Reports.with(Reports.plain("mails"), unranked)))
        .contains("The flagged, by id: their quality is unknown", "<code><bdi>7</bdi></code>: ")
        .doesNotContain("<strong>quality", "Quality is", "NaN");
  }

  @Test
  void leavesOutARedundancyThatNobodyScored() {
    RunReport plain = Reports.plain("mails");
    Arm full = plain.full();
    Arm unscored = new Arm("ours", 20, 2_000, 2e10, 0, 0, "", 0, 0, Double.NaN);

    assertThat(HtmlReport.of(Reports.with(plain, List.of(full, unscored))))
        .contains("mean semantic redundancy", "<td class=\"ours\">–</td>");
    assertThat(
            HtmlReport.of(
                Reports.with(
                    plain,
                    List.of(
                        new Arm("full", 50, 5_000, 5e10, 0, 0, "", 0, 0, Double.NaN), unscored))))
        .doesNotContain("emantic redundancy");
  }

  @Test
  void hostileTextsAddNothingToThePage() {
    List<String> harmless = tags(HtmlReport.of(Reports.rich("a", "b", "c", "d")));

    for (String text : HOSTILE) {
      String page = HtmlReport.of(hostile(text));

      assertThat(tags(page)).as(text).isEqualTo(harmless);
      assertThat(withoutScripts(page)).doesNotContain("<script", "<img", "<iframe", "<!--");
    }
  }

  @Test
  void dataNeverEndsItsScript() {
    for (String text : HOSTILE) {
      String page = HtmlReport.of(hostile(text));
      Matcher data = DATA.matcher(page);
      int charts = 0;
      while (data.find()) {
        assertThat(data.group(1)).as(text).doesNotContain("<", ">", "&", "\u2028", "\u2029");
        assertThat(Json.read(data.group(1)).path("series").size()).isPositive();
        charts++;
      }
      assertThat(charts).isEqualTo(11);
    }
  }

  @Test
  void everyChartNamesAPageThatThereIs() {
    assertThat(Charts.of(Reports.ofAMillion()).all())
        .extracting(Chart::page)
        .allMatch(Charts.PAGES::contains);
    assertThat(Charts.of(Reports.ofAMillion()).all()).extracting(Chart::id).doesNotHaveDuplicates();
  }

  @Test
  void showsTheSmallPictureOfAnExampleThatHasOne() {
    RunReport rich = Reports.rich("mails", "rare", "7", "some text");
    String picture = "<img class=\"thumb\" src=\"data:image/jpeg;base64,AAAA\" alt=";

    assertThat(HtmlReport.of(rich)).doesNotContain("<img class=");
    assertThat(HtmlReport.of(rich.with(Map.of("7", "data:image/jpeg;base64,AAAA"))))
        .contains(picture);
    assertThat(Json.write(rich.with(Map.of("7", "data:image/jpeg;base64,AAAA"))))
        .isEqualTo(Json.write(rich));
  }

  @Test
  void runsNoScriptsButItsOwn() {
    assertThat(HtmlReport.of(Reports.rich("a", "b", "c", "d")))
        .containsPattern("script-src (&#39;|')sha256-[^ ]+ (&#39;|')sha256-[^ ]+\"")
        .contains("default-src");
    assertThat(HtmlReport.of(Reports.plain("a"))).doesNotContain("<script");
  }

  @Test
  void hostileTextsCanStillBeRead() {
    assertThat(HtmlReport.of(hostile("<b>&</b>")))
        .contains("<blockquote dir=\"auto\">&lt;b&gt;&amp;&lt;/b&gt;</blockquote>")
        .contains("<title>&lt;b&gt;&amp;&lt;/b&gt; – Secateur</title>");
    assertThat(HtmlReport.of(hostile("👩‍👩‍👧‍👦 漢字")))
        .contains("<blockquote dir=\"auto\">👩‍👩‍👧‍👦 漢字</blockquote>");
  }

  @Test
  void labelsAndIdsReadInTheOrderTheyHave() {
    String page = HtmlReport.of(Reports.rich("a", "\u202elabel", "\u202eid", "text"));

    assertThat(page).doesNotContain("\u202e").contains("label", "id");
  }

  @Test
  void needsNoNetwork() {
    List<String> pages = new ArrayList<>();
    pages.add(HtmlReport.of(Reports.rich("a", "b", "c", "d")));
    HOSTILE.forEach(text -> pages.add(HtmlReport.of(hostile(text))));

    for (String page : pages) {
      for (String tag : tags(page)) {
        assertThat(tag.replace("href=\"data:,\"", "").replaceFirst("href=\"#[a-z-]+\"", ""))
            .doesNotContainPattern("(?i)\\b(src|href|srcset|action|data|on\\w+)\\s*=")
            .doesNotContain("http:", "https:", "//");
      }
      assertThat(withoutScripts(page)).doesNotContain("@import", "url(", "http://", "https://");
    }
  }

  private static RunReport hostile(String text) {
    return Reports.rich(text, text, text, text);
  }

  /** What a browser parses as HTML: a script ends at the first end tag, whatever is in it. */
  private static String withoutScripts(String page) {
    return SCRIPT.matcher(page).replaceAll("<code data-script></code>");
  }

  /** All tags, with what is in them. */
  private static List<String> tags(String page) {
    List<String> tags = new ArrayList<>();
    Matcher tag = TAG.matcher(withoutScripts(page));
    while (tag.find()) {
      tags.add(tag.group(1));
    }
    return tags;
  }
}
