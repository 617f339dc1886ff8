package io.secateur.jobs.write;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.secateur.jobs.spark.Ledger;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Finds out, before anything is written, whether a ledger and some examples are of one another.
 *
 * <p>Cost: one shuffle of the ids of both, since an example must meet its decision to know that
 * neither is without the other; once more for each kind of misfit, to name the first of them.
 */
public final class MatchStage {
  private static final int SHOWN = 3;

  private MatchStage() {}

  /** How ids may misfit. */
  public enum Misfit {
    /** Several examples have it. */
    REPEATED,
    /** The ledger has it more than once. */
    DECIDED_TWICE,
    /** The ledger says neither keep nor drop of it. */
    UNDECIDED,
    /** The ledger does not know the example. */
    UNKNOWN,
    /** No example has it. */
    MISSING;

    private Column condition() {
      Column there = col("id").isNotNull();
      return switch (this) {
        case REPEATED -> there.and(col("example").gt(1));
        case DECIDED_TWICE -> col("decision").gt(1);
        case UNDECIDED -> col("decision").gt(col("known"));
        case UNKNOWN -> there.and(col("example").gt(0)).and(col("decision").equalTo(0));
        case MISSING -> there.and(col("example").equalTo(0));
      };
    }
  }

  /**
   * What was found.
   *
   * @param examples rows of them
   * @param withoutId of these
   * @param inLedger rows of the ledger
   * @param kept examples that the ledger keeps
   * @param missingKept of those that the ledger keeps, without example
   * @param misfits ids, by kind
   * @param byId for {@link #first}
   */
  public record Match(
      long examples,
      long withoutId,
      long inLedger,
      long kept,
      long missingKept,
      Map<Misfit, Long> misfits,
      Dataset<Row> byId) {

    /** How many ids misfit so. */
    public long count(Misfit misfit) {
      return misfits.getOrDefault(misfit, 0L);
    }

    /** The smallest ids that misfit so, at most three. */
    public List<String> first(Misfit misfit) {
      return byId
          .filter(misfit.condition())
          .select(coalesce(col("id"), lit("(null)")).as("id"))
          .orderBy("id")
          .limit(SHOWN)
          .collectAsList()
          .stream()
          .map(row -> row.getString(0))
          .toList();
    }
  }

  /**
   * Brings both together.
   *
   * @param examples {@code id}
   * @param ledger {@code id, decision}
   */
  public static Match of(Dataset<Row> examples, Dataset<Row> ledger) {
    Column keeps = col("decision").equalTo(Ledger.KEEP);
    Column decides = keeps.or(col("decision").equalTo(Ledger.DROP));
    Dataset<Row> byId =
        examples
            .select(
                col("id"),
                lit(1L).as("example"),
                lit(0L).as("decision"),
                lit(0L).as("known"),
                lit(0L).as("kept"))
            .union(
                ledger.select(
                    col("id"), lit(0L), lit(1L), when(decides, 1L).otherwise(0L), flag(keeps)))
            .groupBy("id")
            .agg(
                sum("example").as("example"),
                sum("decision").as("decision"),
                sum("known").as("known"),
                sum("kept").as("kept"));
    Column kept = col("kept").gt(0);
    Column[] more =
        Stream.concat(
                Stream.of(
                    total(when(col("id").isNull(), col("example"))),
                    total(col("decision")),
                    count_if(kept.and(col("example").gt(0)).and(col("id").isNotNull())),
                    count_if(kept.and(col("example").equalTo(0)))),
                Arrays.stream(Misfit.values()).map(misfit -> count_if(misfit.condition())))
            .toArray(Column[]::new);
    Row counts = byId.agg(total(col("example")), more).first();
    Map<Misfit, Long> misfits = new EnumMap<>(Misfit.class);
    int at = 5;
    for (Misfit misfit : Misfit.values()) {
      misfits.put(misfit, counts.getLong(at++));
    }
    return new Match(
        counts.getLong(0),
        counts.getLong(1),
        counts.getLong(2),
        counts.getLong(3),
        counts.getLong(4),
        misfits,
        byId);
  }

  /**
   * A decision for every example, and for nothing else: those that the ledger does not know go.
   *
   * <p>Cost: one more shuffle of the ids; only where ledger and examples are not of one another,
   * since a list of ids that is shipped must be no longer than the examples.
   */
  public static Dataset<Row> decisions(Dataset<Row> examples, Dataset<Row> ledger) {
    return examples
        .join(ledger, "id", "left")
        .select(col("id"), coalesce(col("decision"), lit(Ledger.DROP)).as("decision"));
  }

  private static Column flag(Column condition) {
    return when(condition, 1L).otherwise(0L);
  }

  private static Column total(Column column) {
    return coalesce(sum(column), lit(0L));
  }
}
