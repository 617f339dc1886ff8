package io.secateur.redundancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.testing.RandomTexts;
import io.secateur.testing.Serialized;
import io.secateur.testing.Trials;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShinglesTest {
  private static final String ALONE = "\\p{IsIdeographic}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}";
  private static final Pattern TOKEN =
      Pattern.compile(
          "[\\p{L}\\p{M}\\p{N}&&[%s]]|[\\p{L}\\p{M}\\p{N}&&[^%s]]+".formatted(ALONE, ALONE));

  private final Shingles shingles = new Shingles(5);

  @Test
  void aTextOfFewTokensIsOneShingle() {
    assertThat(shingles.of("one")).hasSize(1);
    assertThat(shingles.of("one two three four")).hasSize(1);
    assertThat(shingles.of("one two three four five")).hasSize(1);
    assertThat(shingles.of("one two three four five six")).hasSize(2);
  }

  @Test
  void aShortTextIsNoPartOfALongerOne() {
    assertThat(Jaccard.of(shingles.of("a b c d"), shingles.of("a b c d e"))).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "...", "_", "!?\u3002\u3001", "\uD83D\uDE00", "\uD800", "\u200B"})
  void aTextWithoutATokenHasNone(String text) {
    assertThat(shingles.of(text)).isEmpty();
    assertThat(Shingles.count(text)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "THE CAT SAT ON THE MAT TODAY",
        "the cat, sat on - the mat (today)!",
        "\tthe  cat\nsat\u00A0on\u3000the mat today...",
        "the_cat_sat_on_the_mat_today",
        "\u201Cthe cat\u201D sat: on the mat \uD83D\uDE00 today"
      })
  void caseAndPunctuationAndWhiteSpaceChangeNothing(String variant) {
    assertThat(shingles.of(variant)).isEqualTo(shingles.of("the cat sat on the mat today"));
  }

  @ParameterizedTest
  @CsvSource({
    "one two, 2",
    "snake_case, 2",
    "it's, 2",
    "3.14, 2",
    "abc123, 1",
    "東京都, 3",
    "Tokyo東京tower, 4",
    "ひらがな, 4",
    "カタカナ, 4",
    "สวัสดี, 6",
    "한국어, 1",
    "Straße, 1",
    "e\u0301cole, 1",
    "\u0661\u0662, 1",
    "\u216B, 1",
    "x\u00BD, 1",
    "\uD840\uDC00\uD840\uDC01, 2",
    "\uD801\uDC00\uD801\uDC28, 1"
  })
  void countsTokensAsPeopleWould(String text, int tokens) {
    assertThat(Shingles.count(text)).isEqualTo(tokens);
  }

  @Test
  void lowersTheCaseOfLettersBeyondTheFirstPlane() {
    assertThat(shingles.of("\uD801\uDC00")).isEqualTo(shingles.of("\uD801\uDC28"));
  }

  @Test
  void combiningMarksTellTokensApart() {
    assertThat(shingles.of("re\u0301sume\u0301")).isNotEqualTo(shingles.of("resume"));
  }

  @Test
  void theOrderOfTokensMatters() {
    assertThat(shingles.of("a b c d e")).isNotEqualTo(shingles.of("b a c d e"));
    assertThat(shingles.of("a b")).isNotEqualTo(shingles.of("b a"));
  }

  @Test
  void whereOneTokenEndsMatters() {
    assertThat(shingles.of("ab c")).isNotEqualTo(shingles.of("a bc"));
  }

  @Test
  void aShingleCountsOnce() {
    assertThat(shingles.of("a ".repeat(1_000))).hasSize(1);
  }

  @Test
  void equalsTheTwinMadeOfStrings() {
    Trials.forAll(
        random -> {
          String one = RandomTexts.prose(random.nextInt(60), random) + RandomTexts.soup(random);
          int cut = random.nextInt(one.length() + 1);
          String other = one.substring(0, cut) + RandomTexts.prose(random.nextInt(9), random);
          Shingles some = new Shingles(random.nextInt(1, 7));

          assertThat(some.of(one)).hasSize(twin(one, some.words()).size());
          assertThat(Shingles.count(one)).isEqualTo(tokens(one).size());
          assertThat(Jaccard.of(some.of(one), some.of(other)))
              .isEqualTo(jaccard(twin(one, some.words()), twin(other, some.words())));
        });
  }

  @Test
  void hashesAscendWithoutRepeats() {
    Trials.forAll(
        random -> {
          long[] hashes = shingles.of(RandomTexts.prose(random.nextInt(60), random));

          assertThat(hashes).isSorted().doesNotHaveDuplicates();
        });
  }

  @Test
  void refusesLessThanOneWord() {
    assertThatThrownBy(() -> new Shingles(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid words: 0 (must be at least 1)");
  }

  @Test
  void isItselfAfterSerialization() {
    assertThat(Serialized.copyOf(shingles)).isEqualTo(shingles);
  }

  private static List<String> tokens(String text) {
    return TOKEN
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .map(
            token ->
                token
                    .codePoints()
                    .map(Character::toLowerCase)
                    .collect(
                        StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString())
        .toList();
  }

  private static Set<List<String>> twin(String text, int words) {
    List<String> tokens = tokens(text);
    if (tokens.isEmpty()) {
      return Set.of();
    }
    int width = Math.min(words, tokens.size());
    Set<List<String>> windows = new HashSet<>();
    IntStream.rangeClosed(0, tokens.size() - width)
        .forEach(from -> windows.add(tokens.subList(from, from + width)));
    return windows;
  }

  private static double jaccard(Set<List<String>> a, Set<List<String>> b) {
    Set<List<String>> union = new HashSet<>(a);
    union.addAll(b);
    double common = a.stream().filter(b::contains).count();
    return a.isEmpty() || b.isEmpty() ? 0 : common / union.size();
  }
}
