package io.secateur.jobs.select;

import io.secateur.select.GumbelTopK;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What {@link SelectionTwin} chooses among: an example, or a group of them. */
final class TwinItem {
  final String name;
  final List<TwinRow> rows;
  final TwinRow own; // whose class, cluster and origin it has
  final boolean must;
  final BigDecimal cost;
  private final boolean perCost;
  @Nullable Double value;
  boolean classFloor;
  boolean groupFloor;

  TwinItem(String name, List<TwinRow> rows, boolean perCost) {
    this.name = name;
    this.rows = rows;
    this.own =
        rows.stream()
            .min(Comparator.comparing((TwinRow row) -> row.key).thenComparing(row -> row.id))
            .orElseThrow();
    this.must = rows.stream().anyMatch(row -> row.must);
    this.cost = rows.stream().map(row -> row.cost).reduce(BigDecimal.ZERO, BigDecimal::add);
    this.perCost = perCost;
    revalue(row -> row.value);
  }

  /** The mean of the values that there are; where it is asked for, all that a unit of cost buys. */
  void revalue(Function<TwinRow, @Nullable Double> valueOf) {
    double[] values =
        rows.stream()
            .map(valueOf)
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .sorted()
            .toArray();
    double sum = 0;
    for (double one : values) {
      sum += one;
    }
    value = values.length == 0 ? null : (Double) (sum / values.length);
    if (perCost && value != null) {
      value =
          cost.signum() == 0
              ? Double.POSITIVE_INFINITY
              : sum / values.length * rows.size() / cost.doubleValue();
    }
  }

  boolean floor() {
    return must || classFloor || groupFloor;
  }

  double softened(double temperature) {
    double plain = Objects.requireNonNull(value);
    return Double.isInfinite(plain)
        ? plain
        : new GumbelTopK(temperature).key(plain, GumbelTopK.uniform(own.hash ^ Long.MIN_VALUE));
  }

  void decide(boolean keeps, String reason) {
    rows.forEach(row -> row.decide(keeps, reason));
  }

  void place(String stratum, long place) {
    rows.forEach(
        row -> {
          row.stratum = stratum;
          row.place = place;
        });
  }
}
