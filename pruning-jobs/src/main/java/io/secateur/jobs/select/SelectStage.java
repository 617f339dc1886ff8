package io.secateur.jobs.select;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.secateur.example.ContentKey;
import io.secateur.example.SeededHash;
import io.secateur.jobs.config.NearConfig.Mode;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.config.SourceConfig.EmptyText;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.spark.Duplicates;
import io.secateur.jobs.spark.Ledger;
import io.secateur.jobs.spark.PlaceStage;
import io.secateur.select.Policies;
import io.secateur.select.Quotas;
import io.secateur.select.SelectionPolicy;
import io.secateur.select.SelectionPolicy.Order;
import io.secateur.select.StratifiedRandom;
import io.secateur.select.Stratum;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Stage 7: decides about every example, and writes the ledger, {@code 4-decisions}.
 *
 * <p>Duplicates go with their keeper as evidence; examples without text stay, unless told
 * otherwise; label issues go where told to; the policy shares the budget among the rest. Reads no
 * text. Cost: a range sort of what is left, one more where classes have floors, and two of all
 * examples for the baselines.
 */
public final class SelectStage {
  private static final String STRATUM = "stratum";
  private static final String UNLABELLED = "(none)";
  private static final StructType QUOTAS = StructType.fromDDL("stratum string, quota bigint");

  private SelectStage() {}

  /**
   * What the stage reads.
   *
   * @param examples {@code 1-examples}
   * @param duplicates {@code 3-duplicates}
   * @param scores {@code 2-scores}; empty where nothing was scored
   * @param clusters {@code cache/clusters}; empty where nothing was scored
   */
  public record Inputs(
      Dataset<Row> examples, Dataset<Row> duplicates, Dataset<Row> scores, Dataset<Row> clusters) {}

  /**
   * Checks, before the long work, that the budget can pay for the examples that are kept outright.
   *
   * @param examples of the input; the budget can only be smaller once duplicates are gone
   * @param withoutText of these
   * @throws DataException if it cannot
   */
  public static void checkBudget(RunConfig config, long examples, long withoutText) {
    long budget = config.select().keep().examples(examples);
    if (config.source().emptyText() == EmptyText.KEEP && budget < withoutText) {
      throw tooFew(budget, withoutText);
    }
  }

  private static DataException tooFew(long budget, long withoutText) {
    return new DataException(
        ("Cannot select: the budget is %,d examples, but %,d have no text and are kept. Raise"
                + " select.keep, or set source.empty-text = drop.")
            .formatted(budget, withoutText));
  }

  /** Decides, and writes the ledger. */
  public static Ledger.Written write(Inputs inputs, RunConfig config, String runId, String path) {
    List<Dataset<Row>> release = new ArrayList<>();
    Dataset<Row> decided = decide(inputs, config, release);
    decided.persist(StorageLevel.MEMORY_AND_DISK());
    release.add(decided);
    long kept = decided.filter(col("decision").equalTo(Ledger.KEEP)).count();
    Dataset<Row> ledger =
        decided
            .join(baselines(inputs.examples(), kept, config.seed(), release), "id")
            .withColumn("policy", lit(config.policyName()))
            .withColumn("run_id", lit(runId));
    Ledger.Written written = Ledger.write(ledger, path);
    release.forEach(Dataset::unpersist);
    return written;
  }

