package io.secateur.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.energy.Interval;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class WordsTest {
  private static final double WH = 3_600;
  private static final double NEVER = Double.POSITIVE_INFINITY;

  @Test
  void countsAreGrouped() {
    assertThat(Words.count(0)).isEqualTo("0");
    assertThat(Words.count(1_281_167)).isEqualTo("1,281,167");
    assertThat(Words.count(-48_911)).isEqualTo("-48,911");
    assertThat(Words.count(Long.MAX_VALUE)).isEqualTo("9,223,372,036,854,775,807");
  }

  @Test
  void numbersReadAlikeInEveryCountry() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(Words.count(1_000)).isEqualTo("1,000");
      assertThat(Words.percent(1, 3)).isEqualTo("33.3 %");
      assertThat(Words.energy(1.5 * WH)).isEqualTo("1.5 Wh");
      assertThat(Words.bytes(1_500)).isEqualTo("1.5 kB");
      assertThat(Words.trainings(new Interval(1_000, 2_000, 3_000)))
          .isEqualTo("2,000 (1,000 to 3,000)");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void sharesArePercent() {
    assertThat(Words.percent(3, 10)).isEqualTo("30.0 %");
    assertThat(Words.percent(1, 3)).isEqualTo("33.3 %");
    assertThat(Words.percent(0, 0)).isEqualTo("0.0 %");
    assertThat(Words.percent(Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo("100.0 %");
    assertThat(Words.percent(1.5, 3.0)).isEqualTo("50.0 %");
    assertThat(Words.percent(0.0, 0.0)).isEqualTo("0.0 %");
    assertThat(Words.percent(Double.NaN, 1.0)).isEqualTo("–");
  }

  @Test
  void energyHasTheUnitThatFits() {
    assertThat(Words.energy(0)).isEqualTo("0 mWh");
    assertThat(Words.energy(0.0012 * WH)).isEqualTo("1 mWh");
    assertThat(Words.energy(0.9 * WH)).isEqualTo("900 mWh");
    assertThat(Words.energy(1 * WH)).isEqualTo("1.0 Wh");
    assertThat(Words.energy(999 * WH)).isEqualTo("999.0 Wh");
    assertThat(Words.energy(1.3e3 * WH)).isEqualTo("1.3 kWh");
    assertThat(Words.energy(2e6 * WH)).isEqualTo("2.0 MWh");
    assertThat(Words.energy(1.2345e9 * WH)).isEqualTo("1,234.5 MWh");
  }

  @Test
  void energyMayBeLost() {
    assertThat(Words.energy(-1.3e3 * WH)).isEqualTo("-1.3 kWh");
    assertThat(Words.energy(-0.5 * WH)).isEqualTo("-500 mWh");
    assertThat(Words.energy(-1e-9)).isEqualTo("0 mWh"); // and not -0
  }

  @Test
  void energyThatIsNoNumberIsNotShownAsOne() {
    assertThat(Words.energy(Double.NaN)).isEqualTo("–");
    assertThat(Words.energy(NEVER)).isEqualTo("–");
  }

  @Test
  void intervalsFollowTheirMedian() {
    assertThat(Words.energy(new Interval(-0.2 * WH, 1.5 * WH, 2.1e3 * WH)))
        .isEqualTo("1.5 Wh (-200 mWh to 2.1 kWh)");
    assertThat(Words.share(new Interval(0.355, 0.38, 0.394))).isEqualTo("38 % (36 to 39)");
    assertThat(Words.share(new Interval(-0.001, 0, 0.001))).isEqualTo("0 % (0 to 0)");
  }

  @Test
  void trainingsComeWhole() {
    assertThat(Words.trainings(new Interval(1.2, 2.5, 4.01))).isEqualTo("3 (2 to 5)");
    assertThat(Words.trainings(new Interval(0, 0, 0))).isEqualTo("0 (0 to 0)");
    assertThat(Words.trainings(new Interval(1e-9, 0.5, 1))).isEqualTo("1 (1 to 1)");
    assertThat(Words.trainings(new Interval(999.5, 1_000, 2_000)))
        .isEqualTo("1,000 (1,000 to 2,000)");
  }

  @Test
  void pruningMayNeverPay() {
    assertThat(Words.trainings(new Interval(2, 3, NEVER))).isEqualTo("3 (2 to never)");
    assertThat(Words.trainings(new Interval(2, NEVER, NEVER)))
        .isEqualTo("never: a training saves nothing");
    assertThat(Words.trainings(new Interval(NEVER, NEVER, NEVER)))
        .isEqualTo("never: a training saves nothing");
  }

  @Test
  void bytesHaveTheUnitThatFits() {
    assertThat(Words.bytes(0)).isEqualTo("0 B");
    assertThat(Words.bytes(999)).isEqualTo("999 B");
    assertThat(Words.bytes(1_000)).isEqualTo("1.0 kB");
    assertThat(Words.bytes(2_100_000)).isEqualTo("2.1 MB");
    assertThat(Words.bytes(46_200_000_000L)).isEqualTo("46 GB");
    assertThat(Words.bytes(Long.MAX_VALUE)).isEqualTo("9223 PB");
  }

  @Test
  void anExcerptIsOnOneLine() {
    assertThat(Words.excerpt("a\r\n\tb  c d\u000be", 20)).isEqualTo("a b c d e");
    assertThat(Words.excerpt(" \n a \n ", 20)).isEqualTo("a");
    assertThat(Words.excerpt("", 20)).isEmpty();
    assertThat(Words.excerpt("a\u2028b\u2029c\u0085d", 20)).isEqualTo("a b c d");
  }

  @Test
  void anExcerptTellsATerminalNothing() {
    assertThat(Words.excerpt("\u001b[31mred\u001b[0m \u0007\b\u0000\u009b2J", 40))
        .isEqualTo("[31mred [0m 2J");
  }

  @Test
  void anExcerptReadsInTheOrderItHas() {
    assertThat(Words.excerpt("user\u202etxt.exe\u202c \u2066a\u2069 \u200eb\u200f \u061c", 40))
        .isEqualTo("user txt.exe a b");
    assertThat(Words.excerpt("שלום عربي", 40)).isEqualTo("שלום عربي");
  }

  @Test
  void anExcerptIsCutBetweenCharactersAndSaysSo() {
    assertThat(Words.excerpt("abcdef", 6)).isEqualTo("abcdef");
    assertThat(Words.excerpt("abcdefg", 6)).isEqualTo("abcdef…");
    assertThat(Words.excerpt("😀😀😀", 2)).isEqualTo("😀😀…");
    assertThat(Words.excerpt("x".repeat(10_000_000), 3)).isEqualTo("xxx…");
  }

  @Test
  void halfACharacterIsShownAsOneThatIsBroken() {
    assertThat(Words.excerpt("a\ud83d", 5)).isEqualTo("a\ufffd");
    assertThat(Words.excerpt("\ude00b", 5)).isEqualTo("\ufffdb");
  }
}
