package io.secateur.redundancy;

import io.secateur.redundancy.StarSelection.Edge;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Interim. */
public final class Components {
  private Components() {}

  public static Map<String, String> firsts(Collection<Edge> edges) {
    Map<String, String> parent = new HashMap<>();
    for (Edge e : edges) {
      String a = find(parent, e.first());
      String b = find(parent, e.second());
      if (!a.equals(b)) {
        if (a.compareTo(b) < 0) {
          parent.put(b, a);
        } else {
          parent.put(a, b);
        }
      }
    }
    Map<String, String> firsts = new HashMap<>();
    for (String v : parent.keySet()) {
      firsts.put(v, find(parent, v));
    }
    return firsts;
  }

  private static String find(Map<String, String> parent, String v) {
    String r = v;
    while (parent.containsKey(r)) {
      r = parent.getOrDefault(r, r);
    }
    return r;
  }
}
