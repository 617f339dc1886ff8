package io.secateur.jobs.select;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.secateur.jobs.config.PolicyChoice;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.config.SourceConfig.EmptyText;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.select.CostStage.Weighed;
import io.secateur.jobs.select.QuotaStage.Plan;
import io.secateur.jobs.select.StrataStage.Pool;
import io.secateur.jobs.spark.Ledger;
import io.secateur.jobs.spark.PlaceStage;
import io.secateur.select.Composition;
import io.secateur.select.GreedyPolicy;
import io.secateur.select.SelectionPolicy;
import io.secateur.select.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Stage 7: decides about every example, and writes the ledger, {@code 4-decisions}; beside it what
 * other budgets would keep, and what the set is made of before and after.
 *
 * <p>Duplicates go with their keeper as evidence; what the user's conditions leave out goes; what
 * constraints name stays; the policy shares the budget among the rest. Reads no text. Cost: the
 * joins of {@link SiftStage}, and one range sort of what is chosen from, which gives each its
 * place; baselines, floors and filters cut orders without sorting.
 */
public final class SelectStage {
  /** The class of what has no label. */
  static final String UNLABELLED = "(none)";

  private final Inputs inputs;
  private final RunConfig config;
  private final PolicyChoice choice;
  private final SelectionPolicy policy;
  private final Consumer<String> warn;
  private final boolean groups;
  private final List<Dataset<Row>> release = new ArrayList<>();

  private SelectStage(Inputs inputs, RunConfig config, Consumer<String> warn) {
    this.inputs = inputs;
    this.config = config;
    this.choice = config.choice();
    this.policy = choice.policy();
    this.warn = warn;
    this.groups = config.select().constraints().groupBy() != null;
  }

  /**
   * What the stage reads.
   *
   * @param examples {@code 1-examples}
   * @param duplicates {@code 3-duplicates}
   * @param duplicateCount how many these are
   * @param scores {@code 2-scores}; empty where nothing was scored
   * @param clusters {@code cache/clusters}; empty where nothing was scored
   * @param embeddings {@code cache/embeddings}; read by greedy policies only
   * @param source of which columns are read that conditions, groups and costs name
   */
  public record Inputs(
      Dataset<Row> examples,
      Dataset<Row> duplicates,
      long duplicateCount,
      Dataset<Row> scores,
      Dataset<Row> clusters,
      Dataset<Row> embeddings,
      FactsStage.Source source) {}

  /**
   * Where the stage writes.
   *
   * @param ledger {@code 4-decisions}
   * @param curve what other budgets would keep
   * @param composition what the set is made of
   */
  public record Outputs(String ledger, String curve, String composition) {}

  /**
   * What was decided.
   *
   * @param ledger what was written
   * @param chosenFrom examples that the budget is a share of
   * @param cost of what was kept, in the unit of the budget
   * @param compositions what the set is made of, before and after
   * @param gained what ranking by score per cost gained, in words; empty where it was not asked for
   */
  public record Decided(
      Ledger.Written ledger,
      long chosenFrom,
      double cost,
      List<Composition> compositions,
      String gained) {}

  /**
   * Checks, before the long work, that the budget can pay for the examples that are kept outright.
   *
   * @param examples of the input; the budget can only be smaller once duplicates are gone
   * @param withoutText of these
   * @throws DataException if it cannot
   */
  public static void checkBudget(RunConfig config, long examples, long withoutText) {
    if (config.select().keep().unit() != Unit.EXAMPLES
        || config.select().filters().where() != null
        || config.select().constraints().groupBy() != null) {
      return; // without text they cost nothing, or may go by a condition or with their group
    }
    long budget = config.select().keep().examples(examples);
    if (config.source().emptyText() == EmptyText.KEEP && budget < withoutText) {
      throw BudgetStage.tooFew(budget, withoutText);
    }
  }

  /**
   * Decides, and writes.
   *
   * @param warn told what a user should know of the selection
   * @throws DataException if the budget cannot pay for what constraints keep
   */
  public static Decided write(
      Inputs inputs, RunConfig config, String runId, Outputs outputs, Consumer<String> warn) {
    SelectStage stage = new SelectStage(inputs, config, warn);
    try {
      return stage.write(runId, outputs);
    } finally {
      stage.release.forEach(Dataset::unpersist);
    }
  }

