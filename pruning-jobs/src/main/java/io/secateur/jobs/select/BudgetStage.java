package io.secateur.jobs.select;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.config.SourceConfig.EmptyText;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.select.CostStage.Weighed;
import io.secateur.jobs.select.StrataStage.Pool;
import io.secateur.select.Budget;
import io.secateur.select.SelectionPolicy;
import io.secateur.select.TopK;
import io.secateur.select.Unit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The budgets of the pools, in quanta.
 *
 * @param keep as configured
 * @param quantum size of one
 * @param whole what all examples weigh that the budget is a share of
 * @param withoutText what those weigh that stay since nothing could be said of them
 * @param outright what those weigh that stay whatever the policy says
 */
record BudgetStage(
    Budget keep,
    double quantum,
    Map<String, Long> whole,
    Map<String, Long> withoutText,
    Map<String, Long> outright) {
  private static final int MOST_POOLS = 10_000;

  static DataException tooFew(long budget, long withoutText) {
    return new DataException(
        ("Cannot select: the budget is %,d examples, but %,d have no text and are kept. Raise"
                + " select.keep, or set source.empty-text = drop.")
            .formatted(budget, withoutText));
  }

  /**
   * Which rows count: what neither duplicates nor the user's conditions took away.
   *
   * @return of rows that {@link SiftStage} gave
   */
  static Column counts(RunConfig config) {
    return coalesce(stays(config), col(SiftStage.REASON).isNull());
  }

  private static Column stays(RunConfig config) {
    Column reason = col(SiftStage.REASON);
    Column stays = reason.equalTo(Reason.MUST_KEEP.name());
    return config.source().emptyText() == EmptyText.KEEP
        ? stays.or(reason.isin(Reason.TEXT_NULL.name(), Reason.TEXT_EMPTY.name()))
        : stays;
  }

  static BudgetStage of(Weighed weighed, RunConfig config) {
    Column weight = col(CostStage.WEIGHT);
    List<Row> sums =
        weighed
            .rows()
            .filter(counts(config))
            .groupBy("pool")
            .agg(sum(weight), sum(when(stays(config), weight).otherwise(lit(0L))))
            .limit(MOST_POOLS + 1)
            .collectAsList();
    if (sums.size() > MOST_POOLS) {
      throw new DataException(
          "Cannot select: more than %,d scopes have budgets of their own (select.per-scope). Choose coarser scopes."
              .formatted(MOST_POOLS));
    }
    Map<String, Long> whole = new TreeMap<>();
    Map<String, Long> outright = new TreeMap<>();
    for (Row row : sums) {
      whole.put(row.getString(0), row.getLong(1));
      outright.put(row.getString(0), row.isNullAt(2) ? 0 : row.getLong(2));
    }
    return new BudgetStage(config.select().keep(), weighed.quantum(), whole, outright, outright);
  }

  /** What is left once items that cannot be ranked are paid for, which stay. */
  BudgetStage less(Dataset<Row> unranked) {
    Map<String, Long> more = new TreeMap<>(outright);
    unranked
        .groupBy("pool")
        .agg(sum(CostStage.WEIGHT))
        .collectAsList()
        .forEach(row -> more.merge(row.getString(0), row.getLong(1), Long::sum));
    return new BudgetStage(keep, quantum, whole, withoutText, more);
  }

  /** The share of its weight that each pool keeps. */
  Map<String, Double> shares() {
    Map<String, Double> shares = new HashMap<>();
    whole.forEach(
        (pool, weight) -> shares.put(pool, weight == 0 ? 1.0 : budget(pool) / (double) weight));
    return shares;
  }

  private long budget(String pool) {
    return keep.of(whole.getOrDefault(pool, 0L), quantum);
  }

  /**
   * What the policy has to share out in each pool.
   *
   * @throws DataException if a budget cannot pay for what stays anyway
   */
  Map<String, Long> checked(Map<String, Pool> pools, RunConfig config, Consumer<String> warn) {
    Map<String, Long> wanted = new TreeMap<>();
    long spare = 0;
    for (String pool : whole.keySet()) {
      long budget = budget(pool);
      long stays = outright.getOrDefault(pool, 0L);
      long textless = withoutText.getOrDefault(pool, 0L);
      if (budget < textless && keep.unit() == Unit.EXAMPLES) {
        throw tooFew(budget, textless);
      }
      if (budget < stays) {
        throw tooLittle(pool, budget, stays, "what has no text or no score, and is kept,");
      }
      Pool there = pools.get(pool);
      long floors = there == null ? 0 : there.floors();
      if (floors > budget - stays) {
        if (keep.unit() == Unit.EXAMPLES && pool.isEmpty() && onlyClasses(config)) {
          throw new DataException(
              ("Cannot select: select.min-per-class keeps %,d examples, but the budget is %,d. Lower"
                      + " the one or raise select.keep.")
                  .formatted(floors, budget - stays));
        }
        throw tooLittle(pool, budget - stays, floors, "what select.must-keep and floors keep");
      }
      wanted.put(pool, budget - stays);
      long weight = there == null ? 0 : there.weight();
      spare += Math.max(0, budget - stays - weight);
    }
    if (spare > 0 && keep instanceof Budget.Fraction share && share.fraction() < 1) {
      warn.accept(
          "the budget is %s more than what filters left to choose from: all of that stays"
              .formatted(words(spare)));
    }
    return wanted;
  }

  private static boolean onlyClasses(RunConfig config) {
    return !config.select().constraints().namesRows()
        && config.select().constraints().minPerGroup() == 0;
  }

  private DataException tooLittle(String pool, long budget, long needed, String what) {
    return new DataException(
        "Cannot select: the budget%s is %s, but %s takes %s. Raise select.keep, or ask for less."
            .formatted(
                pool.isEmpty() ? "" : " of scope " + pool, words(budget), what, words(needed)));
  }

  private String words(long weight) {
    return new Budget.Amount(Math.max(Double.MIN_NORMAL, weight * quantum), keep.unit()).toString();
  }

  /** Where top_k prunes so much that it loses to random, it says so, or refuses. */
  void judge(
      SelectionPolicy policy, Map<String, Long> wanted, RunConfig config, Consumer<String> warn) {
    if (!(policy instanceof TopK)) {
      return;
    }
    long kept = 0;
    long all = 0;
    for (String pool : wanted.keySet()) {
      all += whole.getOrDefault(pool, 0L);
      kept += Math.min(budget(pool), whole.getOrDefault(pool, 0L));
    }
    TopK.Verdict verdict = TopK.verdict(kept, all);
    if (verdict == TopK.Verdict.REFUSE && !config.select().parameters().deepTopK()) {
      throw new DataException(
          "Cannot select: top_k would prune more than 70 %% (%s of %s stay), where it loses to random. Raise select.keep, take ccs, or set select.top-k.deep = true."
              .formatted(words(kept), words(all)));
    }
    if (verdict != TopK.Verdict.FINE) {
      warn.accept(
          "top_k prunes more than %.0f %%, where it often loses to random; ccs keeps easy examples too"
              .formatted(100 * verdict.prunedPast()));
    }
  }

  /**
   * What a tenth of the examples would keep of each stratum.
   *
   * @param tenth from 1 to 9
   * @param counted whether quanta are examples
   * @return empty where what stays anyway is more
   */
  Map<String, Long> tenth(
      Map<String, Pool> pools, SelectionPolicy policy, int tenth, boolean counted) {
    Map<String, Long> tenths = new HashMap<>();
    for (Map.Entry<String, Pool> entry : pools.entrySet()) {
      Pool pool = entry.getValue();
      long all = counted ? whole.getOrDefault(entry.getKey(), 0L) : pool.items();
      long stays = counted ? outright.getOrDefault(entry.getKey(), 0L) : 0;
      long budget = Math.min(pool.items(), Math.round(all * (tenth / 10.0)) - stays);
      if (budget < pool.floorItems()) {
        return Map.of();
      }
      tenths.put(entry.getKey(), budget);
    }
    return QuotaStage.quotas(pools, policy, tenths);
  }
}
