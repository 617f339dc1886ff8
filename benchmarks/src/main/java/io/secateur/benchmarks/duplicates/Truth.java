package io.secateur.benchmarks.duplicates;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All pairs of a corpus whose word 5-grams have a Jaccard similarity of a threshold or more, found
 * without any hashing of what is compared: words are numbered by a dictionary, and shingles are
 * equal where their words are.
 *
 * <p>A word is a run of letters and digits, in lower case; texts are ASCII. A text of fewer than
 * five words is one shingle. The join is the one of {@link ExactJoin}, on another representation,
 * so that the two check each other.
 */
public final class Truth {
  private static final Pattern WORD = Pattern.compile("[a-z0-9]+");
  private static final int WORDS = 5;
  private static final int NO_WORD = -1;
  private static final double EPSILON = 1e-9;

  private final Map<String, Integer> dictionary = new HashMap<>();

  /** The words of all texts, one after another. */
  private int[] words = new int[1 << 20];

  private int wordCount;

  /** Hash table of shingle numbers plus one; 0 is free. */
  private int[] table = new int[1 << 21];

  /** Where in {@code words} a shingle stands for the first time, by its number. */
  private int[] firstAt = new int[1 << 20];

  private int[] frequency = new int[1 << 20];
  private int shingleCount;

  private Truth() {}

