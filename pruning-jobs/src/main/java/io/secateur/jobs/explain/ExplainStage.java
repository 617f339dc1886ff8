package io.secateur.jobs.explain;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.levenshtein;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import io.secateur.catalog.Scorers;
import io.secateur.jobs.explain.Facts.Decision;
import io.secateur.jobs.explain.Facts.Example;
import io.secateur.jobs.explain.Facts.Label;
import io.secateur.jobs.explain.Facts.Score;
import io.secateur.jobs.explain.Facts.Stratum;
import io.secateur.jobs.spark.Ledger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Looks up what a run's tables say of a few examples.
 *
 * <p>Cost: scans of ids, with a filter, of which all examples asked for share one; no shuffle but
 * of counts. On the driver: the rows asked for, and those of their keepers.
 */
public final class ExplainStage {
  private static final int LONGEST_CHAIN = 4; // exact, near, semantic, and the end
  private static final int LONGEST_COMPARED = 200;
  private static final int SUGGESTED = 3;
  private static final String LABEL_ISSUE = "label_issue";

  private ExplainStage() {}

  /**
   * A run's tables.
   *
   * @param examples {@code 1-examples}
   * @param ledger {@code 4-decisions}
   * @param scores {@code 2-scores}; empty where nothing was scored
   */
  public record Tables(Dataset<Row> examples, Dataset<Row> ledger, Dataset<Row> scores) {}

  /**
   * What is known of some examples, by id; those that the ledger does not know are not there.
   *
   * @param ids of them, few
   */
  public static Map<String, Facts> of(Tables tables, Collection<String> ids) {
    Map<String, Decision> decisions = decisions(tables.ledger(), ids);
    Map<String, Decision> known = new HashMap<>(decisions);
    Set<String> wanted = keepers(decisions.values(), known);
    for (int i = 0; i < LONGEST_CHAIN && !wanted.isEmpty(); i++) {
      Map<String, Decision> next = decisions(tables.ledger(), wanted);
      known.putAll(next);
      wanted = keepers(next.values(), known);
    }
    Set<String> found = decisions.keySet();
    Map<String, Row> examples = byId(tables.examples(), found);
    Map<String, Row> scores = byId(tables.scores(), found);
    Map<String, List<Score>> ranked = ranked(tables.scores(), scores);
    Map<String, Stratum> strata = strata(tables.ledger(), decisions.values());
    Map<String, Map<String, Long>> standsFor = standsFor(tables.ledger(), found);
    Map<String, Facts> facts = new HashMap<>();
    decisions.forEach(
        (id, decision) ->
            facts.put(
                id,
                new Facts(
                    decision,
                    example(examples.get(id)),
                    chain(decision, known),
                    standsFor.getOrDefault(id, Map.of()),
                    ranked.getOrDefault(id, List.of()),
                    label(scores.get(id)),
                    decision.stratum() == null ? null : strata.get(decision.stratum()))));
    return facts;
  }

  /**
   * The ids that one which is not there was perhaps meant to be, nearest first, at most three: few
   * letters apart, whatever their case. Only the beginnings of long ids are compared.
   *
   * <p>Cost: one scan of the ids; each task hands on three.
   */
  public static List<String> nearest(Dataset<Row> ledger, String id) {
    String close = id.strip();
    close = close.length() > LONGEST_COMPARED ? close.substring(0, LONGEST_COMPARED) : close;
    Column theirs = lower(trim(substring(col("id"), 1, LONGEST_COMPARED)));
    int farthest = Math.max(2, close.length() / 3);
    return ids(
        ledger
            .select(
                col("id"),
                levenshtein(theirs, lit(close.toLowerCase(Locale.ROOT)), farthest).as("apart"))
            .filter(col("apart").geq(0))
            .orderBy("apart", "id"));
  }

  /** The smallest ids, at most three. */
  public static List<String> smallest(Dataset<Row> ledger) {
    return ids(ledger.select("id").orderBy("id"));
  }

  private static List<String> ids(Dataset<Row> ordered) {
    return ordered.limit(SUGGESTED).collectAsList().stream().map(row -> row.getString(0)).toList();
  }

  private static Map<String, Row> byId(Dataset<Row> table, Collection<String> ids) {
    return table.filter(col("id").isin(ids.toArray())).collectAsList().stream()
        .collect(Collectors.toMap(row -> row.<String>getAs("id"), row -> row, (one, other) -> one));
  }

  private static Map<String, Decision> decisions(Dataset<Row> ledger, Collection<String> ids) {
    Map<String, Decision> decisions = new HashMap<>();
    byId(ledger, ids).forEach((id, row) -> decisions.put(id, decision(row)));
    return decisions;
  }

