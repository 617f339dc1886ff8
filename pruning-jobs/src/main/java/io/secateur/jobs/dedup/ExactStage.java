package io.secateur.jobs.dedup;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;

import io.secateur.jobs.spark.Duplicates;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Stage 2, first half: drops examples whose canonical content another example of their scope has.
 *
 * <p>Of each set of copies one stays: one with a label before one without, then the smallest id.
 * Cost: one shuffle of keys, to count them, without ids and without a sort; of the examples only
 * those whose key another has go further. Their first is found by an aggregate that is combined on
 * the way, so that a key with a billion copies lands on one task as a few rows. The copies then
 * meet their keeper in a join that Spark splits where it is skewed.
 */
public final class ExactStage {
  private ExactStage() {}

  /**
   * The duplicates.
   *
   * @param examples as in {@code 1-examples}; those with a status are no duplicates of anything
   * @return rows of {@link Duplicates#SCHEMA}
   */
  public static Dataset<Row> find(Dataset<Row> examples) {
    Dataset<Row> comparable =
        examples
            .filter(col("status").isNull())
            // a scope is never empty, so that this stands for none
            .withColumn("scope", coalesce(col("scope"), lit("")));
    // SHA-256 does not collide; lengths are compared all the same
    String[] content = {"key", "scope", "characters"};
    Dataset<Row> shared =
        comparable
            .groupBy("key", "scope", "characters")
            .agg(count(lit(1)).as("copies"))
            .filter(col("copies").gt(1))
            .drop("copies");
    Dataset<Row> copies = comparable.join(shared, content, "left_semi");
    Dataset<Row> keepers =
        copies
            .groupBy("key", "scope", "characters")
            .agg(min(struct(col("label").isNull().as("unlabelled"), col("id"))).as("first"))
            .select(col("key"), col("scope"), col("characters"), col("first.id").as("keeper_id"));
    return copies
        .join(keepers, content)
        .filter(col("id").notEqual(col("keeper_id")))
        .select(
            col("id"),
            col("keeper_id"),
            lit(Duplicates.EXACT).as("kind"),
            lit(1.0).as("similarity"));
  }
}
