package io.secateur.redundancy;

import io.secateur.redundancy.StarSelection.Edge;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Connected components of the duplicate graph: chains of duplicates count as one.
 *
 * <p>The first example of each component in the order of {@link Priority} stays and stands for the
 * others, though some of them may be nothing like it: {@link StarSelection} does not do that. The
 * result depends on the set of edges alone.
 *
 * <p>Cost: O(e log v) time and O(v) memory for e edges between v examples.
 *
 * <p>Source: Tarjan and van Leeuwen, <i>Worst-case analysis of set union algorithms</i>, 1984 (path
 * halving). Differs: trees are linked by rank in the order of examples, so that each root is the
 * first of its component.
 */
public final class Components {
  private final Map<String, String> parents = new HashMap<>();

  private Components() {}

  /**
   * Selects.
   *
   * @param edges verified pairs; repeated ones do no harm
   * @return the first of its component, for every example that is not
   */
  public static Map<String, String> keepers(Collection<Edge> edges) {
    Components components = new Components();
    for (Edge edge : edges) {
      components.join(edge.first(), edge.second());
    }
    Map<String, String> keepers = new HashMap<>();
    for (String example : components.parents.keySet()) {
      keepers.put(example, components.root(example));
    }
    return keepers;
  }

  private void join(String one, String other) {
    String a = root(one);
    String b = root(other);
    if (a.compareTo(b) < 0) {
      parents.put(b, a);
    } else if (b.compareTo(a) < 0) {
      parents.put(a, b);
    }
  }

  /** The root of an example's tree; roots themselves have no parent. */
  private String root(String example) {
    String at = example;
    String parent = parents.get(at);
    while (parent != null) {
      String above = parents.get(parent);
      if (above == null) {
        return parent;
      }
      parents.put(at, above);
      at = above;
      parent = parents.get(at);
    }
    return at;
  }
}
