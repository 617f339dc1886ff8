package io.secateur.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SummaryTest {

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
  void aLabelCannotWriteOverTheTerminal() {
    assertThat(Summary.of(Reports.rich("mails", "\u001b[2J\r\n\u202e", "7", "text")))
        .doesNotContain("\u001b", "\r", "\u202e")
        .hasLineCount(golden("rich").split("\n", -1).length - 1);
  }

  private static String golden(String name) {
    return contentOf(
        SummaryTest.class.getResource("/golden/summary/%s.txt".formatted(name)),
        StandardCharsets.UTF_8);
  }
}
