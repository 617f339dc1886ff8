package io.secateur.jobs.report.chart;

/**
 * A chart of the report: what is drawn, and the same in words and numbers.
 *
 * @param id in the page, unique; lower-case letters, digits and hyphens
 * @param page of {@code docs/charts} that explains it, without {@code .md}
 * @param title of it
 * @param caption what is to be seen, in one or two sentences
 * @param plot what is drawn
 * @param table the same numbers, for those who do not see it, or have no script
 */
public record Chart(String id, String page, String title, String caption, Plot plot, Table table) {
  public Chart {
    if (!id.matches("[a-z0-9-]+")) {
      throw new IllegalArgumentException(
          "Invalid id: %s (must be lower-case letters, digits and hyphens)".formatted(id));
    }
  }

  /** What {@code report.js} reads. */
  public String data() {
    return Inline.data(plot);
  }
}
