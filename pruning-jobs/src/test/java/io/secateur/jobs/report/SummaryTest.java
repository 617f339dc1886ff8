package io.secateur.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private static final String HOSTILE = "\u001b[2J\r\n\u202e";

  @Test
  void showsWhatWasDecidedAndTheArmsSideBySide() {
    assertThat(Summary.of(Reports.rich("mails", "a rare class", "7", "text")))
        .isEqualTo(golden("rich"));
  }

  @Test
  void leavesOutWhatTheDataDoNotHave() {
    assertThat(Summary.of(Reports.plain("mails"))).isEqualTo(golden("plain"));
  }

  @Test
  void saysThatNoLabelLooksWrong() {
    LabelReport none = new LabelReport(1_000, 0, 0, 0, List.of(), List.of());

    assertThat(Summary.of(Reports.with(Reports.plain("mails"), none)))
        .contains("\n\nlabel issues  0 of 1,000 flagged (0.0 %)\n\nKept 20");
  }

  @Test
  void aLabelCannotWriteOverTheTerminal() {
    assertThat(Summary.of(Reports.rich("mails\r\n\u001b", HOSTILE, HOSTILE, "text")))
        .doesNotContain("\u001b", "\r", "\u202e")
        .hasLineCount(golden("rich").split("\n", -1).length - 1);
  }

  private static String golden(String name) {
    return contentOf(
        SummaryTest.class.getResource("/golden/summary/%s.txt".formatted(name)),
        StandardCharsets.UTF_8);
  }
}
