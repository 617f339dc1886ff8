package io.secateur.jobs.select;

import static io.secateur.jobs.select.SiftStage.nullOf;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.config.SourceConfig.EmptyText;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.spark.Duplicates;
import io.secateur.jobs.spark.Few;
import io.secateur.jobs.spark.Ledger;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Decides where there is no budget: everything stays that is no duplicate.
 *
 * <p>Cost: one scan of the examples; a shuffle only where there are many duplicates.
 */
public final class KeepStage {
  private static final String POLICY = "deduplicate";

  private KeepStage() {}

  /**
   * Writes the ledger.
   *
   * @param examples {@code 1-examples}
   * @param duplicates {@code 3-duplicates}
   * @param count how many duplicates there are
   */
  public static Ledger.Written write(
      Dataset<Row> examples,
      Dataset<Row> duplicates,
      long count,
      RunConfig config,
      String runId,
      String path) {
    Column duplicate = col("keeper_id").isNotNull();
    Column textless = col("status").isNotNull();
    String withoutText = config.source().emptyText() == EmptyText.DROP ? Ledger.DROP : Ledger.KEEP;
    Dataset<Row> ledger =
        examples
            .select("id", "key", "status")
            .join(Few.isFew(count) ? broadcast(duplicates) : duplicates, "id", "left")
            .select(
                col("id"),
                col("key"),
                when(duplicate, lit(Ledger.DROP))
                    .when(textless, lit(withoutText))
                    .otherwise(lit(Ledger.KEEP))
                    .as("decision"),
                when(textless, lit(StageName.READ.key()))
                    .otherwise(lit(StageName.DEDUP.key()))
                    .as("stage"),
                when(duplicate, Duplicates.reason(col("kind")))
                    .when(textless, col("status"))
                    .otherwise(lit(Reason.NO_DUPLICATE.name()))
                    .as("reason"),
                col("keeper_id"),
                col("similarity"),
                nullOf("string").as("score_name"),
                nullOf("double").as("score"),
                DecideStage.threshold(config).as("threshold"),
                nullOf("string").as("stratum"),
                nullOf("bigint").as("place"),
                lit(POLICY).as("policy"),
                nullOf("boolean").as("baseline_random"),
                nullOf("boolean").as("baseline_stratified"),
                lit(runId).as("run_id"));
    return Ledger.write(ledger, path);
  }
}
