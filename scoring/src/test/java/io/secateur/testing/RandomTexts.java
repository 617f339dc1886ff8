package io.secateur.testing;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Random texts: soups of hostile characters, and prose of few words so that texts overlap. */
public final class RandomTexts {
  private static final List<String> HOSTILE =
      List.of(
          "a",
          "Z",
          "0",
          "_",
          "-",
          "'",
          ".",
          "\u0000",
          "é",
          "e\u0301",
          "\u0301",
          "ß",
          "İ",
          "ς",
          "Σ",
          "\u1100\u1161",
          "한",
          "中",
          "文",
          "\u3042",
          "\u30AB\u3099",
          "\u30FC",
          "\u0E01\u0E31",
          "\u0661",
          "\u00BD",
          "\u212A",
          "\u2126",
          "\uFB01",
          "\uD83D\uDE00",
          "\uD840\uDC00",
          "\uD801\uDC00",
          "\uD800",
          "\uDC00",
          "\u200B",
          "\uFEFF",
          "\u2160");
  private static final List<String> SPACES =
      List.of(
          " ", "\t", "\n", "\r\n", "\u000B", "\f", "\u001C", "\u0085", "\u00A0", "\u1680", "\u2003",
          "\u2028", "\u2029", "\u202F", "\u205F", "\u3000");
  private static final List<String> WORDS =
      List.of(
          "the",
          "cat",
          "sat",
          "on",
          "The",
          "MAT",
          "naïve",
          "42",
          "東",
          "京",
          "สวัสดี",
          "it's",
          "e\u0301cole",
          "snake_case",
          "Straße",
          "한국어",
          "\uD801\uDC00x");

  private RandomTexts() {}

  /** Characters of every kind, unpaired surrogates and odd white space among them. */
  public static String soup(SplittableRandom random) {
    return IntStream.range(0, random.nextInt(30))
        .mapToObj(i -> random.nextInt(3) == 0 ? any(SPACES, random) : any(HOSTILE, random))
        .collect(Collectors.joining());
  }

  /** Words of a small vocabulary with something between them. */
  public static String prose(int words, SplittableRandom random) {
    return IntStream.range(0, words)
        .mapToObj(i -> any(WORDS, random) + any(List.of(" ", ", ", ". ", "\n"), random))
        .collect(Collectors.joining());
  }

  private static String any(List<String> list, SplittableRandom random) {
    return list.get(random.nextInt(list.size()));
  }
}
