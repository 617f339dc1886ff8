package io.secateur.redundancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.secateur.testing.RandomTexts;
import io.secateur.testing.Serialized;
import io.secateur.testing.Trials;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShinglesTest {
  private static final String ALONE = "\\p{IsIdeographic}\\p{IsHiragana}\\p{IsKatakana}\\p{IsThai}";
  private static final Pattern TOKEN =
      Pattern.compile(
          "[\\p{L}\\p{M}\\p{N}&&[%s]]|[\\p{L}\\p{M}\\p{N}&&[^%s]]+".formatted(ALONE, ALONE));

  private final Shingles shingles = Shingles.words(5);

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
          Shingles some =
              random.nextBoolean()
                  ? Shingles.words(random.nextInt(1, 7))
                  : Shingles.characters(random.nextInt(1, 30));

          assertThat(some.of(one)).hasSize(twin(one, some).size());
          assertThat(Shingles.count(one)).isEqualTo(tokens(one).size());
          assertThat(Jaccard.of(some.of(one), some.of(other)))
              .isEqualTo(jaccard(twin(one, some), twin(other, some)));
        });
  }

  @Test
  void hashesAscendWithoutRepeats() {
    Trials.forAll(
        random -> {
          String text = RandomTexts.prose(random.nextInt(60), random);

          assertThat(shingles.of(text)).isSorted().doesNotHaveDuplicates();
          assertThat(Shingles.characters(3).of(text)).isSorted().doesNotHaveDuplicates();
        });
  }

  @Test
  void aTextOfFewCharactersIsOneShingle() {
    Shingles characters = Shingles.characters(6);

    assertThat(characters.of("a")).hasSize(1);
    assertThat(characters.of("abc de")).hasSize(1);
    assertThat(characters.of("abc def")).hasSize(2);
    assertThat(Jaccard.of(characters.of("abc d"), characters.of("abc de"))).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "THE CAT, 東 京 1",
        "\t(the)  cat\n東\u00A0京\u30001...",
        "the_cat_東京1",
        "\u201Cthe cat\u201D 東: 京 \uD83D\uDE00 1!"
      })
  void caseAndPunctuationAndWhiteSpaceChangeNoCharacters(String variant) {
    assertThat(Shingles.characters(4).of(variant))
        .isEqualTo(Shingles.characters(4).of("the cat 東京1"))
        .hasSize(10); // of 13 characters
  }

  @Test
  void whereWordsPartMattersToCharacters() {
    assertThat(Shingles.characters(9).of("ab c")).isNotEqualTo(Shingles.characters(9).of("a bc"));
    assertThat(Shingles.characters(9).of("ab")).isNotEqualTo(Shingles.characters(9).of("a b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "...", "\uD83D\uDE00", "\uD800"})
  void aTextWithoutAWordHasNoCharacters(String text) {
    assertThat(Shingles.characters(24).of(text)).isEmpty();
  }

  @Test
  void wordsAreNoCharacters() {
    assertThat(Shingles.words(1).of("a")).hasSize(1);
    assertThat(new Shingles(Shingles.Unit.WORDS, 5))
        .isEqualTo(Shingles.words(5))
        .isNotEqualTo(Shingles.characters(5));
  }

  @Test
  void permutedAndRepeatedUnitsDoNotCollide() {
    // Every text of eight letters out of two, so that all differences repeat.
    int texts = 1 << 12;
    long[] words = new long[texts];
    long[] characters = new long[texts];
    for (int i = 0; i < texts; i++) {
      StringBuilder text = new StringBuilder();
      for (int bit = 0; bit < 12; bit++) {
        text.append((i >> bit & 1) == 0 ? 'a' : 'b').append(' ');
      }
      words[i] = Shingles.words(12).of(text.toString())[0];
      characters[i] = Shingles.characters(12).of(text.toString().replace(" ", ""))[0];
    }

    assertThat(words).doesNotHaveDuplicates();
    assertThat(characters).doesNotHaveDuplicates();
  }

  @Test
  void everyBitOfAHashIsSetInHalfOfThem() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      text.append(Integer.toString(i, 36)).append(' ');
    }

    assertThatBitsAreEven(shingles.of(text.toString()));
    assertThatBitsAreEven(Shingles.characters(24).of(text.toString()));
  }

  private static void assertThatBitsAreEven(long[] hashes) {
    for (int bit = 0; bit < Long.SIZE; bit++) {
      long mask = 1L << bit;
      long set = LongStream.of(hashes).filter(hash -> (hash & mask) != 0).count();
      assertThat(set / (double) hashes.length)
          .isEqualTo(0.5, within(4 * 0.5 / Math.sqrt(hashes.length)));
    }
  }

  @Test
  void refusesLessThanOneUnit() {
    assertThatThrownBy(() -> Shingles.words(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid words: 0 (must be at least 1)");
    assertThatThrownBy(() -> Shingles.characters(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid characters: -1 (must be at least 1)");
  }

  @Test
  void saysWhatItIs() {
    assertThat(Shingles.words(5).inWords()).isEqualTo("5-word shingles");
    assertThat(Shingles.characters(24).inWords()).isEqualTo("24-character shingles");
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

  private static Set<List<String>> twin(String text, Shingles shingles) {
    List<String> units =
        shingles.unit() == Shingles.Unit.WORDS
            ? tokens(text)
            : String.join(" ", tokens(text)).codePoints().mapToObj(Character::toString).toList();
    if (units.isEmpty()) {
      return Set.of();
    }
    int width = Math.min(shingles.length(), units.size());
    Set<List<String>> windows = new HashSet<>();
    IntStream.rangeClosed(0, units.size() - width)
        .forEach(from -> windows.add(units.subList(from, from + width)));
    return windows;
  }

  private static double jaccard(Set<List<String>> a, Set<List<String>> b) {
    Set<List<String>> union = new HashSet<>(a);
    union.addAll(b);
    double common = a.stream().filter(b::contains).count();
    return a.isEmpty() || b.isEmpty() ? 0 : common / union.size();
  }
}
