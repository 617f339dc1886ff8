package io.secateur.jobs.select;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.secateur.jobs.spark.Cut;
import io.secateur.jobs.spark.CutStage;
import io.secateur.select.StratifiedRandom;
import io.secateur.select.Stratum;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a person without us would do: as much of the whole input, duplicates included, drawn at
 * random, and at random within each class.
 *
 * <p>Cost: no sort; the hash is cut where the budget ends ({@link CutStage}). Under a budget of
 * examples each keeps as many as the policy did; under another, examples that weigh no more, class
 * by class in proportion to what the classes weigh.
 */
final class BaselineStage {
  private static final int MOST_CLASSES = 100_000;
  private static final String WHOLE = "all";
  private static final String CLASS = "class ";

  private BaselineStage() {}

  /**
   * The classes of examples, with how many there are and what these weigh.
   *
   * @param rows {@code class, weight}
   * @return {@code class, n, weight}, by class; one more than there may be, where there are more
   */
  static List<Row> classes(Dataset<Row> rows) {
    return rows.groupBy("class")
        .agg(count(lit(1)), sum(CostStage.WEIGHT))
        .orderBy("class")
        .limit(MOST_CLASSES + 1)
        .collectAsList();
  }

  /**
   * Adds {@code baseline_random, baseline_stratified}.
   *
   * @param rows every example: {@code id, key, class, order, weight}; read several times
   * @param classes of them
   * @param kept quanta that the policy kept
   * @param counted whether all weigh 1
   */
  static Dataset<Row> drawn(Dataset<Row> rows, List<Row> classes, long kept, boolean counted) {
    // Labels by the hundred thousand are no classes to keep in proportion.
    boolean few = classes.size() <= MOST_CLASSES;
    long all = few ? classes.stream().mapToLong(row -> row.getLong(1)).sum() : rows.count();
    Map<String, Long> sizes = new HashMap<>(Map.of(WHOLE, all));
    Map<String, List<Long>> wanted = new HashMap<>(Map.of(WHOLE, List.of(kept)));
    if (few) {
      List<Long> quotas = quotas(classes, kept, counted);
      for (int c = 0; c < classes.size(); c++) {
        String name = CLASS + classes.get(c).getString(0);
        sizes.put(name, classes.get(c).getLong(1));
        wanted.put(name, List.of(quotas.get(c)));
      }
    }
    Column named = concat(lit(CLASS), col("class"));
    Dataset<Row> twice = rows.withColumn("drawn", explode(array(lit(WHOLE), named)));
    Map<String, List<Cut>> cuts =
        CutStage.cuts(ordered(few ? twice : rows, few ? col("drawn") : lit(WHOLE)), sizes, wanted);
    return rows.withColumn(ItemStage.HIGH, col("order"))
        .withColumn(ItemStage.LOW, lit(0L))
        .withColumn("baseline_random", CutStage.within(cuts, 0, lit(WHOLE)))
        .withColumn(
            "baseline_stratified", few ? CutStage.within(cuts, 0, named) : col("baseline_random"))
        .drop(ItemStage.HIGH, ItemStage.LOW);
  }

  /** As {@link CutStage} reads it. */
  static Dataset<Row> ordered(Dataset<Row> rows, Column stratum) {
    return rows.select(
        stratum.as("stratum"),
        col("order").as(ItemStage.HIGH), // where the search for a cut begins
        lit(0L).as(ItemStage.LOW),
        col("key"),
        col("id"),
        col(CostStage.WEIGHT));
  }

  /** Cuts of the hash of all examples at some counts of examples. */
  static List<Cut> cuts(Dataset<Row> rows, long all, List<Long> counts) {
    Dataset<Row> ones = ordered(rows.withColumn(CostStage.WEIGHT, lit(1L)), lit(WHOLE));
    return CutStage.cuts(ones, Map.of(WHOLE, all), Map.of(WHOLE, counts))
        .getOrDefault(WHOLE, List.of());
  }

  private static List<Long> quotas(List<Row> classes, long kept, boolean counted) {
    if (counted) {
      List<Stratum> strata =
          classes.stream().map(row -> new Stratum(row.getString(0), row.getLong(1), 0, 1)).toList();
      return new StratifiedRandom().plan(strata, kept).kept();
    }
    BigInteger whole =
        BigInteger.valueOf(Math.max(1, classes.stream().mapToLong(row -> row.getLong(2)).sum()));
    List<Long> quotas = new ArrayList<>();
    for (Row row : classes) {
      quotas.add(
          BigInteger.valueOf(row.getLong(2))
              .multiply(BigInteger.valueOf(kept))
              .divide(whole)
              .longValueExact());
    }
    return quotas;
  }
}
