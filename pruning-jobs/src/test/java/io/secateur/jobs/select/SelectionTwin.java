package io.secateur.jobs.select;

import io.secateur.jobs.config.PolicyConfig;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.config.SelectConfig;
import io.secateur.jobs.config.SourceConfig.EmptyText;
import io.secateur.select.Budget;
import io.secateur.select.Ccs;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The selection again, on plain lists: everything sorted, counted and searched as docs/policies.md
 * and docs/configuration.md say it, and nothing clever. Costs are exact, quotas are given a seat at
 * a time, a budget is met by trying every count.
 */
final class SelectionTwin {
  private final List<TwinRow> rows;
  private final RunConfig config;
  private final SelectConfig select;
  private final String policy;
  private final Given given;

  /**
   * What the twin cannot work out for itself.
   *
   * @param where the user's condition
   * @param mustKeep the user's other condition
   * @param farApart of every cluster, how far it lies from others
   * @param vectors of the examples that have one
   */
  record Given(
      Predicate<TwinRow> where,
      Predicate<TwinRow> mustKeep,
      Map<String, Double> farApart,
      Map<String, List<Float>> vectors) {}

  /** Said where the budget cannot pay for what stays anyway. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String why) {
      super(why);
    }
  }

  private SelectionTwin(List<TwinRow> rows, RunConfig config, Given given) {
    this.rows = rows;
    this.config = config;
    this.select = config.select();
    this.policy = config.choice().policy().name();
    this.given = given;
  }

  /** Decides about rows. */
  static void decide(List<TwinRow> rows, RunConfig config, Given given) {
    new SelectionTwin(rows, config, given).decide();
  }

  private void decide() {
    markMust();
    rows.forEach(this::sift);
    List<TwinRow> base = rows.stream().filter(row -> !row.decided() || row.keep).toList();
    base.forEach(row -> row.cost = cost(row));
    Map<String, BigDecimal> whole = costs(base.stream(), this::pool);
    Map<String, BigDecimal> budgets = new TreeMap<>();
    whole.forEach((pool, cost) -> budgets.put(pool, budget(cost)));
    TwinValues.give(rows, left(), config);
    filter(whole, budgets);
    List<TwinItem> items = items();
    if (policy.equals("d2")) {
      gains(items);
    }
    Map<Boolean, List<TwinItem>> byRank =
        items.stream().collect(Collectors.partitioningBy(this::isRanked));
    List<TwinItem> unranked = Objects.requireNonNull(byRank.get(false));
    unranked.forEach(item -> item.decide(true, item.must ? "MUST_KEEP" : "SCORE_INVALID"));
    Map<String, BigDecimal> stays =
        costs(rows.stream().filter(row -> row.decided() && row.keep), this::pool);
    List<TwinItem> ranked = new ArrayList<>(Objects.requireNonNull(byRank.get(true)));
    ranked.sort(order());
    floors(ranked);
    judge(whole, budgets);
    for (String pool : whole.keySet()) {
      BigDecimal left =
          amount(budgets, pool).subtract(amount(stays, pool)).subtract(outOf(unranked, pool));
      new TwinPool(
              policy,
              ranked.stream().filter(item -> pool(item.own).equals(pool)).toList(),
              pool,
              given.farApart(),
              select.parameters().strata())
          .choose(left);
    }
  }

  /** Costs of unranked groups lie where their first example does. */
  private BigDecimal outOf(List<TwinItem> unranked, String pool) {
    BigDecimal moved = BigDecimal.ZERO;
    for (TwinItem item : unranked) {
      for (TwinRow row : item.rows) {
        moved = pool(row).equals(pool) ? moved.subtract(row.cost) : moved;
        moved = pool(item.own).equals(pool) ? moved.add(row.cost) : moved;
      }
    }
    return moved;
  }

  private List<TwinRow> left() {
    return rows.stream().filter(row -> !row.decided()).toList();
  }

  /** A row that duplicates another is represented by its keeper. */
  private void markMust() {
    Map<String, TwinRow> byId = new TreeMap<>();
    rows.forEach(row -> byId.put(row.id, row));
    for (TwinRow row : rows) {
      TwinRow named = given.mustKeep().test(row) ? row : null;
      while (named != null) {
        named.must = true;
        named = named.has("keeper_id") ? byId.get(named.text("keeper_id")) : null;
      }
    }
  }

