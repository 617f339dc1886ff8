package io.secateur.jobs.report;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.TemplateOutput;
import gg.jte.output.StringOutput;
import java.util.Map;

/**
 * {@code report.html}: one file that needs no network. Texts of the data are escaped by context.
 */
public final class HtmlReport {
  private static final TemplateEngine ENGINE =
      TemplateEngine.createPrecompiled(
          null,
          ContentType.Html,
          HtmlReport.class.getClassLoader(),
          "io.secateur.jobs.report.html");

  private HtmlReport() {}

  /** The page. */
  public static String of(RunReport report) {
    TemplateOutput page = new StringOutput();
    ENGINE.render("report.jte", Map.of("report", report, "charts", Charts.of(report)), page);
    return page.toString();
  }
}