  private static Dataset<Row> decide(Inputs inputs, RunConfig config, List<Dataset<Row>> release) {
    Dataset<Row> duplicates = duplicates(inputs, config);
    Dataset<Row> rest = inputs.examples().join(inputs.duplicates().select("id"), "id", "left_anti");
    Dataset<Row> unscorable = unscorable(rest, config.source().emptyText());
    Dataset<Row> scored =
        rest.filter(col("status").isNull())
            .join(inputs.scores(), "id", "left")
            .persist(StorageLevel.MEMORY_AND_DISK());
    release.add(scored);
    Column issue = lit(config.select().dropLabelIssues()).and(col("label_issue").equalTo(lit(1.0)));
    Dataset<Row> mislabelled = scored.filter(issue);
    Dataset<Row> candidates = scored.filter(not(coalesce(issue, lit(false))));
    long outright = unscorable.filter(col("decision").equalTo(Ledger.KEEP)).count();
    long budget = config.select().keep().examples(candidates.count() + outright);
    if (budget < outright) {
      throw tooFew(budget, outright);
    }
    Dataset<Row> selected = selected(candidates, inputs, config, budget - outright, release);
    return duplicates
        .unionByName(unscorable)
        .unionByName(mislabelled(mislabelled))
        .unionByName(selected);
  }

  private static Dataset<Row> mislabelled(Dataset<Row> rows) {
    return rows.select(
        col("id"),
        col("key"),
        lit(Ledger.DROP).as("decision"),
        lit(StageName.SCORE.key()).as("stage"),
        lit(Reason.LABEL_ISSUE.name()).as("reason"),
        nullOf("string").as("keeper_id"),
        nullOf("double").as("similarity"),
        lit("label_issue").as("score_name"),
        col("label_issue").as("score"),
        nullOf("double").as("threshold"),
        nullOf("string").as(STRATUM),
        nullOf("bigint").as("place"));
  }

  private static Dataset<Row> duplicates(Inputs inputs, RunConfig config) {
    Column kind = col("kind");
    return inputs
        .duplicates()
        .join(inputs.examples().select("id", "key"), "id")
        .select(
            col("id"),
            col("key"),
            lit(Ledger.DROP).as("decision"),
            when(kind.equalTo(Duplicates.SEMANTIC), lit(StageName.SEMANTIC.key()))
                .otherwise(lit(StageName.DEDUP.key()))
                .as("stage"),
            Duplicates.reason(kind).as("reason"),
            col("keeper_id"),
            col("similarity"),
            nullOf("string").as("score_name"),
            nullOf("double").as("score"),
            threshold(config).as("threshold"),
            nullOf("string").as(STRATUM),
            nullOf("bigint").as("place"));
  }

  /**
   * What a duplicate's similarity had to reach. Members of a component, which chains joined, did
   * not have to reach anything.
   */
  static Column threshold(RunConfig config) {
    Column kind = col("kind");
    double near = config.near().threshold();
    return when(kind.equalTo(Duplicates.EXACT), lit(1.0))
        .when(kind.equalTo(Duplicates.NEAR).and(col("similarity").geq(near)), lit(near))
        .when(
            kind.equalTo(Duplicates.NEAR),
            config.near().mode() == Mode.STAR ? lit(near) : nullOf("double"))
        .when(kind.equalTo(Duplicates.SEMANTIC), lit(config.semantic().minCosine()));
  }

  private static Dataset<Row> unscorable(Dataset<Row> rest, EmptyText emptyText) {
    String decision = emptyText == EmptyText.DROP ? Ledger.DROP : Ledger.KEEP;
    return rest.filter(col("status").isNotNull())
        .select(
            col("id"),
            col("key"),
            lit(decision).as("decision"),
            lit(StageName.READ.key()).as("stage"),
            col("status").as("reason"),
            nullOf("string").as("keeper_id"),
            nullOf("double").as("similarity"),
            nullOf("string").as("score_name"),
            nullOf("double").as("score"),
            nullOf("double").as("threshold"),
            nullOf("string").as(STRATUM),
            nullOf("bigint").as("place"));
  }

