package io.secateur.jobs.select;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Quotas as docs/policies.md has them, a seat at a time. */
final class TwinQuotas {
  private TwinQuotas() {}

  /** A stratum: what it has, what floors keep of it, what it weighs. */
  record Part(long size, long floor, double weight) {}

  static long[] of(String policy, List<Part> parts, long budget) {
    long all = parts.stream().mapToLong(Part::size).sum();
    long wanted = Math.min(budget, all);
    return switch (policy) {
      case "ccs" -> equally(parts, wanted);
      case "cluster_quota" -> nearest(parts, wanted);
      default -> webster(parts, wanted);
    };
  }

  /** Next seat to the greatest w · size / (2 · seats + 1), the first of equals. */
  private static long[] webster(List<Part> parts, long wanted) {
    long[] seats = parts.stream().mapToLong(Part::floor).toArray();
    while (Arrays.stream(seats).sum() < wanted) {
      int best = -1;
      for (int p = 0; p < seats.length; p++) {
        if (seats[p] < parts.get(p).size()
            && (best < 0
                || claim(parts.get(p), seats[best]).compareTo(claim(parts.get(best), seats[p]))
                    > 0)) {
          best = p;
        }
      }
      seats[best]++;
    }
    return seats;
  }

  /** Crosswise, so that nothing is divided. */
  private static BigDecimal claim(Part part, long seatsOfTheOther) {
    return new BigDecimal(part.weight())
        .multiply(BigDecimal.valueOf(part.size()))
        .multiply(BigDecimal.valueOf(2 * seatsOfTheOther + 1));
  }

  /** The smallest first, the last of equals; what floors of those to come need is set aside. */
  private static long[] equally(List<Part> parts, long wanted) {
    List<Integer> order =
        IntStream.range(0, parts.size())
            .boxed()
            .sorted(
                Comparator.comparingLong((Integer p) -> parts.get(p).size())
                    .thenComparing(Comparator.reverseOrder()))
            .toList();
    long[] kept = new long[parts.size()];
    long left = wanted;
    for (int o = 0; o < order.size(); o++) {
      Part part = parts.get(order.get(o));
      long later = order.stream().skip(o + 1L).mapToLong(p -> parts.get(p).floor()).sum();
      long share = Math.min(part.size(), left / (order.size() - o));
      long keep = Math.min(Math.max(share, part.floor()), left - later);
      kept[order.get(o)] = keep;
      left -= keep;
    }
    return kept;
  }

  /** The nearest to a softmax of the weights within floors and sizes: bends of a line, in turn. */
  private static long[] nearest(List<Part> parts, long wanted) {
    double[] target = parts.stream().mapToDouble(p -> Math.exp(p.weight() / 0.5)).toArray();
    double sum = Arrays.stream(target).sum();
    for (int p = 0; p < target.length; p++) {
      target[p] *= wanted / sum;
    }
    double[] bends =
        IntStream.range(0, target.length)
            .boxed()
            .flatMap(
                p ->
                    List.of(parts.get(p).floor() - target[p], parts.get(p).size() - target[p])
                        .stream())
            .mapToDouble(Double::doubleValue)
            .sorted()
            .toArray();
    double shift = bends[0];
    for (int b = 1; b < bends.length; b++) {
      double before = total(parts, target, bends[b - 1]);
      double after = total(parts, target, bends[b]);
      if (before <= wanted && wanted <= after && after > before) {
        shift = bends[b - 1] + (bends[b] - bends[b - 1]) * (wanted - before) / (after - before);
      }
    }
    double[] exact = new double[target.length];
    for (int p = 0; p < exact.length; p++) {
      exact[p] = clamped(parts.get(p), target[p] + shift);
    }
    long[] kept = Arrays.stream(exact).mapToLong(x -> (long) Math.floor(x + 1e-9)).toArray();
    List<Integer> byRest =
        IntStream.range(0, kept.length)
            .boxed()
            .sorted(Comparator.comparingDouble(p -> kept[p] - exact[p]))
            .toList();
    for (int p : byRest) {
      if (Arrays.stream(kept).sum() < wanted && kept[p] < parts.get(p).size()) {
        kept[p]++;
      }
    }
    return kept;
  }

  private static double clamped(Part part, double wish) {
    return Math.max((double) part.floor(), Math.min((double) part.size(), wish));
  }

  private static double total(List<Part> parts, double[] target, double shift) {
    return IntStream.range(0, target.length)
        .mapToDouble(p -> clamped(parts.get(p), target[p] + shift))
        .sum();
  }
}
