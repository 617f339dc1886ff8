package io.secateur.select;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Webster's method: seats go, one by one, to the stratum with the greatest size / (2·seats + 1),
 * the first of equals; what constraints keep counts as seats already given.
 */
final class Webster {
  private Webster() {}

  static Quotas share(List<Stratum> strata, long budget) {
    long total = strata.stream().mapToLong(Stratum::size).sum();
    long wanted = Budget.checked(strata, Math.min(budget, total));
    long[] kept = seats(strata, almost(strata, wanted));
    giveOneByOne(strata, kept, wanted);
    return Quotas.of(kept);
  }

  /**
   * A hair below the greatest share for which rounding each stratum's part gives out no more than
   * wanted: quotients that are equal, or so close that doubles cannot tell, are all left to the
   * queue, which can.
   */
  private static double almost(List<Stratum> strata, long wanted) {
    double low = 0;
    double high = 1;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      long given = 0;
      for (long seats : seats(strata, middle)) {
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

  private static long[] seats(List<Stratum> strata, double share) {
    return strata.stream().mapToLong(s -> seats(s, share)).toArray();
  }

  private static long seats(Stratum stratum, double share) {
    long rounded = (long) Math.floor(stratum.size() * share + 0.5);
    return Math.max(stratum.atLeast(), Math.min(stratum.size(), rounded));
  }

  private static void giveOneByOne(List<Stratum> strata, long[] kept, long wanted) {
    Comparator<Integer> byQuotient =
        (a, b) -> {
          // sizeA / (2 keptA + 1) against sizeB / (2 keptB + 1), without rounding
          int greatestFirst =
              compareProducts(
                  strata.get(b).size(), 2 * kept[a] + 1, strata.get(a).size(), 2 * kept[b] + 1);
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

  /** Compares v·w with x·y, none of them negative, in 128 bits. */
  private static int compareProducts(long v, long w, long x, long y) {
    int byHigh = Long.compare(Math.multiplyHigh(v, w), Math.multiplyHigh(x, y));
    return byHigh != 0 ? byHigh : Long.compareUnsigned(v * w, x * y);
  }
}
