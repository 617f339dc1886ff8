package io.secateur.benchmarks.duplicates;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The yardstick: an exact set-similarity join of word shingles by one thread of plain Java, the
 * least that a product has to be compared with.
 *
 * <p>AllPairs (Bayardo, Ma, Srikant 2007) with a prefix and a length filter, on shingles hashed to
 * 64 bits. Each set is sorted by document frequency, rarest first. Two sets x and y of Jaccard
 * similarity T or more share one of the first {@code |x| - ceil(T |x|) + 1} elements of x, so only
 * those are looked up in the postings, and the pairs found are intersected in full. A shingle that
 * occurs in one text only gets no posting. Pairs are joined into components; all but the smallest
 * id of each are removed.
 *
 * <p>Reads the corpus's lines, {@code {"id": 0, ..., "text": "..."}} with the text last and in
 * ASCII; the id is the number of the line.
 */
public final class ExactJoin {
  private static final int WORDS = 5;
  private static final double EPSILON = 1e-9;

  private final double threshold;
  private final int[][] sets;
  private final int[] frequency;
  private final int[][] postings;
  private final int[] postingSizes;
  private final UnionFind groups;
  private long candidates;
  private long pairs;

  private ExactJoin(double threshold, int[][] sets, int[] frequency) {
    this.threshold = threshold;
    this.sets = sets;
    this.frequency = frequency;
    this.postings = new int[frequency.length][];
    this.postingSizes = new int[frequency.length];
    this.groups = new UnionFind(sets.length);
  }

  /**
   * Joins a corpus with itself.
   *
   * @param arguments the corpus (JSONL), the threshold, the file for the removed rows (CSV)
   */
  public static void main(String[] arguments) throws IOException {
    long[][] shingles = read(Path.of(arguments[0]));
    ExactJoin join = of(shingles, Double.parseDouble(arguments[1]));
    join.run();
    int removed = join.groups.write(Path.of(arguments[2]));
    System.err.printf(
        Locale.ROOT,
        "%,d rows, %,d candidates, %,d pairs, %,d removed%n",
        join.sets.length,
        join.candidates,
        join.pairs,
        removed);
  }

  private static long[][] read(Path corpus) throws IOException {
    List<long[]> sets = new ArrayList<>();
    long[] words = new long[1 << 16];
    try (BufferedReader lines = Files.newBufferedReader(corpus, StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        sets.add(shingles(words, hashWords(line, words)));
      }
    }
    return sets.toArray(long[][]::new);
  }

