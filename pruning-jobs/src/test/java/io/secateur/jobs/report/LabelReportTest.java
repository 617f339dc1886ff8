package io.secateur.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.jobs.report.LabelReport.Suspect;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelReportTest {

  @Test
  void saysHowManyWereFlaggedAndWhatBecameOfThem() {
    assertThat(report(60, 0, 51).words())
        .isEqualTo(
            "60 of 1,200 labelled examples, 5.0 %, were flagged by confident learning on held-out"
                + " predictions. None was dropped for it, and 51 of them are kept: set"
                + " select.drop-label-issues = true to drop them.");
    assertThat(report(60, 60, 0).words())
        .endsWith("predictions. Flagged and dropped: select.drop-label-issues is set.");
  }

  @Test
  void saysOneAndNone() {
    assertThat(report(1, 0, 1).words())
        .startsWith("1 of 1,200 labelled examples, 0.1 %, was flagged")
        .contains("None was dropped for it, and 1 of them is kept: set");
    assertThat(report(2, 0, 0).words())
        .endsWith("None was dropped for it, and none of them is kept.");
    assertThat(report(0, 0, 0).words())
        .isEqualTo(
            "None of 1,200 labelled examples was flagged by confident learning on held-out"
                + " predictions.");
  }

  @Test
  void namesTheMostSuspiciousInOneLine() {
    assertThat(report(60, 0, 51, suspect("7", "ham", 0.1)).line())
        .isEqualTo(
            "label issues  60 of 1,200 flagged (5.0 %); the most suspicious: 7 ham -> spam\n");
    assertThat(report(60, 0, 51, suspect("7", "ham", Double.NaN)).line())
        .isEqualTo("label issues  60 of 1,200 flagged (5.0 %); the first: 7 ham -> spam\n");
    assertThat(report(60, 0, 51, suspect("7\u001b\n" + "x".repeat(90), "a".repeat(90), 0.1)).line())
        .isEqualTo(
            "label issues  60 of 1,200 flagged (5.0 %%); the most suspicious: 7 %s… %s… -> spam\n"
                .formatted("x".repeat(38), "a".repeat(20)));
  }

  private static Suspect suspect(String id, String given, double quality) {
    return new Suspect(id, given, "spam", quality, "text");
  }

  private static LabelReport report(long flagged, long dropped, long kept, Suspect... suspects) {
    return new LabelReport(1_200, flagged, dropped, kept, List.of(), List.of(suspects));
  }
}
