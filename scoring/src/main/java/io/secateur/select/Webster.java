package io.secateur.select;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Webster's method: seats go, one by one, to the stratum with the greatest weight·size / (2·seats +
 * 1), the first of equals; what constraints keep counts as seats already given.
 *
 * <p>A full stratum takes no more, so that its share goes to the others in proportion. Seats are
 * only ever added, so that a bigger budget takes nothing away.
 */
final class Webster {
  private final List<Stratum> strata;
  private final double[] weights;

  private Webster(List<Stratum> strata, double[] weights) {
    this.strata = strata;
    this.weights = weights;
  }

  /** By size alone. */
  static Quotas share(List<Stratum> strata, long budget) {
    double[] equal = new double[strata.size()];
    Arrays.fill(equal, 1);
    return share(strata, equal, budget);
  }

  /** By weight and size; weights are above 0 and at most 1. */
  static Quotas share(List<Stratum> strata, double[] weights, long budget) {
    long total = strata.stream().mapToLong(Stratum::size).sum();
    long wanted = Budget.checked(strata, Math.min(budget, total));
    Webster webster = new Webster(strata, weights);
    long[] kept = webster.seats(webster.almost(wanted));
    webster.giveOneByOne(kept, wanted);
    return Quotas.of(kept);
  }

  /**
   * A hair below the greatest share for which rounding each stratum's part gives out no more than
   * wanted: quotients that are equal, or so close that doubles cannot tell, are all left to the
   * queue, which can.
   */
  private double almost(long wanted) {
    double low = 0;
    double high = 1 / Arrays.stream(weights).min().orElse(1);
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      long given = 0;
      for (long seats : seats(middle)) {
        given += seats;
      }
      if (given <= wanted) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low * (1 - 1e-12);
  }

  private long[] seats(double share) {
    long[] seats = new long[weights.length];
    for (int s = 0; s < seats.length; s++) {
      Stratum stratum = strata.get(s);
      long rounded = (long) Math.floor(stratum.size() * (weights[s] * share) + 0.5);
      seats[s] = Math.max(stratum.atLeast(), Math.min(stratum.size(), rounded));
    }
    return seats;
  }

  private void giveOneByOne(long[] kept, long wanted) {
    Comparator<Integer> byQuotient =
        (a, b) -> {
          int greatestFirst = compareQuotients(b, kept[b], a, kept[a]);
          return greatestFirst != 0 ? greatestFirst : Integer.compare(a, b);
        };
    PriorityQueue<Integer> next = new PriorityQueue<>(byQuotient);
    long left = wanted;
    for (int s = 0; s < kept.length; s++) {
      left -= kept[s];
      if (kept[s] < strata.get(s).size()) {
        next.add(s);
      }
    }
    while (left-- > 0) {
      int stratum = next.remove();
      kept[stratum]++;
      if (kept[stratum] < strata.get(stratum).size()) {
        next.add(stratum);
      }
    }
  }

  /** Compares what a stratum with some seats claims with what another does, without rounding. */
  private int compareQuotients(int a, long seatsOfA, int b, long seatsOfB) {
    long sizeA = strata.get(a).size();
    long sizeB = strata.get(b).size();
    if (weights[a] == weights[b]) {
      return compareProducts(sizeA, 2 * seatsOfB + 1, sizeB, 2 * seatsOfA + 1);
    }
    return product(weights[a], sizeA, 2 * seatsOfB + 1)
        .compareTo(product(weights[b], sizeB, 2 * seatsOfA + 1));
  }

  private static BigDecimal product(double weight, long size, long odd) {
    return new BigDecimal(weight)
        .multiply(BigDecimal.valueOf(size))
        .multiply(BigDecimal.valueOf(odd));
  }

  /** Compares v·w with x·y, none of them negative, in 128 bits. */
  static int compareProducts(long v, long w, long x, long y) {
    int byHigh = Long.compare(Math.multiplyHigh(v, w), Math.multiplyHigh(x, y));
    return byHigh != 0 ? byHigh : Long.compareUnsigned(v * w, x * y);
  }
}
