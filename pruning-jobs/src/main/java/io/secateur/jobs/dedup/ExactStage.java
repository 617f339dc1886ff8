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
 * Cost: one shuffle of keys and ids; the aggregate is combined on the way, so that a key with a
 * billion copies lands on one task as a few rows. The copies then meet their keeper in a join that
 * Spark splits where it is skewed.
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
    Dataset<Row> keepers =
        comparable
            .groupBy("scope", "key", "characters")
            .agg(
                min(struct(col("label").isNull().as("unlabelled"), col("id"))).as("first"),
                count(lit(1)).as("copies"))
            .filter(col("copies").gt(1))
            .select(col("scope"), col("key"), col("characters"), col("first.id").as("keeper_id"));
    return comparable
        .select("id", "scope", "key", "characters")
        .join(
            keepers,
            // SHA-256 does not collide; lengths are compared all the same
            new String[] {"scope", "key", "characters"})
        .filter(col("id").notEqual(col("keeper_id")))
        .select(
            col("id"),
            col("keeper_id"),
            lit(Duplicates.EXACT).as("kind"),
            lit(1.0).as("similarity"));
  }
}