  /** Hashes the words of a line's text, lower-cased, into {@code words}; returns their number. */
  private static int hashWords(String line, long[] words) {
    int count = 0;
    long hash = 0;
    boolean inside = false;
    int end = line.length() - 2; // the closing quote and brace
    for (int i = line.indexOf("\"text\": \"") + 9; i <= end; i++) {
      char c = i < end ? line.charAt(i) : ' ';
      if (c == '\\') { // an escape: a quote, a backslash or a control character, so no word
        i += line.charAt(i + 1) == 'u' ? 5 : 1;
        c = ' ';
      } else if (c >= 'A' && c <= 'Z') {
        c = (char) (c + 'a' - 'A');
      }
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        if (!inside) {
          hash = 0x243F6A8885A308D3L;
          inside = true;
        }
        hash = (hash ^ c) * 0x100000001B3L;
        hash ^= hash >>> 32;
      } else if (inside) {
        words[count++] = mix(hash);
        inside = false;
      }
    }
    return count;
  }

  /** The distinct shingles of hashed words, sorted; a text of fewer words is one shingle. */
  private static long[] shingles(long[] words, int count) {
    int width = Math.min(WORDS, Math.max(1, count));
    long[] shingles = new long[Math.max(1, count - width + 1)];
    for (int i = 0; i < shingles.length; i++) {
      long hash = width;
      for (int j = i; j < i + width; j++) {
        hash = mix(hash + 0x9E3779B97F4A7C15L * (words[j] | 1));
      }
      shingles[i] = hash == 0 ? 1 : hash; // 0 marks a free slot
    }
    Arrays.sort(shingles);
    int kept = 1;
    for (int i = 1; i < shingles.length; i++) {
      if (shingles[i] != shingles[i - 1]) {
        shingles[kept++] = shingles[i];
      }
    }
    return Arrays.copyOf(shingles, kept);
  }

  /** Names each shingle by its slot in a hash table, and sorts the sets by frequency and slot. */
  private static ExactJoin of(long[][] shingles, double threshold) {
    long total = 0;
    for (long[] set : shingles) {
      total += set.length;
    }
    int capacity = Integer.highestOneBit((int) Math.min(total, 1 << 28)) * 2;
    long[] keys = new long[capacity];
    int[] frequency = new int[capacity];
    int[][] sets = new int[shingles.length][];
    for (int i = 0; i < sets.length; i++) {
      sets[i] = new int[shingles[i].length];
      for (int j = 0; j < sets[i].length; j++) {
        int slot = slot(keys, shingles[i][j]);
        frequency[slot]++;
        sets[i][j] = slot;
      }
      shingles[i] = new long[0];
    }
    for (int[] set : sets) {
      sortByFrequency(set, frequency);
    }
    return new ExactJoin(threshold, sets, frequency);
  }

  private static int slot(long[] keys, long shingle) {
    int mask = keys.length - 1;
    int slot = (int) (shingle ^ (shingle >>> 32)) & mask;
    while (keys[slot] != 0 && keys[slot] != shingle) {
      slot = (slot + 1) & mask;
    }
    keys[slot] = shingle;
    return slot;
  }

  private static void sortByFrequency(int[] set, int[] frequency) {
    long[] order = new long[set.length];
    for (int i = 0; i < set.length; i++) {
      order[i] = ((long) frequency[set[i]] << 32) | set[i];
    }
    Arrays.sort(order);
    for (int i = 0; i < set.length; i++) {
      set[i] = (int) order[i];
    }
  }

  /** Visits the sets from the smallest to the largest, each against those before it. */
  private void run() {
    long[] bySize = new long[sets.length];
    for (int i = 0; i < sets.length; i++) {
      bySize[i] = ((long) sets[i].length << 32) | i;
    }
    Arrays.sort(bySize);
    int[] lastSeenBy = new int[sets.length];
    Arrays.fill(lastSeenBy, -1);
    int[] found = new int[sets.length];
    for (long entry : bySize) {
      int id = (int) entry;
      int count = probe(id, lastSeenBy, found);
      for (int i = 0; i < count; i++) {
        verify(id, found[i]);
      }
    }
  }

  /** Looks the prefix of a set up in the postings, and adds the set to them. */
  private int probe(int id, int[] lastSeenBy, int[] found) {
    int[] set = sets[id];
    int smallest = (int) Math.ceil(threshold * set.length - EPSILON);
    int prefix = Math.min(set.length, set.length - smallest + 1);
    int count = 0;
    for (int i = 0; i < prefix; i++) {
      int shingle = set[i];
      if (frequency[shingle] < 2) {
        continue;
      }
      int[] posting = postings[shingle];
      int size = postingSizes[shingle];
      for (int j = 0; j < size; j++) {
        int other = posting[j];
        if (lastSeenBy[other] != id) {
          lastSeenBy[other] = id;
          if (sets[other].length >= smallest) {
            found[count++] = other;
          }
        }
      }
      if (posting == null) {
        posting = new int[2];
      } else if (size == posting.length) {
        posting = Arrays.copyOf(posting, 2 * size);
      }
      posting[size] = id;
      postings[shingle] = posting;
      postingSizes[shingle] = size + 1;
    }
    return count;
  }

  private void verify(int first, int second) {
    candidates++;
    int shared = shared(sets[first], sets[second]);
    int either = sets[first].length + sets[second].length - shared;
    if (shared >= threshold * either - EPSILON) {
      pairs++;
      groups.join(first, second);
    }
  }

  private int shared(int[] first, int[] second) {
    int shared = 0;
    int i = 0;
    int j = 0;
    while (i < first.length && j < second.length) {
      int a = first[i];
      int b = second[j];
      if (a == b) {
        shared++;
        i++;
        j++;
      } else if (frequency[a] < frequency[b] || (frequency[a] == frequency[b] && a < b)) {
        i++;
      } else {
        j++;
      }
    }
    return shared;
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
