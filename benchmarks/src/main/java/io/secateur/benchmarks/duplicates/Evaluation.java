package io.secateur.benchmarks.duplicates;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * How well the rows that were removed answer to the exact truth.
 *
 * <p>A <em>true pair</em> has a Jaccard similarity of the threshold or more; a <em>true group</em>
 * is a connected component of true pairs. <em>Precision</em> is the share of removed rows that have
 * a true pair with a kept one, <em>group precision</em> that of those whose true group has a kept
 * row. <em>Recall</em> is the share of true pairs of which at most one row was kept.
 */
public final class Evaluation {
  private static final double EPSILON = 1e-9;

  private final boolean[] removed;
  private final UnionFind found;
  private final UnionFind truth;
  private final boolean[] hasKeptPartner;
  private long truePairs;
  private long truePairsKept;

  private Evaluation(int rows) {
    removed = new boolean[rows];
    found = new UnionFind(rows);
    truth = new UnionFind(rows);
    hasKeptPartner = new boolean[rows];
  }

  /**
   * Prints one line of JSON.
   *
   * @param arguments the truth ({@code id_a,id_b,shared,either}), the removed rows ({@code
   *     id,keeper_id}), the number of rows, the threshold
   */
  public static void main(String[] arguments) throws IOException {
    Evaluation evaluation = new Evaluation(Integer.parseInt(arguments[2]));
    evaluation.readRemoved(Path.of(arguments[1]));
    evaluation.readTruth(Path.of(arguments[0]), Double.parseDouble(arguments[3]));
    System.out.println(evaluation.json());
  }

  private void readRemoved(Path file) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int comma = line.indexOf(',');
        int id = Integer.parseInt(line, 0, comma, 10);
        removed[id] = true;
        found.join(id, Integer.parseInt(line, comma + 1, line.length(), 10));
      }
    }
  }

  private void readTruth(Path file, double threshold) throws IOException {
    int[] pair = new int[4];
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      lines.readLine(); // the header
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        parse(line, pair);
        if (pair[2] >= threshold * pair[3] - EPSILON) {
          count(pair[0], pair[1]);
        }
      }
    }
  }

  private static void parse(String line, int[] numbers) {
    int start = 0;
    for (int i = 0; i < numbers.length; i++) {
      int comma = line.indexOf(',', start);
      int end = comma < 0 ? line.length() : comma;
      numbers[i] = Integer.parseInt(line, start, end, 10);
      start = end + 1;
    }
  }

  private void count(int a, int b) {
    truePairs++;
    truePairsKept += removed[a] || removed[b] ? 0 : 1;
    hasKeptPartner[a] |= !removed[b];
    hasKeptPartner[b] |= !removed[a];
    truth.join(a, b);
  }

  private String json() {
    int rows = removed.length;
    int[] keptOfGroup = new int[rows];
    for (int row = 0; row < rows; row++) {
      keptOfGroup[truth.root(row)] += removed[row] ? 0 : 1;
    }
    int dropped = 0;
    int withPartner = 0;
    int withGroup = 0;
    boolean sameGroups = true;
    boolean oneOfEach = true;
    for (int row = 0; row < rows; row++) {
      int root = truth.root(row);
      dropped += removed[row] ? 1 : 0;
      withPartner += removed[row] && hasKeptPartner[row] ? 1 : 0;
      withGroup += removed[row] && keptOfGroup[root] > 0 ? 1 : 0;
      sameGroups &= root == found.root(row);
      oneOfEach &= keptOfGroup[root] == 1;
    }
    return String.format(
        Locale.ROOT,
        "{\"removed\": %d, \"true_pairs\": %d, \"true_pairs_kept\": %d, \"precision\": %s,"
            + " \"group_precision\": %s, \"recall\": %s, \"groups_equal_truth\": %b,"
            + " \"keeps_one_of_each_true_group\": %b, \"groups\": %s, \"true_groups\": %s}",
        dropped,
        truePairs,
        truePairsKept,
        share(withPartner, dropped),
        share(withGroup, dropped),
        1 - share(truePairsKept, truePairs, 0),
        sameGroups,
        oneOfEach,
        summary(found),
        summary(truth));
  }

  private static double share(long part, long whole) {
    return share(part, whole, 1);
  }

  private static double share(long part, long whole, double ofNothing) {
    return whole == 0 ? ofNothing : (double) part / whole;
  }

  /** Counts the groups of two and more, and their members. */
  private static String summary(UnionFind groups) {
    int[] sizes = new int[groups.rows()];
    for (int row = 0; row < sizes.length; row++) {
      sizes[groups.root(row)]++;
    }
    int[] several = Arrays.stream(sizes).filter(size -> size > 1).toArray();
    return String.format(
        Locale.ROOT,
        "{\"count\": %d, \"members\": %d, \"largest\": %d}",
        several.length,
        Arrays.stream(several).sum(),
        Arrays.stream(several).max().orElse(0));
  }
}
