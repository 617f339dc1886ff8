package io.secateur.jobs.spark;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Proves, before a run is published, that nothing was lost: every example has one decision, every
 * dropped duplicate a verified keeper in its own scope, and the pruned set the rows that the ledger
 * keeps.
 */
public final class InvariantStage {
  private static final List<String> PARTS =
      List.of(
          "example",
          "scoped",
          "decision",
          "kept",
          "duplicate",
          "weak",
          "depth",
          "exact",
          "near",
          "semantic",
          "written");

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
    Row counts = counts(examples, ledger, prunedIds);
    long input = counts.getLong(0);
    long written = counts.getLong(4);
    List<String> broken = new ArrayList<>();
    if (counts.getLong(1) != input || counts.getLong(2) != input) {
      broken.add(
          "%,d examples, but %,d decisions about %,d"
              .formatted(input, counts.getLong(1), counts.getLong(2)));
    }
    if (counts.getLong(3) > 0) {
      broken.add("%,d examples without a decision".formatted(counts.getLong(3)));
    }
    if (counts.getLong(6) > 0) {
      broken.add("the %,d rows written are not the %,d kept".formatted(written, counts.getLong(5)));
    }
    if (counts.getLong(8) > 0) {
      broken.add("%,d duplicates below their threshold".formatted(counts.getLong(8)));
    }
    long duplicates = counts.getLong(7);
    long unverified = duplicates - counts.getLong(10);
    if (unverified != 0) {
      broken.add("%,d duplicates whose keeper their stage did not keep".formatted(unverified));
    }
    boolean scoped = counts.getLong(9) > 0; // else all have the same
    long strangers = scoped ? withKeeperOfAnotherScope(examples, ledger) : 0;
    if (strangers > 0) {
      broken.add("%,d duplicates whose keeper is of another scope".formatted(strangers));
    }
    if (!broken.isEmpty()) {
      throw new IllegalStateException("The result breaks its laws: " + String.join("; ", broken));
    }
    return new Checked(duplicates, written, digest(prunedIds));
  }

  /** An aggregate of its own: in a stage that shuffles, what is observed may count a task twice. */
  private static String digest(Dataset<Row> prunedIds) {
    return prunedIds.agg(RowDigest.of(StructType.fromDDL("id string"))).first().getString(0);
  }

  /**
   * Brings the three tables together by id, in one shuffle of ids. An id comes as an example, as
   * decided, as written, and as the keeper of each of its duplicates; these hold if it passed the
   * stage, and every stage before it, that dropped them.
   *
   * @return examples; decisions; examples with one; examples without; rows written; kept; ids
   *     written other than as kept; duplicates; below their threshold; examples with a scope;
   *     duplicates whose keeper was kept by their stage
   */
  private static Row counts(Dataset<Row> examples, Dataset<Row> ledger, Dataset<Row> pruned) {
    Map<String, Column> ofExamples =
        Map.of("example", lit(1L), "scoped", flag(col("scope").isNotNull()));
    Map<String, Column> ofLedger =
        Map.of(
            "decision", lit(1L),
            "kept", flag(col("decision").equalTo(Ledger.KEEP)),
            "duplicate", flag(col("keeper_id").isNotNull()),
            "weak", flag(col("similarity").lt(col("threshold"))),
            "depth", depth());
    Map<String, Column> ofKeepers =
        Map.of(
            "exact", flag(depth().equalTo(1)),
            "near", flag(depth().equalTo(2)),
            "semantic", flag(depth().equalTo(3)));
    Dataset<Row> byId =
        part(examples, "id", ofExamples)
            .union(part(ledger, "id", ofLedger))
            .union(part(ledger.filter(col("keeper_id").isNotNull()), "keeper_id", ofKeepers))
            .union(part(pruned, "id", Map.of("written", lit(1L))))
            .groupBy("id")
            .agg(sum(PARTS.get(0)).as(PARTS.get(0)), sums());
    return byId.agg(
            total(col("example")),
            total(col("decision")),
            total(flag(col("decision").gt(0))),
            total(flag(col("example").gt(0).and(col("decision").equalTo(0)))),
            total(col("written")),
            total(col("kept")),
            total(flag(col("written").notEqual(col("kept")))),
            total(col("duplicate")),
            total(col("weak")),
            total(col("scoped")),
            total(held(1, "exact").plus(held(2, "near")).plus(held(3, "semantic"))))
        .first();
  }

  /** The columns of one table; those of the others are 0. */
  private static Dataset<Row> part(Dataset<Row> table, String id, Map<String, Column> columns) {
    List<Column> all = new ArrayList<>(List.of(col(id).as("id")));
    PARTS.forEach(name -> all.add(columns.getOrDefault(name, lit(0L)).cast("bigint").as(name)));
    return table.select(all.toArray(Column[]::new));
  }

  private static Column[] sums() {
    return PARTS.stream().skip(1).map(name -> sum(name).as(name)).toArray(Column[]::new);
  }

  /** An id that does not stand once in the ledger keeps nobody: its depth would be a sum. */
  private static Column held(int depth, String duplicates) {
    return when(col("decision").equalTo(1).and(col("depth").gt(depth)), col(duplicates))
        .otherwise(lit(0L));
  }

  private static Column flag(Column condition) {
    return coalesce(condition.cast("bigint"), lit(0L));
  }

  private static Column total(Column column) {
    return coalesce(sum(column), lit(0L));
  }

  private static long withKeeperOfAnotherScope(Dataset<Row> examples, Dataset<Row> ledger) {
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
  private static Column depth() {
    return when(col("reason").equalTo("EXACT_DUPLICATE"), 1)
        .when(col("reason").equalTo("NEAR_DUPLICATE"), 2)
        .when(col("reason").equalTo("SEMANTIC_DUPLICATE"), 3)
        .otherwise(4);
  }
}