  private void sift(TwinRow row) {
    boolean textless = row.has("status");
    boolean alone = select.constraints().groupBy() == null || !row.has(group());
    if (row.has("keeper_id")) {
      row.decide(false, "NEAR_DUPLICATE");
    } else if (textless && row.must) {
      row.decide(true, "MUST_KEEP");
    } else if (textless && config.source().emptyText() == EmptyText.DROP) {
      row.decide(false, row.text("status"));
    } else if (!row.must && !given.where().test(row)) {
      row.decide(false, "FILTERED");
    } else if (textless && alone) {
      row.decide(true, row.text("status"));
    } else if (!row.must
        && select.dropLabelIssues()
        && Objects.equals(row.score("label_issue"), 1.0)) {
      row.decide(false, "LABEL_ISSUE");
    }
  }

  private String group() {
    return Objects.requireNonNullElse(select.constraints().groupBy(), "");
  }

  private String pool(TwinRow row) {
    return select.constraints().perScope() ? row.text("scope") : "";
  }

  private BigDecimal cost(TwinRow row) {
    String column = select.ranking().costColumn();
    double cost =
        column != null
            ? row.number(column)
            : switch (select.keep().unit()) {
              case EXAMPLES -> 1;
              case TOKENS -> row.number("tokens") * config.energy().tokensPerWord();
              case BYTES -> row.number("bytes");
              default -> row.number("cost_flop");
            };
    BigDecimal exact = new BigDecimal(cost);
    return select.keep().unit().isWhole() ? exact.setScale(0, RoundingMode.CEILING) : exact;
  }

  private BigDecimal budget(BigDecimal whole) {
    BigDecimal budget = whole;
    if (select.keep() instanceof Budget.Fraction share) {
      budget = BigDecimal.valueOf(share.fraction()).multiply(whole);
    } else if (select.keep() instanceof Budget.Examples count) {
      budget = BigDecimal.valueOf(count.count());
    } else if (select.keep() instanceof Budget.Amount amount) {
      budget = new BigDecimal(amount.amount());
    }
    boolean rounds = select.keep() instanceof Budget.Fraction && select.keep().unit().isWhole();
    return (rounds ? budget.setScale(0, RoundingMode.HALF_UP) : budget).min(whole);
  }

  private static Map<String, BigDecimal> costs(
      Stream<TwinRow> some, Function<TwinRow, String> pool) {
    return some.collect(
        Collectors.groupingBy(
            pool,
            TreeMap::new,
            Collectors.reducing(BigDecimal.ZERO, row -> row.cost, BigDecimal::add)));
  }

  private static BigDecimal amount(Map<String, BigDecimal> amounts, String pool) {
    return amounts.getOrDefault(pool, BigDecimal.ZERO);
  }

  private void filter(Map<String, BigDecimal> whole, Map<String, BigDecimal> budgets) {
    PolicyConfig parameters = select.parameters();
    if (policy.equals("threshold")) {
      String scorer = config.choice().by().keySet().iterator().next();
      boolean least = config.choice().by().values().iterator().next() > 0;
      left().stream()
          .filter(row -> row.has(scorer))
          .filter(
              row ->
                  least
                      ? row.number(scorer) < parameters.atLeast()
                      : row.number(scorer) > parameters.atLeast())
          .forEach(row -> goes(row, "BELOW_THRESHOLD"));
    }
    if (policy.equals("quantile_window")) {
      cut(this::domain, Comparator.comparing((TwinRow row) -> score(row.score)))
          .forEach(
              (domain, sorted) -> {
                for (int place = 0; place < sorted.size(); place++) {
                  double n = sorted.size();
                  if (place < parameters.windowFrom() * n - 1e-9
                      || place >= parameters.windowTo() * n - 1e-9) {
                    goes(sorted.get(place), "OUTSIDE_WINDOW");
                  }
                }
              });
    }
    double told = select.filters().dropHardest();
    cut(this::pool, Comparator.comparing((TwinRow row) -> -score(row.hardness)))
        .forEach(
            (pool, sorted) -> {
              double share = told;
              if (Double.isNaN(told)) {
                double all = amount(whole, pool).doubleValue();
                double kept = all == 0 ? 1 : amount(budgets, pool).doubleValue() / all;
                share = policy.equals("ccs") ? Ccs.hardest(kept) : 0;
              }
              sorted.stream()
                  .limit((long) Math.floor(share * sorted.size() + 1e-9))
                  .forEach(row -> goes(row, "HARDEST"));
            });
  }

