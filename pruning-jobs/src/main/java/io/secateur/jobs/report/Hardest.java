package io.secateur.jobs.report;

import java.util.List;
import java.util.Map;

/**
 * The kept examples that are hardest to learn.
 *
 * @param scorer that says so; empty where none does
 * @param higherHarder which of its ends is the hard one
 * @param examples the hardest first; not all
 */
public record Hardest(String scorer, boolean higherHarder, List<Example> examples) {
  /** No scorer tells. */
  public static final Hardest NONE = new Hardest("", /* higherHarder= */ true, List.of());

  /**
   * One of them.
   *
   * @param id of it
   * @param label of it, or empty
   * @param score raw
   * @param text the beginning of its text
   */
  public record Example(String id, String label, double score, String text) {}

  /**
   * The same with texts, and ids no longer than a report shows.
   *
   * @param excerpts by id
   */
  Hardest withTexts(Map<String, String> excerpts) {
    return new Hardest(
        scorer,
        higherHarder,
        examples.stream()
            .map(
                one ->
                    new Example(
                        Words.name(one.id()),
                        Words.name(one.label()),
                        one.score(),
                        excerpts.getOrDefault(one.id(), "")))
            .toList());
  }
}
