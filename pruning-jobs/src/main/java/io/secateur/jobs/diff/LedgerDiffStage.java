package io.secateur.jobs.diff;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import com.fasterxml.jackson.databind.JsonNode;
import io.secateur.jobs.diff.Difference.Change;
import io.secateur.jobs.diff.Difference.Count;
import io.secateur.jobs.diff.Difference.Decisions;
import io.secateur.jobs.diff.Difference.Shown;
import io.secateur.jobs.diff.Difference.State;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.run.Json;
import io.secateur.jobs.spark.Ledger;
import io.secateur.jobs.spark.Smallest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Compares two ledgers.
 *
 * <p>Cost: one full outer join by id, a shuffle of both ledgers, since a decision must meet the
 * other about the same example; the rest is one aggregate of it, by kinds of change, and a count of
 * the few strata that are shown. On the driver: the kinds, and a few examples of each.
 */
public final class LedgerDiffStage {
  private static final int SHOWN = 3;
  private static final int MOST_CHANGES = 20;
  private static final int MOST_KINDS = 10_000;

  private LedgerDiffStage() {}

  /** Rows that both ledgers speak of alike. */
  private record Kind(
      @Nullable String before,
      @Nullable String after,
      boolean otherKeeper,
      long examples,
      String shown) {
    boolean changed() {
      return otherKeeper || before == null || !before.equals(after);
    }
  }

  /**
   * Compares.
   *
   * @param before rows of {@link Ledger#SCHEMA}
   * @param after rows of the same
   */
  public static Decisions of(Dataset<Row> before, Dataset<Row> after) {
    Column both = col("before").isNotNull().and(col("after").isNotNull());
    Column otherKeeper = both.and(not(col("before.keeper_id").eqNullSafe(col("after.keeper_id"))));
    Column same = said("before").eqNullSafe(said("after")).and(not(otherKeeper)).and(both);
    List<Row> rows =
        side(before, "before")
            .join(side(after, "after"), "id", "full_outer")
            .groupBy(
                said("before").as("was"), said("after").as("is"), otherKeeper.as("other_keeper"))
            .agg(
                count(lit(1)),
                Smallest.of(
                    SHOWN,
                    concat(coalesce(col("before.key"), col("after.key"), lit("")), col("id")),
                    when(not(same), to_json(struct(col("id"), col("before"), col("after"))))))
            .limit(MOST_KINDS + 1)
            .collectAsList();
    if (rows.size() > MOST_KINDS) {
      throw new DataException(
          "Cannot compare: more than %,d kinds of changes. Are these ledgers?"
              .formatted(MOST_KINDS));
    }
    List<Kind> kinds =
        rows.stream()
            .map(
                row ->
                    new Kind(
                        row.getString(0),
                        row.getString(1),
                        row.getBoolean(2),
                        row.getLong(3),
                        row.getString(4)))
            .toList();
    return decisions(kinds, keeps(before, "before", kinds), keeps(after, "after", kinds));
  }

  private static Dataset<Row> side(Dataset<Row> ledger, String name) {
    return ledger.select(
        col("id"),
        struct(
                col("key"),
                col("decision"),
                col("reason"),
                col("stratum"),
                col("place"),
                col("score_name"),
                col("score"),
                col("keeper_id"),
                col("similarity"),
                col("threshold"))
            .as(name));
  }

  /** {@code keep WITHIN_QUOTA}. */
  private static Column said(String side) {
    return when(
        col(side).isNotNull(),
        concat(
            coalesce(col(side + ".decision"), lit("?")),
            lit(" "),
            coalesce(col(side + ".reason"), lit("?"))));
  }

  /** How many of some strata stay: what was a quota. */
  private static Map<String, Long> keeps(Dataset<Row> ledger, String side, List<Kind> kinds) {
    Object[] strata =
        shown(kinds).stream()
            .flatMap(kind -> Json.read(kind.shown()).findValues(side).stream())
            .map(state -> state.path("stratum").asText(null))
            .filter(Objects::nonNull)
            .distinct()
            .toArray();
    Map<String, Long> keeps = new HashMap<>();
    if (strata.length > 0) {
      ledger
          .filter(col("stratum").isin(strata))
          .groupBy("stratum")
          .agg(count_if(col("decision").equalTo(Ledger.KEEP)))
          .collectAsList()
          .forEach(row -> keeps.put(row.getString(0), row.getLong(1)));
    }
    return keeps;
  }

