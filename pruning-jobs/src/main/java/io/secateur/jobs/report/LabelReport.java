package io.secateur.jobs.report;

import java.util.List;
import java.util.Map;

/**
 * The labels that look wrong.
 *
 * @param examples whose label was looked at; 0 where label_issue was not asked for
 * @param flagged of these
 * @param dropped of the flagged, for that reason
 * @param kept of the flagged
 * @param pairs of given and suggested label, the most frequent first; not all
 * @param suspects the flagged examples of lowest quality, the lowest first; not all
 */
public record LabelReport(
    long examples,
    long flagged,
    long dropped,
    long kept,
    List<LabelPair> pairs,
    List<Suspect> suspects) {
  /** No label was looked at. */
  public static final LabelReport NONE = new LabelReport(0, 0, 0, 0, List.of(), List.of());

  /**
   * A label, and what it should be.
   *
   * @param given label
   * @param suggested the class that the learner holds likeliest
   * @param examples flagged
   */
  public record LabelPair(String given, String suggested, long examples) {}

  /**
   * A flagged example.
   *
   * @param id of it
   * @param given label
   * @param suggested the class that the learner holds likeliest
   * @param quality of the given label, in [0, 1], low is suspicious; NaN where it was not scored
   * @param text the beginning of its text
   */
  public record Suspect(String id, String given, String suggested, double quality, String text) {}

  /** Whether the suspects are in the order of their quality, not just of their ids. */
  public boolean ranked() {
    return suspects.stream().anyMatch(suspect -> !Double.isNaN(suspect.quality()));
  }

  /** How many were flagged, and what became of them. */
  public String words() {
    if (flagged == 0) {
      return "None of %s labelled examples was flagged by confident learning on held-out predictions."
          .formatted(Words.count(examples));
    }
    return "%s of %s labelled examples, %s, %s flagged by confident learning on held-out predictions. %s"
        .formatted(
            Words.count(flagged),
            Words.count(examples),
            Words.percent(flagged, examples),
            flagged == 1 ? "was" : "were",
            fate());
  }

  private String fate() {
    if (dropped > 0) {
      return "Flagged and dropped: select.drop-label-issues is set.";
    }
    if (kept == 0) {
      return "None was dropped for it, and none of them is kept.";
    }
    return "None was dropped for it, and %s of them %s kept: set select.drop-label-issues = true to drop them."
        .formatted(Words.count(kept), kept == 1 ? "is" : "are");
  }

  /** As a terminal shows it, in one line. */
  public String line() {
    return "label issues  %s of %s flagged (%s)%s%n"
        .formatted(
            Words.count(flagged),
            Words.count(examples),
            Words.percent(flagged, examples),
            suspects.isEmpty() ? "" : first(suspects.get(0)));
  }

  private String first(Suspect suspect) {
    return "; %s: %s %s -> %s"
        .formatted(
            ranked() ? "the most suspicious" : "the first",
            Words.excerpt(suspect.id(), 40),
            Words.excerpt(suspect.given(), 20),
            Words.excerpt(suspect.suggested(), 20));
  }

  /**
   * The same with the suspects' texts, and names no longer than a report shows.
   *
   * @param excerpts by id
   */
  LabelReport withTexts(Map<String, String> excerpts) {
    return new LabelReport(
        examples,
        flagged,
        dropped,
        kept,
        pairs.stream()
            .map(
                one ->
                    new LabelPair(
                        Words.name(one.given()), Words.name(one.suggested()), one.examples()))
            .toList(),
        suspects.stream()
            .map(
                one ->
                    new Suspect(
                        Words.name(one.id()),
                        Words.name(one.given()),
                        Words.name(one.suggested()),
                        one.quality(),
                        excerpts.getOrDefault(one.id(), "")))
            .toList());
  }
}
