package io.secateur.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.jobs.progress.Progress.Done;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final String CLEARED = "\r" + " ".repeat(110) + "\r";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private Done done = new Done(0, 0);
  private long nanos = 1_000;

  @Test
  void aFileGetsOneLineAStageAndNothingThatATerminalWouldActOn() {
    try (Progress progress = progress(/* terminal= */ false)) {
      progress.say("secateur run");
      progress.start("1 read");
      progress.working(100, "texts");
      done = new Done(1, 2);
      progress.show();
      nanos += 4_200_000_000L;
      progress.done("50 examples");
      progress.start("2 dedup");
      nanos += 125_000_000_000L;
      progress.done("-3 exact");
    }

    assertThat(shown())
        .isEqualTo(
            "secateur run\n"
                + "1 read      50 examples"
                + " ".repeat(71)
                + "4.2 s\n"
                + "2 dedup     -3 exact"
                + " ".repeat(71)
                + "2 m 05 s\n");
  }

  @Test
  void aTerminalGetsABarThatIsWrittenOverAndThenCleared() {
    try (Progress progress = progress(/* terminal= */ true)) {
      progress.start("3 embed");
      assertThat(taken()).isEqualTo(line("3 embed     [--------------------]   0 %  0.0 s"));

      done = new Done(1, 4);
      nanos += 2_000_000_000L;
      progress.show();
      assertThat(taken()).isEqualTo(line("3 embed     [#####---------------]  25 %  2.0 s"));

      progress.done("50 texts");
      assertThat(taken()).isEqualTo(CLEARED + "3 embed     50 texts" + " ".repeat(74) + "2.0 s\n");

      progress.say("done");
      assertThat(taken()).isEqualTo(CLEARED + "done\n");
    }
    assertThat(taken()).isEqualTo(CLEARED);
  }

  @Test
  void showsTheRateOfWhatItGoesThroughOnceThatIsKnown() {
    try (Progress progress = progress(/* terminal= */ true)) {
      progress.start("3 embed");
      nanos += 5_000_000_000L; // counting first is no part of the rate
      progress.working(10_000, "texts");
      taken();

      progress.show();
      assertThat(taken()).isEqualTo(line("3 embed     [--------------------]   0 %  5.0 s"));

      done = new Done(1, 2);
      nanos += 2_000_000_000L;
      progress.show();
      assertThat(taken())
          .isEqualTo(line("3 embed     [##########----------]  50 %  2,500 texts/s  7.0 s"));
    }
  }

  @Test
  void aBarIsNeverMoreThanFull() {
    try (Progress progress = progress(/* terminal= */ true)) {
      done = new Done(3, 0); // late news of the stage before
      progress.start("4 score");
      assertThat(taken()).isEqualTo(line("4 score     [--------------------]   0 %  0.0 s"));

      done = new Done(9, 2);
      progress.working(10, "texts");
      progress.show();
      assertThat(taken())
          .isEqualTo(line("4 score     [####################] 100 %  10,000 texts/s  0.0 s"));
    }
  }

  @Test
  void aLongLineStaysOnItsLine() {
    try (Progress progress = progress(/* terminal= */ true)) {
      progress.start("x".repeat(200));

      assertThat(taken()).isEqualTo("\r" + "x".repeat(110));
    }
  }

  @Test
  void showsNothingBetweenStages() {
    try (Progress progress = progress(/* terminal= */ true)) {
      progress.show();
      progress.working(3, "texts");
      progress.show();

      assertThat(taken()).isEmpty();
    }
  }

  @Test
  void aStageThatFailsLeavesNoBar() {
    Progress progress = progress(/* terminal= */ true);
    progress.start("1 read");
    taken();

    progress.close();
    progress.show();

    assertThat(taken()).isEqualTo(CLEARED);
  }

  @Test
  void timesAreInTheUnitsThatPeopleRead() {
    assertThat(Progress.time(0)).isEqualTo("0.0 s");
    assertThat(Progress.time(9.94)).isEqualTo("9.9 s");
    assertThat(Progress.time(9.95)).isEqualTo("10 s");
    assertThat(Progress.time(59.4)).isEqualTo("59 s");
    assertThat(Progress.time(59.5)).isEqualTo("1 m 00 s");
    assertThat(Progress.time(125)).isEqualTo("2 m 05 s");
    assertThat(Progress.time(3_599)).isEqualTo("59 m 59 s");
    assertThat(Progress.time(3_599.5)).isEqualTo("1 h 00 m");
    assertThat(Progress.time(90_060)).isEqualTo("25 h 01 m");
  }

  @Test
  void timesReadAlikeInEveryCountry() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(Progress.time(1.5)).isEqualTo("1.5 s");
    } finally {
      Locale.setDefault(before);
    }
  }

  private Progress progress(boolean terminal) {
    return new Progress(out, terminal, () -> done, () -> nanos);
  }

  private static String line(String text) {
    return "\r" + text + " ".repeat(110 - text.length());
  }

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private String taken() {
    String shown = shown();
    bytes.reset();
    return shown;
  }
}