  /** The changes that are shown: the largest. */
  private static List<Kind> shown(List<Kind> kinds) {
    return kinds.stream()
        .filter(Kind::changed)
        .sorted(
            Comparator.comparingLong(Kind::examples)
                .reversed()
                .thenComparing(kind -> kind.before() + " " + kind.after()))
        .limit(MOST_CHANGES)
        .toList();
  }

  private static Decisions decisions(
      List<Kind> kinds, Map<String, Long> keptBefore, Map<String, Long> keptAfter) {
    List<Change> shown =
        shown(kinds).stream().map(kind -> change(kind, keptBefore, keptAfter)).toList();
    int changes = (int) kinds.stream().filter(Kind::changed).count();
    return new Decisions(
        kinds.stream()
            .filter(kind -> kind.before() != null && kind.after() != null)
            .mapToLong(Kind::examples)
            .sum(),
        kinds.stream().filter(kind -> kind.after() == null).mapToLong(Kind::examples).sum(),
        kinds.stream().filter(kind -> kind.before() == null).mapToLong(Kind::examples).sum(),
        counts(kinds),
        shown,
        changes - shown.size());
  }

  /** Examples and kept first, then by reason, the largest first. */
  private static List<Count> counts(List<Kind> kinds) {
    Map<String, long[]> counts = new TreeMap<>();
    long[] all = new long[2];
    long[] kept = new long[2];
    for (Kind kind : kinds) {
      add(kind.before(), 0, kind.examples(), counts, all, kept);
      add(kind.after(), 1, kind.examples(), counts, all, kept);
    }
    List<Count> list = new ArrayList<>();
    list.add(new Count("examples", all[0], all[1]));
    list.add(new Count("kept", kept[0], kept[1]));
    counts.entrySet().stream()
        .map(entry -> new Count(entry.getKey(), entry.getValue()[0], entry.getValue()[1]))
        .sorted(
            Comparator.<Count>comparingLong(count -> Math.max(count.before(), count.after()))
                .reversed())
        .forEach(list::add);
    return list;
  }

  private static void add(
      @Nullable String said,
      int side,
      long examples,
      Map<String, long[]> counts,
      long[] all,
      long[] kept) {
    if (said != null) {
      counts.computeIfAbsent(said, kind -> new long[2])[side] += examples;
      all[side] += examples;
      kept[side] += said.startsWith(Ledger.KEEP + " ") ? examples : 0;
    }
  }

  private static Change change(
      Kind kind, Map<String, Long> keptBefore, Map<String, Long> keptAfter) {
    List<Shown> shown = new ArrayList<>();
    Json.read(kind.shown())
        .forEach(
            row ->
                shown.add(
                    new Shown(
                        row.path("id").asText(),
                        state(row.path("before"), keptBefore),
                        state(row.path("after"), keptAfter))));
    return new Change(kind.before(), kind.after(), kind.otherKeeper(), kind.examples(), shown);
  }

  private static @Nullable State state(JsonNode row, Map<String, Long> keeps) {
    String stratum = row.path("stratum").asText(null);
    return row.isObject()
        ? new State(
            stratum,
            stratum == null ? null : keeps.get(stratum),
            row.has("place") ? (Long) row.path("place").asLong() : null,
            row.path("score_name").asText(null),
            number(row.path("score")),
            row.path("keeper_id").asText(null),
            number(row.path("similarity")),
            number(row.path("threshold")))
        : null;
  }

  /** Spark writes what is no number as text. */
  private static @Nullable Double number(JsonNode value) {
    return value.isMissingNode() || value.isNull() ? null : (Double) value.asDouble(Double.NaN);
  }
}