  private static Decision decision(Row row) {
    return new Decision(
        row.getAs("id"),
        Ledger.KEEP.equals(row.getAs("decision")),
        row.getAs("stage"),
        row.getAs("reason"),
        row.getAs("keeper_id"),
        row.getAs("similarity"),
        row.getAs("score_name"),
        row.getAs("score"),
        row.getAs("threshold"),
        row.getAs("stratum"),
        row.getAs("place"),
        row.getAs("policy"));
  }

  private static Set<String> keepers(Collection<Decision> decisions, Map<String, Decision> known) {
    return decisions.stream()
        .map(Decision::keeper)
        .filter(Objects::nonNull)
        .filter(keeper -> !known.containsKey(keeper))
        .collect(Collectors.toSet());
  }

  private static List<Decision> chain(Decision from, Map<String, Decision> known) {
    List<Decision> chain = new ArrayList<>();
    Decision at = from;
    while (at.keeper() != null && chain.size() < LONGEST_CHAIN) {
      Decision next = known.get(at.keeper());
      if (next == null) {
        break;
      }
      chain.add(next);
      at = next;
    }
    return chain;
  }

  private static @Nullable Example example(@Nullable Row row) {
    return row == null
        ? null
        : new Example(
            row.getAs("label"),
            row.getAs("source_group"),
            row.getAs("characters"),
            row.getAs("tokens"),
            row.getAs("scope"));
  }

  private static @Nullable Label label(@Nullable Row scores) {
    Double issue = scores == null ? null : scores.<Double>getAs(LABEL_ISSUE);
    return scores == null || issue == null
        ? null
        : new Label(issue == 1, scores.getAs("suggested_label"));
  }

  private static List<String> names(Row scores) {
    return Scorers.names().stream()
        .filter(name -> !name.equals(LABEL_ISSUE) && scores.getAs(name) != null)
        .toList();
  }

  /** Their scores, each with how many have a lower one: one pass for all examples and scorers. */
  private static Map<String, List<Score>> ranked(Dataset<Row> scores, Map<String, Row> own) {
    List<Column> counts = new ArrayList<>();
    own.values()
        .forEach(
            row ->
                names(row)
                    .forEach(
                        name -> {
                          counts.add(count_if(col(name).lt(row.<Double>getAs(name))));
                          counts.add(count(col(name)));
                        }));
    Map<String, List<Score>> ranked = new HashMap<>();
    if (counts.isEmpty()) {
      return ranked;
    }
    Row found = scores.select(counts.toArray(Column[]::new)).first();
    int at = 0;
    for (Map.Entry<String, Row> entry : own.entrySet()) {
      List<Score> all = new ArrayList<>();
      for (String name : names(entry.getValue())) {
        double value = entry.getValue().<Double>getAs(name);
        all.add(new Score(name, value, found.getLong(at), found.getLong(at + 1)));
        at += 2;
      }
      ranked.put(entry.getKey(), all);
    }
    return ranked;
  }

  private static Map<String, Stratum> strata(Dataset<Row> ledger, Collection<Decision> decisions) {
    Object[] names =
        decisions.stream().map(Decision::stratum).filter(Objects::nonNull).distinct().toArray();
    Map<String, Stratum> strata = new HashMap<>();
    if (names.length == 0) {
      return strata;
    }
    Column kept = col("decision").equalTo(Ledger.KEEP);
    Column scored = struct(col("place"), col("score"));
    ledger
        .filter(col("stratum").isin(names))
        .groupBy("stratum")
        .agg(
            count(lit(1)),
            count_if(kept),
            max(when(kept, scored)).getField("score"),
            min(when(not(kept), scored)).getField("score"))
        .collectAsList()
        .forEach(
            row ->
                strata.put(
                    row.getString(0),
                    new Stratum(
                        row.getLong(1),
                        row.getLong(2),
                        row.<Double>getAs(3),
                        row.<Double>getAs(4))));
    return strata;
  }

  private static Map<String, Map<String, Long>> standsFor(
      Dataset<Row> ledger, Collection<String> ids) {
    Map<String, Map<String, Long>> standsFor = new HashMap<>();
    ledger
        .filter(col("keeper_id").isin(ids.toArray()))
        .groupBy("keeper_id", "reason")
        .agg(count(lit(1)))
        .collectAsList()
        .forEach(
            row ->
                standsFor
                    .computeIfAbsent(row.getString(0), id -> new HashMap<>())
                    .put(row.getString(1), row.getLong(2)));
    return standsFor;
  }
}