  /** Those that have a score, by their domain, sorted. */
  private Map<String, List<TwinRow>> cut(
      Function<TwinRow, String> domain, Comparator<TwinRow> order) {
    return left().stream()
        .filter(row -> row.value != null)
        .sorted(order.thenComparing(row -> row.hash).thenComparing(row -> row.key + "/" + row.id))
        .collect(Collectors.groupingBy(domain));
  }

  private String domain(TwinRow row) {
    return switch (select.parameters().within()) {
      case ALL -> "all";
      case CLASS -> row.text("label");
      case GROUP -> row.text("source_group");
      case SCOPE -> row.text("scope");
    };
  }

  private static double score(@Nullable Double some) {
    return Objects.requireNonNull(some);
  }

  private static void goes(TwinRow row, String reason) {
    if (!row.must) {
      row.decide(false, reason);
    }
  }

  private List<TwinItem> items() {
    String group = select.constraints().groupBy();
    Map<String, List<TwinRow>> named =
        left().stream()
            .collect(
                Collectors.groupingBy(
                    row ->
                        group == null
                            ? row.id
                            : row.has(group) ? "together " + row.text(group) : "alone " + row.id));
    return named.entrySet().stream()
        .map(entry -> new TwinItem(entry.getKey(), entry.getValue(), select.ranking().perCost()))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /** One block that holds everything, by the pure policy; gains take the place of values. */
  private void gains(List<TwinItem> items) {
    List<TwinRow> block =
        items.stream()
            .flatMap(item -> item.rows.stream())
            .filter(row -> given.vectors().containsKey(row.id))
            .sorted(Comparator.comparing((TwinRow row) -> row.hash).thenComparing(row -> row.key))
            .toList();
    Map<String, Double> gains = TwinGains.of(config, block, given.vectors());
    items.forEach(item -> item.revalue(row -> gains.get(row.id)));
  }

  private boolean isRanked(TwinItem item) {
    boolean needsValue = config.choice().ranks() || policy.equals("d2");
    return (!needsValue || item.value != null)
        && (!policy.equals("cluster_quota") || item.own.has("cluster"));
  }

  private Comparator<TwinItem> order() {
    Comparator<TwinItem> first =
        switch (config.choice().policy().order()) {
          case HASH -> Comparator.comparing(item -> 0);
          case VALUE, GAIN -> Comparator.comparing(item -> -score(item.value) + 0.0);
          case GUMBEL ->
              Comparator.comparing(item -> -item.softened(select.parameters().temperature()));
        };
    return first
        .thenComparing(item -> item.own.hash)
        .thenComparing(item -> item.own.key)
        .thenComparing(item -> item.name);
  }

  /** The first of every class, and of every origin, of each pool. */
  private void floors(List<TwinItem> ordered) {
    Map<String, Integer> seen = new TreeMap<>();
    for (TwinItem item : ordered) {
      String pool = pool(item.own);
      item.classFloor =
          item.own.has("label")
              && seen.merge(pool + " class " + item.own.text("label"), 1, Integer::sum)
                  <= select.minPerClass();
      item.groupFloor =
          item.own.has("source_group")
              && seen.merge(pool + " origin " + item.own.text("source_group"), 1, Integer::sum)
                  <= select.constraints().minPerGroup();
    }
  }

  private void judge(Map<String, BigDecimal> whole, Map<String, BigDecimal> budgets) {
    BigDecimal all = whole.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    BigDecimal kept = budgets.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    if (policy.equals("top_k")
        && !select.parameters().deepTopK()
        && kept.compareTo(all.multiply(new BigDecimal("0.3"))) < 0) {
      throw new Refused("top_k would prune more than 70 %");
    }
  }
}
