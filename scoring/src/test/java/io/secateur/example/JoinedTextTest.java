package io.secateur.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.testing.Serialized;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JoinedTextTest {

  @Test
  void joinsColumnsByTheSeparatorAsTheyAre() {
    assertThat(joined(" a title ", "the\nbody")).isEqualTo(" a title \n\nthe\nbody");
    assertThat(new JoinedText("").of(List.of("a", "b", "c"))).isEqualTo("abc");
  }

  @Test
  void aColumnThatIsNullOrBlankLeavesNoSeparator() {
    assertThat(joined(null, "b")).isEqualTo("b");
    assertThat(joined("a", " \u00A0\u3000\t")).isEqualTo("a");
    assertThat(joined("a", null, "", "b")).isEqualTo("a\n\nb");
  }

  @Test
  void whereAllColumnsAreNullThereIsNoText() {
    assertThat(joined(null, null)).isNull();
  }

  @Test
  void whereOneIsBlankTheTextIsEmptyAndNotMissing() {
    assertThat(joined(null, " ")).isEmpty();
    assertThat(joined(" ", "\n")).isEmpty();
  }

  @Test
  void travelsToTheExecutors() {
    JoinedText text = new JoinedText(" | ");

    assertThat(Serialized.copyOf(text)).isEqualTo(text);
  }

  private static @Nullable String joined(@Nullable String... columns) {
    return new JoinedText("\n\n").of(Arrays.asList(columns));
  }
}
