package io.secateur.jobs.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Proves, before a run is published, that nothing was lost: every example has one decision, every
 * dropped duplicate a verified keeper in its own scope, and the pruned set the rows that the ledger
 * keeps.
 */
public final class InvariantStage {
  private InvariantStage() {}

  /**
   * What was checked.
   *
   * @param duplicates that were dropped, each against its keeper
   * @param written rows of the pruned set
   * @param digest of their ids
   */
  public record Checked(long duplicates, long written, String digest) {}

  /**
   * Checks the laws.
   *
   * @param examples {@code id, scope} of {@code 1-examples}
   * @param ledger {@code 4-decisions}
   * @param prunedIds {@code id} of the rows of {@code 5-pruned}, as they were written
   * @return what was checked
   * @throws IllegalStateException if a law does not hold: nothing is published then
   */
  public static Checked check(Dataset<Row> examples, Dataset<Row> ledger, Dataset<Row> prunedIds) {
    List<String> broken = new ArrayList<>();
    long input = examples.count();
    Row counts =
        ledger
            .agg(
                count(lit(1)),
                count_distinct(col("id")),
                count(when(col("decision").equalTo(Ledger.KEEP), 1)),
                count(col("keeper_id")),
                count(when(col("similarity").lt(col("threshold")), 1)))
            .first();
    if (counts.getLong(0) != input || counts.getLong(1) != input) {
      broken.add(
          "%,d examples, but %,d decisions about %,d"
              .formatted(input, counts.getLong(0), counts.getLong(1)));
    }
    long missing = examples.join(ledger, "id", "left_anti").count();
    if (missing > 0) {
      broken.add("%,d examples without a decision".formatted(missing));
    }
    long written = prunedIds.count();
    String digest = RowDigest.of(prunedIds.select("id"));
    String kept = RowDigest.of(ledger.filter(col("decision").equalTo(Ledger.KEEP)).select("id"));
    if (written != counts.getLong(2) || !digest.equals(kept)) {
      broken.add("the %,d rows written are not the %,d kept".formatted(written, counts.getLong(2)));
    }
    if (counts.getLong(4) > 0) {
      broken.add("%,d duplicates below their threshold".formatted(counts.getLong(4)));
    }
    long unverified = counts.getLong(3) - withKeeper(ledger);
    if (unverified != 0) {
      broken.add("%,d duplicates whose keeper their stage did not keep".formatted(unverified));
    }
    long strangers = withKeeperOfAnotherScope(examples, ledger);
    if (strangers > 0) {
      broken.add("%,d duplicates whose keeper is of another scope".formatted(strangers));
    }
    if (!broken.isEmpty()) {
      throw new IllegalStateException("The result breaks its laws: " + String.join("; ", broken));
    }
    return new Checked(counts.getLong(3), written, digest);
  }

  /** Duplicates whose keeper passed the stage, and every stage before it, that dropped them. */
  private static long withKeeper(Dataset<Row> ledger) {
    Dataset<Row> duplicates =
        ledger.filter(col("keeper_id").isNotNull()).select(col("keeper_id"), depth().as("depth"));
    Dataset<Row> keepers = ledger.select(col("id").as("keeper_id"), depth().as("keeper_depth"));
    return duplicates
        .join(keepers, "keeper_id")
        .filter(col("keeper_depth").gt(col("depth")))
        .count();
  }

  /** Where no scope is configured all have the same, and a look at the column is enough. */
  private static long withKeeperOfAnotherScope(Dataset<Row> examples, Dataset<Row> ledger) {
    if (examples.filter(col("scope").isNotNull()).isEmpty()) {
      return 0;
    }
    Dataset<Row> keepers =
        examples.select(col("id").as("keeper_id"), col("scope").as("keeper_scope"));
    return ledger
        .filter(col("keeper_id").isNotNull())
        .select("id", "keeper_id")
        .join(examples.select("id", "scope"), "id")
        .join(keepers, "keeper_id")
        .filter(not(col("scope").eqNullSafe(col("keeper_scope"))))
        .count();
  }

  /** How far an example got: 1, 2, 3 where it fell as a duplicate, 4 past all of them. */
  private static org.apache.spark.sql.Column depth() {
    return org.apache
        .spark
        .sql
        .functions
        .when(col("reason").equalTo("EXACT_DUPLICATE"), 1)
        .when(col("reason").equalTo("NEAR_DUPLICATE"), 2)
        .when(col("reason").equalTo("SEMANTIC_DUPLICATE"), 3)
        .otherwise(4);
  }
}
