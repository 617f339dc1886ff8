package io.secateur.jobs.select;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.secateur.jobs.config.NearConfig.Mode;
import io.secateur.jobs.config.PolicyChoice;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.config.SourceConfig.EmptyText;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.select.QuotaStage.Plan;
import io.secateur.jobs.spark.Duplicates;
import io.secateur.jobs.spark.Ledger;
import io.secateur.select.GreedyPolicy;
import io.secateur.select.SelectionPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Says of every example what was decided, and why.
 *
 * <p>Cost: expressions; where examples go in groups, one join of them with their groups.
 */
final class DecideStage {
  private final RunConfig config;
  private final PolicyChoice choice;
  private final SelectionPolicy policy;
  private final boolean groups;
  private final List<String> carried;

  /**
   * @param carried columns that go along, for those who count what was decided
   */
  DecideStage(RunConfig config, List<String> carried) {
    this.config = config;
    this.choice = config.choice();
    this.policy = choice.policy();
    this.groups = config.select().constraints().groupBy() != null;
    this.carried = carried;
  }

  /**
   * Brings all decisions together.
   *
   * @param filtered every example, those that no policy looked at with their {@code reason}
   * @param candidates the others, by the item that they belong to
   * @param items what was chosen among
   * @param unranked which items the policy could not place: they stay
   * @param placed the others, in their places
   * @return of every example what the ledger says, {@code keeps, base} and what is carried along;
   *     base tells whether the budget is a share of it
   */
  Dataset<Row> decided(
      Dataset<Row> filtered,
      Dataset<Row> candidates,
      Dataset<Row> items,
      Column unranked,
      Dataset<Row> placed,
      Plan plan) {
    Dataset<Row> chosen =
        placed
            .withColumn("keeps", plan.keeps())
            .withColumn(
                SiftStage.REASON,
                when(col("must"), lit(Reason.MUST_KEEP.name()))
                    .when(col("class_floor"), lit(Reason.CLASS_FLOOR.name()))
                    .when(col("group_floor"), lit(Reason.GROUP_FLOOR.name()))
                    .when(col("keeps"), lit(Reason.WITHIN_QUOTA.name()))
                    .otherwise(lit(Reason.OVER_QUOTA.name())));
    Dataset<Row> outright =
        items
            .filter(unranked)
            .withColumn("keeps", lit(true))
            .withColumn(
                SiftStage.REASON,
                when(col("must"), lit(Reason.MUST_KEEP.name()))
                    .otherwise(lit(Reason.SCORE_INVALID.name())))
            .withColumn("stratum", SiftStage.nullOf("string"))
            .withColumn("place", SiftStage.nullOf("bigint"));
    Dataset<Row> both = of(chosen).unionByName(of(outright));
    if (groups) {
      both =
          both.select("item", "keeps", SiftStage.REASON, "stratum", "place")
              .join(candidates.drop(SiftStage.REASON), "item");
    }
    Dataset<Row> ours =
        both.withColumn("stage", lit(StageName.SELECT.key()))
            .withColumn("base", lit(true))
            .withColumn("keeper_id", SiftStage.nullOf("string"))
            .withColumn("similarity", SiftStage.nullOf("double"))
            .withColumn("threshold", SiftStage.nullOf("double"))
            .withColumn("score_name", scoreName());
    return columns(ours).unionByName(columns(early(filtered)));
  }

  private Dataset<Row> of(Dataset<Row> items) {
    Stream<String> names = Stream.of("item", "keeps", SiftStage.REASON, "stratum", "place");
    Stream<String> own =
        Stream.concat(
            Stream.of("id", "key", "class", "source_group", "order", CostStage.WEIGHT),
            carried.stream());
    return items.select(
        (groups ? names : Stream.concat(names, own)).map(name -> col(name)).toArray(Column[]::new));
  }

  private Column scoreName() {
    String name = policy instanceof GreedyPolicy ? policy.name() : choice.byInWords();
    return choice.by().isEmpty() && !(policy instanceof GreedyPolicy)
        ? SiftStage.nullOf("string")
        : lit(name);
  }

  /** What no policy looked at. */
  private Dataset<Row> early(Dataset<Row> filtered) {
    Column reason = col(SiftStage.REASON);
    Column duplicate = col("keeper_id").isNotNull();
    Column filter =
        reason.isin(
            Reason.BELOW_THRESHOLD.name(), Reason.OUTSIDE_WINDOW.name(), Reason.HARDEST.name());
    Column textless = reason.isin(Reason.TEXT_NULL.name(), Reason.TEXT_EMPTY.name());
    Column keeps =
        reason
            .equalTo(Reason.MUST_KEEP.name())
            .or(textless.and(lit(config.source().emptyText() == EmptyText.KEEP)));
    Column issue = reason.equalTo(Reason.LABEL_ISSUE.name());
    return filtered
        .filter(reason.isNotNull())
        .withColumn("keeps", keeps)
        .withColumn("base", keeps.or(filter))
        .withColumn(
            "stage",
            when(
                    duplicate.and(col("kind").equalTo(Duplicates.SEMANTIC)),
                    lit(StageName.SEMANTIC.key()))
                .when(duplicate, lit(StageName.DEDUP.key()))
                .when(textless, lit(StageName.READ.key()))
                .when(issue, lit(StageName.SCORE.key()))
                .otherwise(lit(StageName.SELECT.key())))
        .withColumn("threshold", coalesce(threshold(config), col(FilterStage.LIMIT)))
        .withColumn("score_name", when(issue, lit("label_issue")).when(filter, scoreName()))
        .withColumn(
            ValueStage.SCORE, when(issue, col("label_issue")).when(filter, col(ValueStage.SCORE)))
        .withColumn("stratum", SiftStage.nullOf("string"))
        .withColumn("place", SiftStage.nullOf("bigint"));
  }

  private Dataset<Row> columns(Dataset<Row> rows) {
    List<Column> columns = new ArrayList<>();
    for (String name :
        List.of(
            "id",
            "key",
            "class",
            "source_group",
            "order",
            CostStage.WEIGHT,
            "keeps",
            "base",
            "stage",
            SiftStage.REASON,
            "keeper_id",
            "similarity",
            "score_name",
            "threshold",
            "stratum",
            "place")) {
      columns.add(col(name));
    }
    carried.forEach(name -> columns.add(col(name)));
    columns.add(when(col("keeps"), lit(Ledger.KEEP)).otherwise(lit(Ledger.DROP)).as("decision"));
    return rows.select(columns.toArray(Column[]::new));
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
            config.near().mode() == Mode.STAR ? lit(near) : SiftStage.nullOf("double"))
        .when(kind.equalTo(Duplicates.SEMANTIC), lit(config.semantic().minCosine()));
  }
}
