package io.secateur.benchmarks.semantic;

import io.secateur.benchmarks.Usage;
import io.secateur.example.Matrix;
import io.secateur.redundancy.CellDuplicates;
import io.secateur.redundancy.CellDuplicates.Match;
import io.secateur.redundancy.ColumnBlocks;
import io.secateur.redundancy.Cosines;
import io.secateur.redundancy.SearchRecall;
import io.secateur.redundancy.SphericalKMeans;
import io.secateur.redundancy.StarSelection;
import io.secateur.redundancy.StarSelection.Edge;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The search that the Spark stage does, in the memory of one process: no rows, no shuffles. What it
 * takes is what the arithmetic takes.
 *
 * @param rows all embeddings, in the order of their ranks
 * @param sample numbers of the rows that the centroids are fitted on
 * @param centroids asked for
 * @param cells nearest ones that a row is searched in
 * @param minCosine from which two rows are duplicates
 * @param seed of the centroids
 */
record SemanticTwin(
    Matrix rows, List<Integer> sample, int centroids, int cells, double minCosine, long seed) {
  private static final int ITERATIONS = 20;

  /** What was removed, and where the time went. */
  record Found(BitSet removed, int cells, int rounds, Usage fitted, Usage placed, Usage searched) {}

  Found find() {
    Matrix drawn = rows.rows(sample.stream().mapToInt(Integer::intValue).toArray());
    Matrix fitted = new SphericalKMeans(centroids, ITERATIONS, seed).fit(drawn);
    Usage afterFit = Usage.now();
    int[][] nearest = SphericalKMeans.nearest(rows, ColumnBlocks.of(fitted), cells);
    Usage afterPlace = Usage.now();
    Set<Edge> edges = new HashSet<>();
    BitSet gone = new BitSet();
    Set<Integer> searched = new TreeSet<>(IntStream.range(0, fitted.rows()).boxed().toList());
    int rounds = 0;
    while (!searched.isEmpty()) {
      rounds++;
      List<Edge> found = search(members(nearest, searched, fitted.rows(), gone));
      BitSet bereft = (BitSet) gone.clone();
      found.forEach(edge -> bereft.set(number(edge.second())));
      edges.addAll(found);
      Map<String, String> keepers = StarSelection.keepers(List.copyOf(edges));
      gone.clear();
      keepers.keySet().forEach(name -> gone.set(number(name)));
      bereft.andNot(gone);
      searched.clear();
      if (!found.isEmpty()) {
        bereft.stream().forEach(row -> IntStream.of(nearest[row]).forEach(searched::add));
      }
    }
    return new Found(gone, fitted.rows(), rounds, afterFit, afterPlace, Usage.now());
  }

  /** Of the rows that are left, how many of a sample an earlier one that is left is like. */
  SearchRecall recall(BitSet removed, int sampled) {
    int[] kept = IntStream.range(0, rows.rows()).filter(row -> !removed.get(row)).toArray();
    int step = Math.max(1, kept.length / sampled);
    int[] some = IntStream.range(0, kept.length / step).map(i -> kept[i * step]).toArray();
    BitSet missed = new BitSet();
    Cosines.between(
        rows.rows(kept),
        rows.rows(some),
        (i, first, cosines, count) -> {
          for (int c = 0; c < count; c++) {
            if (cosines[c] >= minCosine && kept[i] < some[first + c]) {
              missed.set(first + c);
            }
          }
        });
    return new SearchRecall(removed.cardinality(), kept.length, some.length, missed.cardinality());
  }

  private static List<int[]> members(int[][] nearest, Set<Integer> cells, int count, BitSet gone) {
    List<List<Integer>> members = new ArrayList<>();
    for (int c = 0; c < count; c++) {
      members.add(new ArrayList<>());
    }
    for (int i = 0; i < nearest.length; i++) {
      for (int cell : nearest[i]) {
        if (!gone.get(i) && cells.contains(cell)) {
          members.get(cell).add(i);
        }
      }
    }
    return members.stream().map(m -> m.stream().mapToInt(Integer::intValue).toArray()).toList();
  }

  private List<Edge> search(List<int[]> cells) {
    CellDuplicates search = new CellDuplicates(minCosine);
    return cells.parallelStream()
        .flatMap(
            cell -> {
              List<Edge> edges = new ArrayList<>();
              for (Match match : search.find(rows.rows(cell))) {
                edges.add(new Edge(name(cell[match.keeper()]), name(cell[match.duplicate()])));
              }
              return edges.stream();
            })
        .toList();
  }

  private static String name(int row) {
    return "%010d".formatted(row);
  }

  private static int number(String name) {
    return Integer.parseInt(name);
  }
}
