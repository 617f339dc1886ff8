package io.secateur.jobs.select;

import io.secateur.catalog.Scorers;
import io.secateur.jobs.config.RunConfig;
import io.secateur.score.Direction;
import io.secateur.select.Combination;
import io.secateur.select.Combination.Keep;
import io.secateur.select.Combination.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the rows of {@link SelectionTwin} are ranked by. */
final class TwinValues {
  private TwinValues() {}

  private static boolean highest(String scorer) {
    Direction direction = Scorers.named(scorer).orElseThrow().direction();
    return direction == Direction.HIGHER_HARDER || direction == Direction.HIGHER_LEARNABLE;
  }

  /** One score is taken as it is, several by their ranks; a score per cost must not be negative. */
  static void give(List<TwinRow> rows, List<TwinRow> among, RunConfig config) {
    Map<String, Double> by = new TreeMap<>(config.choice().by());
    if (by.isEmpty()) {
      return;
    }
    String only = by.keySet().iterator().next();
    boolean up = by.values().iterator().next() > 0;
    String policy = config.choice().policy().name();
    boolean higherFirst = policy.equals("threshold") ? up : highest(only) == up;
    boolean positive = higherFirst && Scorers.named(only).orElseThrow().range().from() >= 0;
    boolean comparable = config.select().ranking().perCost() || policy.equals("d2");
    if (by.size() == 1 && (!comparable || positive)) {
      for (TwinRow row : rows) {
        row.score = row.score(only);
        row.value = turned(row.score, higherFirst);
        row.hardness = turned(row.score, highest(only));
      }
      return;
    }
    for (TwinRow row : among) {
      if (by.keySet().stream().allMatch(row::has)) {
        double[] ranks = by.keySet().stream().mapToDouble(name -> rank(row, name, among)).toArray();
        row.value = combined(by, ranks, policy, /* hardness= */ false);
        row.hardness = combined(by, ranks, policy, /* hardness= */ true);
        row.score = row.value;
      }
    }
  }

  private static @Nullable Double turned(@Nullable Double score, boolean up) {
    return score == null ? null : (Double) (up ? score : -score);
  }

  /** Ties have their middle rank. */
  private static double rank(TwinRow row, String name, List<TwinRow> among) {
    List<Double> all =
        among.stream().filter(other -> other.has(name)).map(other -> other.number(name)).toList();
    double below = all.stream().filter(other -> other < row.number(name)).count();
    double equal = all.stream().filter(other -> other == row.number(name)).count();
    return (below + equal / 2) / all.size();
  }

  private static double combined(
      Map<String, Double> by, double[] ranks, String policy, boolean hardness) {
    List<Part> parts = new ArrayList<>();
    by.forEach(
        (name, weight) -> {
          boolean up = hardness || weight > 0;
          // the greater value of a threshold is the greater score
          boolean high = (policy.equals("threshold") && !hardness) ? up : highest(name) == up;
          parts.add(new Part(name, Math.abs(weight), high ? Keep.HIGHEST : Keep.LOWEST));
        });
    return new Combination(parts).value(ranks);
  }
}
