package io.secateur.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.jobs.report.Differences.Part;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DifferencesTest {

  @Test
  void marksTheWordsThatOnlyOneHas() {
    Differences differences = Differences.of("buy this red car today", "buy that red car");

    assertThat(differences.first())
        .containsExactly(
            new Part("buy", false),
            new Part("this", true),
            new Part("red car", false),
            new Part("today", true));
    assertThat(differences.second())
        .containsExactly(
            new Part("buy", false), new Part("that", true), new Part("red car", false));
    assertThat(differences.same()).isFalse();
  }

  @Test
  void leavesOutWhatIsLongAndTheSame() {
    String same = words(0, 100);

    Differences differences = Differences.of(same + " one " + same, same + " other " + same);

    assertThat(differences.first())
        .extracting(Part::differs)
        .containsExactly(false, false, true, false, false);
    assertThat(differences.first().get(0).text()).isEqualTo("…");
    assertThat(differences.first().get(2).text()).isEqualTo("one");
    assertThat(differences.first().get(4).text()).isEqualTo("…");
  }

  @Test
  void showsTheBeginningOfWhatIsTheSame() {
    Differences differences = Differences.of(words(0, 100), words(0, 100));

    assertThat(differences.same()).isTrue();
    assertThat(differences.first())
        .containsExactly(new Part(words(0, 30), false), new Part("…", false));
  }

  @Test
  void anEndThatWasCutIsNoDifference() {
    assertThat(Differences.of("one two three fo…", "one two thr…").same()).isTrue();
    assertThat(Differences.of(words(0, 500), words(0, 500) + " more").same()).isTrue();
  }

  @Test
  void isShortHoweverMuchDiffers() {
    Differences differences = Differences.of(words(0, 400), "x".repeat(5_000) + words(400, 800));

    for (var side : java.util.List.of(differences.first(), differences.second())) {
      assertThat(side.stream().mapToInt(part -> part.text().length()).sum()).isLessThan(1_000);
    }
  }

  @Test
  void nothingIsLikeNothing() {
    assertThat(Differences.of("", "").first()).isEmpty();
    assertThat(Differences.of("", "one").second()).containsExactly(new Part("one", true));
  }

  private static String words(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "w" + i).collect(Collectors.joining(" "));
  }
}
