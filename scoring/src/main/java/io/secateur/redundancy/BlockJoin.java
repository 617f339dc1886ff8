package io.secateur.redundancy;

import java.util.ArrayList;
import java.util.List;

/** Interim. */
public record BlockJoin(double threshold) {
  public record Match(int keeper, int duplicate, double similarity) {}

  public List<Match> greedy(List<long[]> sets, int[] sizes) {
    List<Match> m = new ArrayList<>();
    boolean[] gone = new boolean[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      for (int j = 0; j < i && !gone[i]; j++) {
        if (!gone[j] && Jaccard.reachable(sizes[i], sizes[j], threshold)) {
          double s = Jaccard.of(Jaccard.common(sets.get(i), sets.get(j)), sizes[i], sizes[j]);
          if (s >= threshold) {
            gone[i] = true;
            m.add(new Match(j, i, s));
          }
        }
      }
    }
    return m;
  }

  public List<Match> components(List<long[]> sets, int[] sizes) {
    List<Match> m = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      for (int j = 0; j < i; j++) {
        if (Jaccard.reachable(sizes[i], sizes[j], threshold)) {
          double s = Jaccard.of(Jaccard.common(sets.get(i), sets.get(j)), sizes[i], sizes[j]);
          if (s >= threshold) {
            m.add(new Match(j, i, s));
          }
        }
      }
    }
    return m;
  }
}
