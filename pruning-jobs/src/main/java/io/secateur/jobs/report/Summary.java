package io.secateur.jobs.report;

import io.secateur.jobs.report.RunReport.Arm;
import io.secateur.jobs.report.RunReport.ReasonCount;
import java.util.List;
import java.util.function.Function;

/** The report as a terminal shows it. */
public final class Summary {
  private static final int WARNING = 400;

  private Summary() {}

  /** Tables of a run: what was decided and why, and the arms side by side. */
  public static String of(RunReport report) {
    StringBuilder out = new StringBuilder("\n");
    for (ReasonCount reason : report.reasons()) {
      out.append(
          "%-5s %-9s %-19s %10s  %s%n"
              .formatted(
                  reason.decision(),
                  reason.stage(),
                  reason.reason(),
                  Words.count(reason.examples()),
                  reason.words()));
    }
    out.append('\n');
    row(out, "", report.arms(), Arm::name);
    row(out, "examples", report.arms(), arm -> Words.count(arm.examples()));
    row(out, "words", report.arms(), arm -> Words.count(arm.tokens()));
    row(out, "training FLOP a pass", report.arms(), arm -> Words.number("%.3g", arm.flop()));
    row(out, "duplicates in it", report.arms(), arm -> Words.count(arm.duplicates()));
    if (!report.classes().isEmpty()) {
      row(
          out,
          "rarest class",
          report.arms(),
          arm ->
              "%s %s"
                  .formatted(Words.excerpt(arm.rarestClass(), 8), Words.count(arm.rarestCount())));
      row(out, "class drift", report.arms(), arm -> Words.number("%.3f", arm.classDrift()));
    }
    if (report.arms().stream().anyMatch(arm -> !Double.isNaN(arm.semanticRedundancy()))) {
      row(
          out,
          "semantic redundancy",
          report.arms(),
          arm -> Words.number("%.3f", arm.semanticRedundancy()));
    }
    if (!report.recall().thresholds().isEmpty()) {
      out.append('\n').append(NearThreshold.table(report.recall().thresholds()));
    }
    if (report.labels().examples() > 0) {
      out.append('\n').append(report.labels().line());
    }
    if (!report.warnings().isEmpty()) {
      out.append('\n');
      report
          .warnings()
          .forEach(one -> out.append("warning: %s%n".formatted(Words.excerpt(one, WARNING))));
    }
    return out.append('\n').append(report.verdict()).append('\n').toString();
  }

  private static void row(
      StringBuilder out, String name, List<Arm> arms, Function<Arm, String> value) {
    out.append("%-21s".formatted(name));
    arms.forEach(arm -> out.append("%20s".formatted(value.apply(arm))));
    out.append('\n');
  }
}