  private static Dataset<Row> selected(
      Dataset<Row> candidates,
      Inputs inputs,
      RunConfig config,
      long budget,
      List<Dataset<Row>> release) {
    SelectionPolicy policy = Policies.named(config.policyName()).orElseThrow();
    Column[] order = order(policy.order(), config.seed());
    Dataset<Row> stratified =
        candidates
            .withColumn("class", coalesce(col("label"), lit(UNLABELLED)))
            .withColumn(STRATUM, stratum(policy))
            .transform(rows -> withFloors(rows, config.select().minPerClass(), order));
    stratified.persist(StorageLevel.MEMORY_AND_DISK());
    release.add(stratified);
    Map<String, Long> sizes = PlaceStage.sizes(stratified, STRATUM);
    List<Stratum> strata = strata(stratified, sizes, policy, inputs.clusters());
    Dataset<Row> quotas = quotas(stratified, strata, plan(policy, strata, budget));
    boolean scored = policy.order() == Order.VALUE;
    Column keep = col("place").lt(col("quota"));
    return PlaceStage.place(stratified, STRATUM, sizes, floorsFirst(order))
        .join(functions.broadcast(quotas), STRATUM)
        .select(
            col("id"),
            col("key"),
            when(keep, lit(Ledger.KEEP)).otherwise(lit(Ledger.DROP)).as("decision"),
            lit(StageName.SELECT.key()).as("stage"),
            when(col("floor"), lit(Reason.CLASS_FLOOR.name()))
                .when(keep, lit(Reason.WITHIN_QUOTA.name()))
                .otherwise(lit(Reason.OVER_QUOTA.name()))
                .as("reason"),
            nullOf("string").as("keeper_id"),
            nullOf("double").as("similarity"),
            (scored ? lit("prototypicality") : nullOf("string")).as("score_name"),
            (scored ? col("prototypicality") : nullOf("double")).as("score"),
            nullOf("double").as("threshold"),
            col(STRATUM),
            col("place"));
  }

  private static Quotas plan(SelectionPolicy policy, List<Stratum> strata, long budget) {
    long floors = strata.stream().mapToLong(Stratum::atLeast).sum();
    if (floors > budget) {
      throw new DataException(
          ("Cannot select: select.min-per-class keeps %,d examples, but the budget is %,d. Lower"
                  + " the one or raise select.keep.")
              .formatted(floors, budget));
    }
    return policy.plan(strata, budget);
  }

  private static Column stratum(SelectionPolicy policy) {
    return switch (policy.strata()) {
      case WHOLE -> lit("all");
      case LABEL -> col("class");
      case CLUSTER -> col("cluster").cast("string");
      case SCORE -> throw new IllegalArgumentException("Invalid strata: " + policy.strata());
    };
  }

  private static Column[] order(Order order, long seed) {
    Column hash = hash(seed).as("order");
    return switch (order) {
      case HASH -> new Column[] {hash, col("key"), col("id")};
      case VALUE -> new Column[] {col("prototypicality").asc(), hash, col("key"), col("id")};
      case GUMBEL, GAIN -> throw new IllegalArgumentException("Invalid order: " + order);
    };
  }

  private static Column[] floorsFirst(Column[] order) {
    Column[] all = new Column[order.length + 1];
    all[0] = col("floor").desc();
    System.arraycopy(order, 0, all, 1, order.length);
    return all;
  }

  private static Column hash(long seed) {
    UDF1<String, Long> order = key -> SeededHash.order(seed, ContentKey.parse(key));
    UserDefinedFunction function = functions.udf(order, DataTypes.LongType);
    return function.apply(col("key"));
  }

  private static Dataset<Row> withFloors(Dataset<Row> rows, long minPerClass, Column[] order) {
    if (minPerClass == 0) {
      return rows.withColumn("floor", lit(false));
    }
    return PlaceStage.place(rows, "class", PlaceStage.sizes(rows, "class"), order)
        .withColumn("floor", col("place").lt(minPerClass).and(col("label").isNotNull()))
        .drop("place");
  }

