package io.secateur.jobs.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Generated texts of which some are nearly the same: words as frequent as in prose, copies, edits
 * at rates that make similarities fall on both sides of 0.7, and edits of edits, which make chains.
 */
public final class NearTexts {
  private static final int VOCABULARY = 20_000;

  private final SplittableRandom random;
  private final double[] cumulative = new double[VOCABULARY];

  private NearTexts(long seed) {
    this.random = new SplittableRandom(seed);
    double sum = 0;
    for (int i = 0; i < VOCABULARY; i++) {
      sum += 1.0 / (i + 1);
      cumulative[i] = sum;
    }
  }

  /**
   * Makes them.
   *
   * @param count of the texts
   * @param seed the same seed gives the same texts, and fewer of them are the first of more
   */
  public static List<String> of(int count, long seed) {
    NearTexts made = new NearTexts(seed);
    List<String> texts = new ArrayList<>();
    while (texts.size() < count) {
      made.add(texts);
    }
    return texts.subList(0, count);
  }

  private void add(List<String> texts) {
    int kind = random.nextInt(20);
    if (texts.isEmpty() || kind < 11) {
      texts.add(
          fresh(kind == 0 ? random.nextInt(1, 6) : 8 + random.nextInt(random.nextInt(180) + 1)));
    } else if (kind == 11) {
      texts.add(any(texts)); // the same, or the same but for signs
    } else if (kind == 12) {
      texts.add("%s!".formatted(any(texts).replace(" ", ", ")));
    } else if (kind == 13) {
      addPairAtSevenTenths(texts);
    } else {
      texts.add(edited(any(texts)));
    }
  }

  /** Of ten shingles of five words that two texts have, seven are common. */
  private void addPairAtSevenTenths(List<String> texts) {
    List<String> words = Arrays.asList(fresh(13).split(" ", -1));
    texts.add(String.join(" ", words));
    texts.add(String.join(" ", words.subList(0, 11)) + " other" + texts.size());
  }

  private String any(List<String> texts) {
    return texts.get(random.nextInt(texts.size()));
  }

  private String fresh(int length) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      words.add(word());
    }
    return String.join(" ", words);
  }

  private String word() {
    double at = random.nextDouble() * cumulative[VOCABULARY - 1];
    int found = Arrays.binarySearch(cumulative, at);
    return "w" + (found >= 0 ? found : -found - 1);
  }

  /** With up to one word in fifteen put in, left out or changed. */
  private String edited(String text) {
    double rate = random.nextDouble() / 15;
    List<String> words = new ArrayList<>();
    for (String word : text.split(" ", -1)) {
      int what = random.nextDouble() < rate ? random.nextInt(3) : 3;
      if (what == 0 || what == 3) {
        words.add(word);
      }
      if (what == 0 || what == 1) {
        words.add(word());
      }
    }
    return String.join(" ", words);
  }
}