  private Decided write(String runId, Outputs outputs) {
    Dataset<Row> sifted = SiftStage.sift(inputs, config, release);
    Weighed weighed = CostStage.weighed(sifted, BudgetStage.counts(config), config);
    BudgetStage budgets = BudgetStage.of(weighed, config);
    boolean ranked = config.select().ranking().perCost() || policy instanceof GreedyPolicy;
    Dataset<Row> valued =
        ValueStage.valued(weighed.rows(), col(SiftStage.REASON).isNull(), choice, ranked);
    Dataset<Row> filtered = FilterStage.filtered(valued, choice, config, budgets.shares());
    if (choice.by().size() > 1) {
      filtered = SiftStage.persisted(filtered, release);
    }
    Dataset<Row> candidates =
        ItemStage.named(gained(filtered.filter(col(SiftStage.REASON).isNull())), groups);
    Dataset<Row> items = ItemStage.items(candidates, groups, carried());
    Column unranked = ItemStage.unranked(policy, choice.ranks());
    if (groups || policy instanceof GreedyPolicy) {
      items = SiftStage.persisted(items, release);
    }
    if (choice.ranks() || choice.embeds()) {
      budgets = budgets.less(items.filter(unranked));
    }
    Dataset<Row> ordered =
        ItemStage.ordered(items.filter(not(unranked)), policy, config.select().ranking().perCost());
    Dataset<Row> floored =
        FloorStage.floored(
            StrataStage.stratified(ordered, policy), config.select().constraints(), release);
    Map<String, Pool> pools = StrataStage.pools(floored, policy, inputs.clusters());
    Map<String, Long> wanted = budgets.checked(pools, config, warn);
    budgets.judge(policy, wanted, config, warn);
    boolean counted = config.select().keep().unit() == Unit.EXAMPLES && !groups;
    Dataset<Row> placed = placed(floored, pools);
    if (!counted) {
      placed = SiftStage.persisted(placed, release);
    }
    Plan plan =
        counted
            ? QuotaStage.counted(pools, policy, wanted)
            : QuotaStage.weighed(placed, pools, policy, wanted);
    Dataset<Row> decided =
        new DecideStage(config, carried())
            .decided(filtered, candidates, items, unranked, placed, plan);
    decided = SiftStage.persisted(decided, release);
    if (groups) {
      TornStage.warn(filtered, items.filter(unranked), placed.filter(plan.keeps()), warn);
    }
    Row sums =
        decided
            .agg(
                sum(when(col("keeps"), col(CostStage.WEIGHT)).otherwise(lit(0L))),
                sum(col("base").cast("bigint")))
            .first();
    long weight = sums.isNullAt(0) ? 0 : sums.getLong(0);
    List<Row> classes = BaselineStage.classes(decided);
    Dataset<Row> drawn =
        BaselineStage.drawn(
            decided, classes, weight, config.select().keep().unit() == Unit.EXAMPLES);
    Ledger.Written written =
        Ledger.write(
            drawn.withColumn("policy", lit(policy.name())).withColumn("run_id", lit(runId)),
            outputs.ledger());
    long base = sums.isNullAt(1) ? 0 : sums.getLong(1);
    List<Map<String, Long>> tenths = new ArrayList<>();
    for (int t = 1; t <= CurveStage.TENTHS; t++) {
      tenths.add(budgets.tenth(pools, policy, t, counted));
    }
    Dataset<Row> based = decided.filter(col("base"));
    CurveStage.write(
        based, CurveStage.of(based, classes, base, tenths, weighed.quantum()), outputs.curve());
    List<Composition> compositions = CompositionStage.of(drawn, config);
    CompositionStage.write(decided.sparkSession(), compositions, outputs.composition());
    return new Decided(
        written,
        base,
        weight * weighed.quantum(),
        compositions,
        config.select().ranking().perCost()
            ? GainedStage.words(floored, placed, plan, weighed.quantum(), config)
            : "");
  }

  /** Gains in the place of values, where the policy is a greedy one. */
  private Dataset<Row> gained(Dataset<Row> candidates) {
    if (!(policy instanceof GreedyPolicy greedy)) {
      return candidates;
    }
    Dataset<Row> gains =
        GainStage.gains(
            inputs.embeddings(),
            candidates,
            greedy,
            config.select().parameters().block(),
            config.seed(),
            release);
    return candidates
        .drop(ValueStage.VALUE, ValueStage.SCORE)
        .join(gains.withColumnRenamed("gain", ValueStage.VALUE), "id", "left")
        .withColumn(ValueStage.SCORE, col(ValueStage.VALUE));
  }

  /** What a placed item carries along, so that nothing is joined to it again. */
  private List<String> carried() {
    return Stream.concat(
            Stream.of("tokens", ValueStage.SCORE),
            IntStream.range(0, config.select().parameters().watch().size())
                .mapToObj(w -> "watch_" + w))
        .toList();
  }

  private static Dataset<Row> placed(Dataset<Row> items, Map<String, Pool> pools) {
    Map<String, Long> sizes = new TreeMap<>();
    pools
        .values()
        .forEach(
            pool -> {
              for (int s = 0; s < pool.names().size(); s++) {
                sizes.put(pool.names().get(s), pool.strata().get(s).size());
              }
            });
    return PlaceStage.place(
        items,
        "stratum",
        sizes,
        col("floor").desc(),
        col(ItemStage.HIGH),
        col(ItemStage.LOW),
        col("key"),
        col("item"));
  }
}