  /**
   * Writes {@code id_a,id_b,shared,either}, the sizes of intersection and union, of each pair.
   *
   * @param arguments the corpus (JSONL), the threshold, the file to write (CSV)
   */
  public static void main(String[] arguments) throws IOException {
    Truth truth = new Truth();
    List<int[]> sets = new ArrayList<>();
    try (BufferedReader lines = Files.newBufferedReader(Path.of(arguments[0]))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        sets.add(truth.shingles(text(line)));
      }
    }
    truth.rank(sets);
    Path target = Path.of(arguments[2]);
    Path unfinished = target.resolveSibling(target.getFileName() + ".unfinished");
    long pairs;
    try (BufferedWriter writer = Files.newBufferedWriter(unfinished)) {
      pairs = truth.join(sets, Double.parseDouble(arguments[1]), writer);
    }
    Files.move(unfinished, target);
    System.err.printf(
        Locale.ROOT,
        "%,d rows, %,d words, %,d shingles, %,d pairs%n",
        sets.size(),
        truth.dictionary.size(),
        truth.shingleCount,
        pairs);
  }

  /** The text of a line of JSON, which it ends with. */
  private static String text(String line) {
    StringBuilder text = new StringBuilder(line.length());
    int i = line.indexOf("\"text\": \"") + 9;
    while (line.charAt(i) != '"') {
      char c = line.charAt(i++);
      if (c == '\\') {
        char escaped = line.charAt(i++);
        if (escaped == 'u') {
          c = (char) Integer.parseInt(line.substring(i, i + 4), 16);
          i += 4;
        } else {
          c = "\"\\/".indexOf(escaped) >= 0 ? escaped : ' '; // \n, \t and their like are space
        }
      }
      text.append(c);
    }
    return text.toString();
  }

  private int[] shingles(String text) {
    int start = wordCount;
    Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
    while (matcher.find()) {
      append(dictionary.computeIfAbsent(matcher.group(), unseen -> dictionary.size()));
    }
    while (wordCount < start + WORDS) {
      append(NO_WORD);
    }
    int[] shingles = new int[wordCount - start - WORDS + 1];
    for (int i = 0; i < shingles.length; i++) {
      shingles[i] = number(start + i);
    }
    shingles = Arrays.stream(shingles).sorted().distinct().toArray();
    for (int shingle : shingles) {
      frequency[shingle]++;
    }
    return shingles;
  }

  private void append(int word) {
    if (wordCount == words.length) {
      words = Arrays.copyOf(words, 2 * wordCount);
    }
    words[wordCount++] = word;
  }

  /** The number of the shingle that begins at a place in {@code words}. */
  private int number(int at) {
    int slot = slot(at);
    if (table[slot] == 0) {
      if (shingleCount == firstAt.length) {
        grow();
        slot = slot(at);
      }
      firstAt[shingleCount++] = at;
      table[slot] = shingleCount;
    }
    return table[slot] - 1;
  }

  private int slot(int at) {
    int hash = 0;
    for (int i = at; i < at + WORDS; i++) {
      hash = (hash ^ words[i]) * 0x9E3779B1;
      hash ^= hash >>> 15;
    }
    int slot = hash & (table.length - 1);
    while (table[slot] != 0 && !same(firstAt[table[slot] - 1], at)) {
      slot = (slot + 1) & (table.length - 1);
    }
    return slot;
  }

  private boolean same(int first, int second) {
    return Arrays.equals(words, first, first + WORDS, words, second, second + WORDS);
  }

  private void grow() {
    firstAt = Arrays.copyOf(firstAt, 2 * shingleCount);
    frequency = Arrays.copyOf(frequency, 2 * shingleCount);
    table = new int[4 * shingleCount];
    for (int shingle = 0; shingle < shingleCount; shingle++) {
      table[slot(firstAt[shingle])] = shingle + 1;
    }
  }

  /** Renumbers the shingles, the rarest first, and sorts the sets. */
  private void rank(List<int[]> sets) {
    forgetWords();
    long[] order = new long[shingleCount];
    for (int shingle = 0; shingle < shingleCount; shingle++) {
      order[shingle] = ((long) frequency[shingle] << 32) | shingle;
    }
    Arrays.sort(order);
    int[] ranks = new int[shingleCount];
    frequency = new int[shingleCount];
    for (int rank = 0; rank < shingleCount; rank++) {
      ranks[(int) order[rank]] = rank;
      frequency[rank] = (int) (order[rank] >>> 32);
    }
    for (int[] set : sets) {
      for (int i = 0; i < set.length; i++) {
        set[i] = ranks[set[i]];
      }
      Arrays.sort(set);
    }
  }

  private void forgetWords() {
    words = new int[0];
    table = new int[0];
    firstAt = new int[0];
  }

  private long join(List<int[]> sets, double threshold, BufferedWriter writer) throws IOException {
    Integer[] bySize = new Integer[sets.size()];
    Arrays.setAll(bySize, i -> i);
    Arrays.sort(bySize, (a, b) -> Integer.compare(sets.get(a).length, sets.get(b).length));
    Postings postings = new Postings(shingleCount);
    int[] lastSeenBy = new int[sets.size()];
    Arrays.fill(lastSeenBy, -1);
    writer.write("id_a,id_b,shared,either\n");
    long pairs = 0;
    for (int id : bySize) {
      int[] set = sets.get(id);
      int smallest = (int) Math.ceil(threshold * set.length - EPSILON);
      for (int i = 0; i < Math.min(set.length, set.length - smallest + 1); i++) {
        for (int j = 0; j < postings.size(set[i]); j++) {
          int other = postings.id(set[i], j);
          if (lastSeenBy[other] != id && sets.get(other).length >= smallest) {
            pairs += writeIfAlike(id, other, sets, threshold, writer) ? 1 : 0;
          }
          lastSeenBy[other] = id;
        }
        if (frequency[set[i]] > 1) {
          postings.add(set[i], id);
        }
      }
    }
    return pairs;
  }

  private static boolean writeIfAlike(
      int first, int second, List<int[]> sets, double threshold, BufferedWriter writer)
      throws IOException {
    int shared = shared(sets.get(first), sets.get(second));
    int either = sets.get(first).length + sets.get(second).length - shared;
    if (shared < threshold * either - EPSILON) {
      return false;
    }
    writer.append(Integer.toString(Math.min(first, second))).append(',');
    writer.append(Integer.toString(Math.max(first, second))).append(',');
    writer.append(Integer.toString(shared)).append(',');
    writer.append(Integer.toString(either)).append('\n');
    return true;
  }

  private static int shared(int[] first, int[] second) {
    int shared = 0;
    int i = 0;
    int j = 0;
    while (i < first.length && j < second.length) {
      int order = Integer.compare(first[i], second[j]);
      shared += order == 0 ? 1 : 0;
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return shared;
  }

  /** For each shingle the texts that have it in their prefix. */
  private static final class Postings {
    private static final int[] NONE = {};
    private final int[][] ids;
    private final int[] sizes;

    Postings(int shingles) {
      ids = new int[shingles][];
      Arrays.fill(ids, NONE);
      sizes = new int[shingles];
    }

    int size(int shingle) {
      return sizes[shingle];
    }

    int id(int shingle, int place) {
      return ids[shingle][place];
    }

    void add(int shingle, int id) {
      if (sizes[shingle] == ids[shingle].length) {
        ids[shingle] = Arrays.copyOf(ids[shingle], Math.max(2, 2 * sizes[shingle]));
      }
      ids[shingle][sizes[shingle]++] = id;
    }
  }
}
