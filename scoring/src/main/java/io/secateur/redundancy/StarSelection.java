package io.secateur.redundancy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Star selection: which duplicates go, and which example stands for each.
 *
 * <p>The lexicographically first maximal independent set of the duplicate graph, in the order of
 * {@link Priority}: an example stays unless an example that stays, and comes before it, is its
 * duplicate. So every dropped example has an edge to a kept one, and no two kept ones share an edge
 * — which connected components, whose chains join examples that are nothing alike, do not give.
 *
 * <p>Cost: O(e log e) time and O(e) memory for e edges.
 */
public final class StarSelection {
  private StarSelection() {}

  /**
   * A verified pair of duplicates.
   *
   * @param first the rank that comes first in {@link Priority}
   * @param second the other
   */
  public record Edge(String first, String second) {

    /**
     * Checks the order: a reversed edge, or one from an example to itself, would lose examples.
     *
     * @throws IllegalArgumentException if {@code first} does not come before {@code second}
     */
    public Edge {
      if (first.compareTo(second) >= 0) {
        throw new IllegalArgumentException(
            "Invalid edge: %s, %s (the first must come before the second)"
                .formatted(first, second));
      }
    }

    /**
     * The edge between two examples, whichever comes first.
     *
     * @param one a rank
     * @param other another rank
     */
    public static Edge between(String one, String other) {
      return one.compareTo(other) < 0 ? new Edge(one, other) : new Edge(other, one);
    }
  }

  /**
   * Selects.
   *
   * @param edges verified pairs; repeated ones do no harm
   * @return the keeper of every example that goes: its first neighbour, in priority order, that
   *     stays
   */
  public static Map<String, String> keepers(Collection<Edge> edges) {
    Map<String, List<String>> earlierNeighbours = new TreeMap<>(); // walks in priority order
    for (Edge edge : edges) {
      earlierNeighbours
          .computeIfAbsent(edge.second(), second -> new ArrayList<>())
          .add(edge.first());
    }
    Map<String, String> keepers = new HashMap<>();
    earlierNeighbours.forEach(
        (example, neighbours) ->
            neighbours.stream()
                .filter(neighbour -> !keepers.containsKey(neighbour))
                .min(String::compareTo)
                .ifPresent(keeper -> keepers.put(example, keeper)));
    return keepers;
  }
}
