package io.secateur.jobs.report;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.Chunk;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Two texts beside one another: which words only one of them has. Long stretches that both have are
 * left out, so that what differs is seen.
 *
 * @param first text, in parts
 * @param second text, in parts
 * @param same whether nothing differs, in as much of them as was read
 */
public record Differences(List<Part> first, List<Part> second, boolean same) {
  private static final int MOST_WORDS = 400;
  private static final int BESIDE = 8; // words of what is the same, on either side of what is not
  private static final int BEGINNING = 30; // words, where nothing differs
  private static final int SHOWN = 70; // words in all
  private static final int LONGEST = 60; // characters of a word
  private static final String GAP = "…";
  private static final Pattern WORD = Pattern.compile("\\S+");

  /**
   * Some words.
   *
   * @param text they
   * @param differs whether the other text has not got them there
   */
  public record Part(String text, boolean differs) {}

  /** Of two texts, or their beginnings, which end in an ellipsis. */
  public static Differences of(String first, String second) {
    Side one = Side.of(first);
    Side other = Side.of(second);
    boolean same = true;
    for (AbstractDelta<String> delta : DiffUtils.diff(one.words, other.words).getDeltas()) {
      if (!one.isCutIn(delta.getSource()) && !other.isCutIn(delta.getTarget())) {
        one.mark(delta.getSource());
        other.mark(delta.getTarget());
        same = false;
      }
    }
    return new Differences(one.parts(), other.parts(), same);
  }

  /** One of the texts. */
  private record Side(List<String> words, boolean cut, BitSet differs, BitSet shown) {

    static Side of(String text) {
      List<String> words = new ArrayList<>();
      Matcher word = WORD.matcher(text);
      while (words.size() < MOST_WORDS && word.find()) {
        words.add(word.group());
      }
      boolean cut = words.size() == MOST_WORDS || text.endsWith(GAP);
      if (cut) {
        words.remove(words.size() - 1); // which may be half a word
      }
      return new Side(words, cut, new BitSet(), new BitSet());
    }

    /** Whether words seem to differ only since one text was cut before them. */
    boolean isCutIn(Chunk<String> chunk) {
      return cut && chunk.getPosition() + chunk.size() == words.size();
    }

    void mark(Chunk<String> chunk) {
      int from = chunk.getPosition();
      int to = from + chunk.size();
      differs.set(from, to);
      shown.set(Math.max(0, from - BESIDE), Math.min(words.size(), to + BESIDE));
    }

    List<Part> parts() {
      if (shown.isEmpty()) {
        shown.set(0, Math.min(words.size(), BEGINNING));
      }
      List<Part> parts = new ArrayList<>();
      int end = 0;
      int left = SHOWN;
      for (int from = shown.nextSetBit(0); from >= 0 && left > 0; from = shown.nextSetBit(end)) {
        if (from > end) {
          parts.add(new Part(GAP, /* differs= */ false));
        }
        boolean marked = differs.get(from);
        int change = marked ? differs.nextClearBit(from) : differs.nextSetBit(from);
        end = Math.min(shown.nextClearBit(from), from + left);
        end = change < 0 ? end : Math.min(end, change);
        left -= end - from;
        String text =
            words.subList(from, end).stream()
                .map(word -> Words.excerpt(word, LONGEST))
                .collect(Collectors.joining(" "));
        parts.add(new Part(text, marked));
      }
      if (end < words.size() || cut) {
        parts.add(new Part(GAP, /* differs= */ false));
      }
      return parts;
    }
  }
}
