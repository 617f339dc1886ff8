package io.secateur.jobs.dedup;

import io.secateur.example.CanonicalText;
import io.secateur.example.ContentKey;
import io.secateur.redundancy.Jaccard;
import io.secateur.redundancy.Priority;
import io.secateur.redundancy.Shingles;
import io.secateur.redundancy.StarSelection;
import io.secateur.redundancy.StarSelection.Edge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * All pairs of some texts that share a shingle, with their exact similarities: what a search has to
 * find, by a plain inverted index without any filter.
 *
 * @param sets shingles by rank
 * @param pairs similarities of the pairs that reach the least one
 */
record Truth(Map<String, long[]> sets, Map<Edge, Double> pairs) {

  static Truth of(List<String> texts, double least) {
    Map<String, long[]> sets = new TreeMap<>();
    Shingles shingles = Shingles.words(5);
    for (String text : texts) {
      String canonical = CanonicalText.of(text);
      sets.put(Priority.rank(canonical.length(), ContentKey.of(canonical)), shingles.of(canonical));
    }
    return new Truth(sets, pairs(sets, least));
  }

  private static Map<Edge, Double> pairs(Map<String, long[]> sets, double least) {
    List<String> ranks = new ArrayList<>(sets.keySet());
    List<long[]> all = new ArrayList<>(sets.values());
    Map<Long, List<Integer>> holders = new HashMap<>();
    Map<Edge, Double> pairs = new HashMap<>();
    for (int i = 0; i < all.size(); i++) {
      Map<Integer, Integer> common = new HashMap<>();
      for (long shingle : all.get(i)) {
        List<Integer> earlier = holders.computeIfAbsent(shingle, s -> new ArrayList<>());
        earlier.forEach(other -> common.merge(other, 1, Integer::sum));
        earlier.add(i);
      }
      for (Map.Entry<Integer, Integer> shared : common.entrySet()) {
        int other = shared.getKey();
        double similarity = Jaccard.of(shared.getValue(), all.get(other).length, all.get(i).length);
        if (similarity >= least) {
          pairs.put(new Edge(ranks.get(other), ranks.get(i)), similarity);
        }
      }
    }
    return pairs;
  }

  long[] set(String rank) {
    return sets.getOrDefault(rank, new long[0]);
  }

  double similarity(Edge pair) {
    return pairs.getOrDefault(pair, 0.0);
  }

  /** The pairs from a similarity on that pass a test. */
  List<Edge> edges(double threshold, Predicate<Edge> found) {
    return pairs.keySet().stream()
        .filter(pair -> similarity(pair) >= threshold && found.test(pair))
        .toList();
  }

  /** What star selection makes of them: {@code [second,first,similarity]}, sorted. */
  List<String> stars(List<Edge> edges) {
    return StarSelection.keepers(edges).entrySet().stream()
        .map(
            e ->
                "[%s,%s,%s]"
                    .formatted(
                        e.getKey(), e.getValue(), similarity(new Edge(e.getValue(), e.getKey()))))
        .sorted()
        .toList();
  }
}
