package io.secateur.jobs.select;

import io.secateur.jobs.select.TwinQuotas.Part;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** The items of {@link SelectionTwin} that share one budget. */
final class TwinPool {
  private final String policy;
  private final String name;
  private final Map<String, Double> farApart;
  private final Map<String, List<TwinItem>> strata = new TreeMap<>();
  private final List<TwinItem> items;

  /**
   * @param items in the order of the policy
   */
  TwinPool(
      String policy,
      List<TwinItem> items,
      String name,
      Map<String, Double> farApart,
      int scoreStrata) {
    this.policy = policy;
    this.items = items;
    this.name = name;
    this.farApart = farApart;
    double least = items.stream().mapToDouble(TwinPool::value).min().orElse(0);
    double most = items.stream().mapToDouble(TwinPool::value).max().orElse(0);
    for (TwinItem item : items) {
      String stratum =
          switch (policy) {
            case "stratified_random", "class_quota" -> item.own.text("label");
            case "cluster_quota" -> item.own.text("cluster");
            case "ccs" ->
                "%02d"
                    .formatted(
                        least == most
                            ? 0
                            : Math.min(
                                scoreStrata - 1,
                                (int)
                                    Math.floor(
                                        (value(item) - least) / (most - least) * scoreStrata)));
            default -> "all";
          };
      strata
          .computeIfAbsent(
              name.isEmpty() ? stratum : name + " / " + stratum, s -> new ArrayList<>())
          .add(item);
    }
    // what a floor keeps comes before the rest
    strata.values().forEach(some -> some.sort(Comparator.comparing(item -> item.floor() ? 0 : 1)));
  }

  private static double value(TwinItem item) {
    return item.value == null ? 0 : item.value;
  }

  /** Keeps what a budget pays for. */
  void choose(BigDecimal budget) {
    BigDecimal floors = cost(items.stream().filter(TwinItem::floor).toList());
    if (floors.compareTo(budget) > 0 || budget.signum() < 0) {
      throw new SelectionTwin.Refused("floors of %s past the budget of %s".formatted(name, budget));
    }
    int count = items.size();
    while (cost(first(count)).compareTo(budget) > 0) {
      count--;
    }
    Set<TwinItem> kept = new HashSet<>(first(count));
    if (count < items.size()) {
      BigDecimal left = budget.subtract(cost(kept));
      List<TwinItem> next = new ArrayList<>(first(count + 1));
      next.removeAll(kept);
      next.sort(
          Comparator.comparing((TwinItem item) -> item.own.hash)
              .thenComparing(item -> item.own.key)
              .thenComparing(item -> item.name));
      for (TwinItem item : next) {
        left = left.subtract(item.cost);
        if (left.signum() < 0) {
          break;
        }
        kept.add(item);
      }
    }
    strata.forEach(
        (stratum, some) -> {
          for (int place = 0; place < some.size(); place++) {
            some.get(place).place(stratum, place);
            some.get(place).decide(kept.contains(some.get(place)), reason(some.get(place), kept));
          }
        });
  }

  private static String reason(TwinItem item, Set<TwinItem> kept) {
    if (item.must) {
      return "MUST_KEEP";
    }
    if (item.classFloor) {
      return "CLASS_FLOOR";
    }
    if (item.groupFloor) {
      return "GROUP_FLOOR";
    }
    return kept.contains(item) ? "WITHIN_QUOTA" : "OVER_QUOTA";
  }

  /** The first of every stratum, as many in all as are to be kept. */
  private List<TwinItem> first(int count) {
    long floors = items.stream().filter(TwinItem::floor).count();
    List<Part> parts = new ArrayList<>();
    for (List<TwinItem> some : strata.values()) {
      parts.add(new Part(some.size(), some.stream().filter(TwinItem::floor).count(), weight(some)));
    }
    long[] quotas = TwinQuotas.of(policy, parts, Math.max(count, floors));
    List<TwinItem> first = new ArrayList<>();
    int s = 0;
    for (List<TwinItem> some : strata.values()) {
      first.addAll(some.subList(0, (int) quotas[s++]));
    }
    return first;
  }

  /** What a class lacks of recall; how varied a cluster is, times how far from others. */
  private double weight(List<TwinItem> some) {
    if (policy.equals("class_quota")) {
      double lacks = 1 - mean(some, "cartography_correctness", 0);
      return Math.max(0.01, lacks);
    }
    if (policy.equals("cluster_quota")) {
      double varied = 1 - mean(some, "prototypicality", 1);
      return varied
          * Objects.requireNonNullElse(farApart.get(some.get(0).own.text("cluster")), 0.0);
    }
    return 1;
  }

  private static double mean(List<TwinItem> some, String score, double none) {
    return some.stream()
        .filter(item -> item.own.has(score))
        .mapToDouble(item -> item.own.number(score))
        .average()
        .orElse(none);
  }

  private static BigDecimal cost(Iterable<TwinItem> some) {
    BigDecimal sum = BigDecimal.ZERO;
    for (TwinItem item : some) {
      sum = sum.add(item.cost);
    }
    return sum;
  }
}
