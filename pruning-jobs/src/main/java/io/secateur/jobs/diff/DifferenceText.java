package io.secateur.jobs.diff;

import io.secateur.jobs.diff.Difference.Change;
import io.secateur.jobs.diff.Difference.Count;
import io.secateur.jobs.diff.Difference.Decisions;
import io.secateur.jobs.diff.Difference.Inputs;
import io.secateur.jobs.diff.Difference.Scores;
import io.secateur.jobs.diff.Difference.Setting;
import io.secateur.jobs.diff.Difference.Shown;
import io.secateur.jobs.diff.Difference.State;
import io.secateur.jobs.report.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The difference of two runs as a terminal shows it. */
public final class DifferenceText {
  private static final int LONGEST_ID = 60;
  private static final int LONGEST_VALUE = 60;
  private static final int MOST_FILES = 10;

  private DifferenceText() {}

  /** All of it. */
  public static String of(Difference difference) {
    StringBuilder out = new StringBuilder();
    line(out, "before  %s", difference.before());
    line(out, "after   %s", difference.after());
    out.append('\n');
    settings(out, difference.settings());
    inputs(out, difference.inputs());
    out.append('\n');
    counts(out, difference.ledger().counts());
    out.append('\n');
    changes(out, difference.ledger());
    out.append('\n');
    scores(out, difference);
    return out.toString();
  }

  private static void line(StringBuilder out, String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }

  private static void settings(StringBuilder out, List<Setting> settings) {
    line(out, settings.isEmpty() ? "settings  the same" : "settings");
    for (Setting setting : settings) {
      line(
          out,
          "  %s  %s -> %s",
          Words.excerpt(setting.key(), LONGEST_VALUE),
          value(setting.before()),
          value(setting.after()));
    }
  }

  private static String value(@Nullable String value) {
    return value == null ? "not set" : Words.excerpt(value, LONGEST_VALUE);
  }

  private static void inputs(StringBuilder out, Inputs inputs) {
    if (inputs.same()) {
      line(
          out,
          "inputs    the same: %,d files, %s",
          inputs.filesAfter(),
          Words.bytes(inputs.bytesAfter()));
    } else {
      line(
          out,
          "inputs    %,d files, %s -> %,d files, %s",
          inputs.filesBefore(),
          Words.bytes(inputs.bytesBefore()),
          inputs.filesAfter(),
          Words.bytes(inputs.bytesAfter()));
      files(out, "changed", inputs.changed());
      files(out, "only before", inputs.onlyBefore());
      files(out, "only after", inputs.onlyAfter());
    }
    if (Math.max(inputs.filesBefore(), inputs.filesAfter()) > inputs.named()) {
      line(out, "  (the records name the first %,d files only)", inputs.named());
    }
  }

  private static void files(StringBuilder out, String what, List<String> paths) {
    for (String path : paths.subList(0, Math.min(MOST_FILES, paths.size()))) {
      line(out, "  %-11s  %s", what, Words.excerpt(path, 200));
    }
    if (paths.size() > MOST_FILES) {
      line(out, "  %-11s  and %,d more", what, paths.size() - MOST_FILES);
    }
  }

  private static void counts(StringBuilder out, List<Count> counts) {
    line(out, "%-24s %12s %12s %12s", "", "before", "after", "change");
    for (Count count : counts) {
      long change = count.after() - count.before();
      line(
          out,
          "%-24s %,12d %,12d %12s",
          count.what(),
          count.before(),
          count.after(),
          change == 0 ? "0" : "%+,d".formatted(change));
    }
  }

  private static void changes(StringBuilder out, Decisions ledger) {
    if (ledger.inBoth() == 0 && ledger.onlyBefore() + ledger.onlyAfter() > 0) {
      line(out, "No id is in both: these are runs over different examples, or by different ids.");
    }
    long changed =
        ledger.changes().stream()
            .filter(change -> change.before() != null && change.after() != null)
            .mapToLong(Change::examples)
            .sum();
    line(
        out,
        "changes   %,d of %,d examples in both (%s)%s; %,d only before, %,d only after",
        changed,
        ledger.inBoth(),
        Words.percent(changed, ledger.inBoth()),
        ledger.moreChanges() > 0 ? ", of those shown" : "",
        ledger.onlyBefore(),
        ledger.onlyAfter());
    for (Change change : ledger.changes()) {
      line(
          out,
          "%,12d  %s -> %s%s",
          change.examples(),
          said(change.before()),
          said(change.after()),
          change.otherKeeper() ? ", by another keeper" : "");
      change.shown().forEach(shown -> shown(out, shown));
    }
    if (ledger.moreChanges() > 0) {
      line(out, "              and %,d rarer kinds of change", ledger.moreChanges());
    }
  }

  private static String said(@Nullable String said) {
    return said == null ? "not there" : Words.excerpt(said, LONGEST_VALUE);
  }

  private static void shown(StringBuilder out, Shown shown) {
    String before = state(shown.before());
    String after = state(shown.after());
    String why =
        before.isEmpty() && after.isEmpty()
            ? ""
            : before.equals(after)
                ? before
                : "%s -> %s"
                    .formatted(before.isEmpty() ? "-" : before, after.isEmpty() ? "-" : after);
    line(out, "              %s  %s", Words.excerpt(shown.id(), LONGEST_ID), why);
  }

  private static String state(@Nullable State state) {
    if (state == null) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    if (state.place() != null) {
      parts.add(
          "place %,d in stratum %s%s"
              .formatted(
                  state.place() + 1,
                  value(state.stratum()),
                  state.stratumKeeps() == null
                      ? ""
                      : ", which keeps %,d".formatted(state.stratumKeeps())));
    }
    if (state.scoreName() != null && state.score() != null) {
      parts.add(
          String.format(
              Locale.ROOT,
              "%s %.4f",
              Words.excerpt(state.scoreName(), LONGEST_VALUE),
              state.score()));
    }
    if (state.keeper() != null) {
      parts.add("keeper " + Words.excerpt(state.keeper(), LONGEST_ID));
    }
    if (state.similarity() != null) {
      parts.add(String.format(Locale.ROOT, "%.4f", state.similarity()));
    }
    if (state.threshold() != null) {
      parts.add(">= " + state.threshold());
    }
    return String.join(", ", parts).replaceAll(", (?=[0-9>])", " ");
  }

  private static void scores(StringBuilder out, Difference difference) {
    if (difference.sameScores()) {
      line(out, "scores    the same, by their digest");
      return;
    }
    if (difference.scores().isEmpty()) {
      line(out, "scores    none");
      return;
    }
    line(
        out,
        "%-24s %12s %12s %15s %13s  %s",
        "scores",
        "in both",
        "changed",
        "missing before",
        "missing now",
        "largest difference");
    for (Scores scores : difference.scores()) {
      line(
          out,
          "%-24s %,12d %,12d %,15d %,13d  %s",
          scores.scorer(),
          scores.both(),
          scores.changed(),
          scores.missingBefore(),
          scores.missingAfter(),
          scores.largest() == null || scores.largestId() == null
              ? "-"
              : "%s of %s"
                  .formatted(
                      Double.isInfinite(scores.largest())
                          ? "infinite"
                          : String.format(Locale.ROOT, "%.4g", scores.largest()),
                      Words.excerpt(scores.largestId(), LONGEST_ID)));
    }
  }
}
