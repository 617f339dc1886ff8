package io.secateur.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.testing.RandomTexts;
import io.secateur.testing.Trials;
import java.text.Normalizer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalTextTest {

  @Test
  void isTheSameForComposedAndDecomposedLetters() {
    assertThat(CanonicalText.of("Cafe\u0301"))
        .isEqualTo("Café")
        .isEqualTo(CanonicalText.of("Café"));
    assertThat(CanonicalText.of("\u1112\u1161\u11AB")).isEqualTo("한");
    assertThat(CanonicalText.of("\u212B")).isEqualTo("Å");
  }

  @Test
  void keepsCompatibilityFormsApart() {
    assertThat(CanonicalText.of("ﬁ")).isEqualTo("ﬁ").isNotEqualTo("fi");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "\t",
        "\n",
        "\r\n",
        "\u000B",
        "\f",
        "\u001C",
        "\u001F",
        "\u0085",
        "\u00A0",
        "\u1680",
        "\u2000",
        "\u200A",
        "\u2028",
        "\u2029",
        "\u202F",
        "\u205F",
        "\u3000",
        " \t\u00A0\u3000 "
      })
  void makesOneSpaceOfAnyRunOfWhiteSpaceAndTrims(String space) {
    assertThat(CanonicalText.of("a" + space + "b")).isEqualTo("a b");
    assertThat(CanonicalText.of(space + "a" + space)).isEqualTo("a");
    assertThat(CanonicalText.of(space)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u200B", "\uFEFF", "\u0000", "\u180E", "\u2060"})
  void leavesInvisibleCharactersThatAreNoWhiteSpace(String character) {
    assertThat(CanonicalText.of("a" + character + "b")).isEqualTo("a" + character + "b");
  }

  @Test
  void equalsTheTwinMadeOfRegularExpressions() {
    Trials.forAll(
        random -> {
          String text = RandomTexts.soup(random);

          assertThat(CanonicalText.of(text)).isEqualTo(twin(text));
        });
  }

  @Test
  void agreesWithUnicodeOnEveryCharacter() {
    String[] wrong =
        IntStream.rangeClosed(0, Character.MAX_VALUE)
            .mapToObj(c -> "a" + (char) c + "b")
            .filter(text -> !CanonicalText.of(text).equals(twin(text)))
            .toArray(String[]::new);

    assertThat(wrong).isEmpty();
  }

  @Test
  void changesNothingTheSecondTime() {
    Trials.forAll(
        random -> {
          String text = RandomTexts.soup(random);
          String once = CanonicalText.of(text);
          String lower = CanonicalText.lowerCaseOf(text);

          assertThat(CanonicalText.of(once)).isSameAs(once);
          assertThat(CanonicalText.lowerCaseOf(lower)).isEqualTo(lower);
        });
  }

  @Test
  void isBlankWhereNothingIsLeft() {
    assertThat(CanonicalText.isBlank("")).isTrue();
    assertThat(CanonicalText.isBlank(" \u00A0\u3000\u2028\t")).isTrue();
    assertThat(CanonicalText.isBlank("\u200B")).isFalse();
    Trials.forAll(
        random -> {
          String text = RandomTexts.soup(random);

          assertThat(CanonicalText.isBlank(text)).isEqualTo(CanonicalText.of(text).isEmpty());
        });
  }

  @Test
  void makesNoCopyOfATextThatIsCanonical() {
    String text = "a canonical text, é\uD83D\uDE00";

    assertThat(CanonicalText.of(text)).isSameAs(text);
  }

  @Test
  void isTheSameForEveryNormalFormOfAText() {
    Trials.forAll(
        random -> {
          String text = RandomTexts.soup(random);
          String decomposed = Normalizer.normalize(text, Normalizer.Form.NFD);

          assertThat(CanonicalText.of(decomposed)).isEqualTo(CanonicalText.of(text));
          assertThat(CanonicalText.lowerCaseOf(decomposed))
              .isEqualTo(CanonicalText.lowerCaseOf(text));
        });
  }

  @Test
  void leavesUnpairedSurrogatesAsTheyAre() {
    assertThat(CanonicalText.of("\uDC00 a \uD800")).isEqualTo("\uDC00 a \uD800");
  }

  @Test
  void keepsItsCaseUnlessLowerCaseIsAskedFor() {
    assertThat(CanonicalText.of("ÀB c")).isEqualTo("ÀB c");
    assertThat(CanonicalText.lowerCaseOf(" A\u0300B\tc ")).isEqualTo("àb c");
    assertThat(CanonicalText.lowerCaseOf("TITLE")).isEqualTo("title"); // in Turkish, too
  }

  private static String twin(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC)
        .replaceAll("[\\p{IsWhite_Space}\\x1C-\\x1F]+", " ")
        .replaceAll("^ | $", "");
  }
}
