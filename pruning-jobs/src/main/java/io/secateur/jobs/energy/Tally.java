package io.secateur.jobs.energy;

import io.secateur.jobs.energy.Reading.Absent;
import io.secateur.jobs.energy.Reading.Joules;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The sum over the counters of a part. One that is missing makes the sum unknown, not smaller. */
final class Tally {
  private static final int MOST_REASONS = 3;

  private final Map<String, Integer> counters = new TreeMap<>();
  private final Set<String> missing = new TreeSet<>();
  private double joules;

  /**
   * Adds what one counted between two marks.
   *
   * @param mayStand whether it may have moved so little that it shows the same; else a counter that
   *     stands still is no counter
   */
  void add(Series series, int from, int to, boolean mayStand) {
    Series.At begin = series.at(from);
    Series.At end = series.at(to);
    if (begin.reading() instanceof Joules before && end.reading() instanceof Joules after) {
      double counted = after.joules() - before.joules();
      boolean read = begin.led() || end.led();
      if (counted > 0 || read) {
        counters.merge(series.kind(), 1, Integer::sum);
        joules += counted;
      }
      if (counted == 0 && read && !mayStand) {
        miss("%s stands still on %s".formatted(series.kind(), series.host()));
      }
    } else {
      Reading absent = end.reading() instanceof Absent ? end.reading() : begin.reading();
      miss("%s on %s".formatted(((Absent) absent).why(), series.host()));
    }
  }

  void miss(String why) {
    missing.add(why);
  }

  boolean isEmpty() {
    return counters.isEmpty() && missing.isEmpty();
  }

  Optional<Counted.Share> share() {
    if (isEmpty()) {
      return Optional.empty();
    }
    String what =
        counters.entrySet().stream()
            .map(one -> "%s (%d)".formatted(one.getKey(), one.getValue()))
            .collect(Collectors.joining(", "));
    return Optional.of(
        new Counted.Share(missing.isEmpty() ? new Joules(joules) : new Absent(reasons()), what));
  }

  /** A thousand nodes may lack the same. */
  private String reasons() {
    String first = missing.stream().limit(MOST_REASONS).collect(Collectors.joining("; "));
    return missing.size() <= MOST_REASONS
        ? first
        : "%s; and %d more".formatted(first, missing.size() - MOST_REASONS);
  }
}
