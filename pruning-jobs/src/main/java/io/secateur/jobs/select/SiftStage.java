package io.secateur.jobs.select;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.secateur.example.ContentKey;
import io.secateur.example.SeededHash;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.config.SourceConfig.EmptyText;
import io.secateur.jobs.select.SelectStage.Inputs;
import io.secateur.jobs.spark.Few;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;

/**
 * Brings together what is known of every example, and decides about those that no policy need look
 * at: duplicates, examples without text, what the user's conditions leave out.
 *
 * <p>Cost: the examples, duplicates, scores and facts are joined by id: one shuffle of each, or
 * none of those that are few.
 */
final class SiftStage {
  /** No policy looks at them: an early reason, or null. */
  static final String REASON = "reason";

  private static final int LONGEST_CHAIN = 4; // exact, near, semantic

  private SiftStage() {}

  /**
   * All examples.
   *
   * @param release gathers what the caller may let go of
   * @return of every example {@code id, key, label, class, source_group, pool, tokens, bytes, size,
   *     keeper_id, similarity, kind, cluster}, the scores that are ranked by, {@code together,
   *     cost, must} and what is watched, and {@code reason}: null where the policy decides
   */
  static Dataset<Row> sift(Inputs inputs, RunConfig config, List<Dataset<Row>> release) {
    Dataset<Row> scores = inputs.scores().select(scoreColumns(config));
    Dataset<Row> duplicates = inputs.duplicates().select("id", "keeper_id", "similarity", "kind");
    Dataset<Row> rows =
        inputs
            .examples()
            .join(
                Few.isFew(inputs.duplicateCount()) ? broadcast(duplicates) : duplicates,
                "id",
                "left")
            .join(scores, "id", "left");
    if (FactsStage.asked(config.select())) {
      rows =
          rows.join(
              FactsStage.read(inputs.source(), inputs.scores(), config.select()), "id", "left");
    } else {
      rows =
          rows.withColumn("together", nullOf("string"))
              .withColumn("cost", nullOf("double"))
              .withColumn("must", lit(false))
              .withColumn("passes", lit(true));
    }
    if (config.select().constraints().namesRows()) {
      rows = persisted(rows, release);
      rows = withKeepersOfNamed(rows);
    }
    return persisted(
        rows.withColumn("class", coalesce(col("label"), lit(SelectStage.UNLABELLED)))
            .withColumn(
                "pool",
                config.select().constraints().perScope()
                    ? coalesce(col("scope"), lit(SelectStage.UNLABELLED))
                    : lit(""))
            .withColumn("order", order(config.seed()))
            .withColumn("lean", StrataStage.lean(config.choice().policy()))
            .withColumn(REASON, reason(config)),
        release);
  }

  static Dataset<Row> persisted(Dataset<Row> rows, List<Dataset<Row>> release) {
    Dataset<Row> kept = rows.persist(StorageLevel.MEMORY_AND_DISK());
    release.add(kept);
    return kept;
  }

  private static Column[] scoreColumns(RunConfig config) {
    Set<String> names = new TreeSet<>(config.choice().by().keySet());
    names.add("label_issue");
    names.addAll(StrataStage.reads(config.choice().policy()));
    List<Column> columns = new ArrayList<>(List.of(col("id"), col("cluster")));
    names.forEach(name -> columns.add(col(name)));
    return columns.toArray(Column[]::new);
  }

  /** A duplicate that must stay is represented by its keeper, which must then stay in its place. */
  private static Dataset<Row> withKeepersOfNamed(Dataset<Row> rows) {
    Dataset<Row> duplicates =
        rows.filter(col("keeper_id").isNotNull())
            .select(col("id").as("duplicate"), col("keeper_id"));
    Dataset<Row> named =
        rows.filter(col("must").and(col("keeper_id").isNotNull()))
            .select(col("keeper_id").as("stands"));
    Dataset<Row> keepers = named;
    for (int hop = 1; hop < LONGEST_CHAIN; hop++) {
      named =
          named
              .join(duplicates, col("stands").equalTo(col("duplicate")))
              .select(col("keeper_id").as("stands"));
      keepers = keepers.union(named);
    }
    Dataset<Row> found =
        keepers.distinct().select(col("stands").as("id"), lit(true).as("represents"));
    return rows.join(found, "id", "left")
        .withColumn("must", col("must").or(coalesce(col("represents"), lit(false))))
        .drop("represents");
  }

  private static Column reason(RunConfig config) {
    Column textless = col("status").isNotNull();
    Column alone = col("together").isNull();
    Column issue =
        lit(config.select().dropLabelIssues())
            .and(coalesce(col("label_issue").equalTo(lit(1.0)), lit(false)));
    Column early =
        when(col("keeper_id").isNotNull(), io.secateur.jobs.spark.Duplicates.reason(col("kind")))
            .when(textless.and(col("must")), lit(Reason.MUST_KEEP.name()));
    if (config.source().emptyText() == EmptyText.DROP) {
      early = early.when(textless, col("status"));
    }
    return early
        .when(not(col("must")).and(not(col("passes"))), lit(Reason.FILTERED.name()))
        .when(textless.and(alone), col("status")) // others go with their group
        .when(not(col("must")).and(issue), lit(Reason.LABEL_ISSUE.name()));
  }

  private static Column order(long seed) {
    UDF1<String, Long> order = key -> SeededHash.order(seed, ContentKey.parse(key));
    return udf(order, DataTypes.LongType).apply(col("key"));
  }

  static Column nullOf(String type) {
    return lit(null).cast(type);
  }
}