  private static List<Stratum> strata(
      Dataset<Row> rows, Map<String, Long> sizes, SelectionPolicy policy, Dataset<Row> clusters) {
    Map<String, Long> floors = new HashMap<>();
    rows.groupBy(STRATUM)
        .agg(sum(col("floor").cast("bigint")))
        .collectAsList()
        .forEach(row -> floors.put(row.getString(0), row.getLong(1)));
    Map<String, Double> complexity =
        policy.strata() == SelectionPolicy.Strata.CLUSTER ? complexity(rows, clusters) : Map.of();
    return sizes.entrySet().stream()
        .map(
            size ->
                new Stratum(
                    size.getKey(),
                    size.getValue(),
                    floors.getOrDefault(size.getKey(), 0L),
                    complexity.getOrDefault(size.getKey(), 0.0)))
        .toList();
  }

  /** d_intra · d_inter of each cluster; sums in fixed point, so that no order of rows shows. */
  private static Map<String, Double> complexity(Dataset<Row> rows, Dataset<Row> clusters) {
    Map<Integer, Double> apart = new HashMap<>();
    clusters.collectAsList().forEach(row -> apart.put(row.getInt(0), row.getDouble(1)));
    double unit = 1L << 40;
    Map<String, Double> complexity = new HashMap<>();
    rows.groupBy("cluster")
        .agg(
            sum(functions
                    .round(lit(1).minus(col("prototypicality")).multiply(unit))
                    .cast("decimal(38,0)"))
                .cast("double"),
            count(lit(1)))
        .collectAsList()
        .forEach(
            row -> {
              double within = row.getDouble(1) / unit / row.getLong(2);
              int cluster = row.getInt(0);
              complexity.put(Integer.toString(cluster), within * apart.getOrDefault(cluster, 0.0));
            });
    return complexity;
  }

  private static Dataset<Row> quotas(Dataset<Row> rows, List<Stratum> strata, Quotas quotas) {
    List<Row> table = new ArrayList<>();
    for (int s = 0; s < strata.size(); s++) {
      table.add(RowFactory.create(strata.get(s).name(), quotas.kept().get(s)));
    }
    return rows.sparkSession().createDataFrame(table, QUOTAS);
  }

  /** As many examples of the whole input, drawn at random: what a person without us would do. */
  private static Dataset<Row> baselines(
      Dataset<Row> examples, long kept, long seed, List<Dataset<Row>> release) {
    Dataset<Row> rows =
        examples.select(
            col("id"),
            col("key"),
            lit("all").as("whole"),
            coalesce(col("label"), lit(UNLABELLED)).as("class"));
    Map<String, Long> whole = PlaceStage.sizes(rows, "whole");
    Dataset<Row> random =
        drawn(rows, "whole", whole, kept, seed).withColumnRenamed("drawn", "baseline_random");
    // Labels by the hundred thousand are no classes to keep in proportion.
    Dataset<Row> stratified =
        PlaceStage.sizesIfFew(rows, "class")
            .map(classes -> drawn(rows, "class", classes, kept, seed))
            .orElseGet(() -> drawn(rows, "whole", whole, kept, seed))
            .withColumnRenamed("drawn", "baseline_stratified");
    Dataset<Row> both = random.join(stratified, "id").persist(StorageLevel.MEMORY_AND_DISK());
    release.add(both);
    return both;
  }

  /** {@code id, drawn}: a proportional share of each stratum, in the order of the hash. */
  private static Dataset<Row> drawn(
      Dataset<Row> rows, String stratum, Map<String, Long> sizes, long kept, long seed) {
    List<Stratum> strata =
        sizes.entrySet().stream()
            .map(size -> new Stratum(size.getKey(), size.getValue(), 0, 0))
            .toList();
    Dataset<Row> quotas =
        quotas(rows, strata, new StratifiedRandom().plan(strata, kept))
            .withColumnRenamed(STRATUM, stratum);
    return PlaceStage.place(rows, stratum, sizes, order(Order.HASH, seed))
        .join(functions.broadcast(quotas), stratum)
        .select(col("id"), col("place").lt(col("quota")).as("drawn"));
  }

  static Column nullOf(String type) {
    return lit(null).cast(type);
  }
}
