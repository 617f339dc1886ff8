package io.secateur.jobs.select;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.secateur.catalog.Scorers;
import io.secateur.jobs.config.PolicyChoice;
import io.secateur.score.Direction;
import io.secateur.select.Combination;
import io.secateur.select.Combination.Keep;
import io.secateur.select.Combination.Part;
import io.secateur.select.QuantileRanks;
import io.secateur.select.Threshold;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * What examples are ranked by: one score, or the weighted mean of the quantile ranks of several.
 *
 * <p>Cost: an expression where one score ranks. Where several do, for each of them a seeded sample
 * of at most some {@value #SAMPLE} on the driver, and one count of the rows between its values.
 */
final class ValueStage {
  /** What the ledger shows: the score as it is, or the mean of ranks. */
  static final String SCORE = "score";

  /** The same, turned so that higher stays first; null where there is none. */
  static final String VALUE = "value";

  /** The same, turned so that higher is harder, whichever end stays first. */
  static final String HARDNESS = "hardness";

  private static final int SAMPLE = 10_000;

  private ValueStage() {}

  /**
   * Adds {@code score, value, hardness}.
   *
   * @param rows with the scores; read several times where there are several
   * @param among which rows quantiles are taken
   * @param ranked whether values must be comparable with costs: a score that may be negative, or of
   *     which the lower end stays, is then taken by its rank
   */
  static Dataset<Row> valued(Dataset<Row> rows, Column among, PolicyChoice choice, boolean ranked) {
    Map<String, Double> by = new TreeMap<>(choice.by());
    if (by.isEmpty()) {
      return rows.withColumn(SCORE, SiftStage.nullOf("double"))
          .withColumn(VALUE, SiftStage.nullOf("double"))
          .withColumn(HARDNESS, SiftStage.nullOf("double"));
    }
    if (by.size() == 1) {
      String name = by.keySet().iterator().next();
      boolean highest = first(choice, name, by.getOrDefault(name, 1.0)) == Keep.HIGHEST;
      boolean positive = highest && Scorers.named(name).orElseThrow().range().from() >= 0;
      if (!ranked || positive) {
        Column score = finite(col(name));
        return rows.withColumn(SCORE, score)
            .withColumn(VALUE, highest ? score : functions.negate(score))
            .withColumn(HARDNESS, keep(name, 1) == Keep.HIGHEST ? score : functions.negate(score));
      }
    }
    return combined(rows, among, choice, by);
  }

  static Column finite(Column score) {
    return when(functions.abs(score).lt(lit(Double.POSITIVE_INFINITY)), score);
  }

  /**
   * Which end of a score stays: the harder, the more learnable, the less redundant; or the other.
   */
  private static Keep keep(String scorer, double weight) {
    Direction direction = Scorers.named(scorer).orElseThrow().direction();
    boolean highest =
        direction == Direction.HIGHER_HARDER || direction == Direction.HIGHER_LEARNABLE;
    return highest == weight > 0 ? Keep.HIGHEST : Keep.LOWEST;
  }

  /** The same, but for a threshold: there the score itself is the value, whichever end is hard. */
  private static Keep first(PolicyChoice choice, String scorer, double weight) {
    if (choice.policy() instanceof Threshold) {
      return weight > 0 ? Keep.HIGHEST : Keep.LOWEST;
    }
    return keep(scorer, weight);
  }

  private static Dataset<Row> combined(
      Dataset<Row> rows, Column among, PolicyChoice choice, Map<String, Double> by) {
    List<String> names = List.copyOf(by.keySet());
    List<QuantileRanks> ranks = new ArrayList<>();
    Dataset<Row> some = rows.filter(among);
    for (String name : names) {
      ranks.add(ranks(some, name));
    }
    Combination value = combination(by, (name, weight) -> first(choice, name, weight));
    Combination hardness = combination(by, (name, weight) -> keep(name, 1));
    Column scores =
        functions.array(names.stream().map(name -> finite(col(name))).toArray(Column[]::new));
    return rows.withColumn(VALUE, apply(value, ranks, scores))
        .withColumn(SCORE, col(VALUE))
        .withColumn(HARDNESS, apply(hardness, ranks, scores));
  }

  private static Combination combination(
      Map<String, Double> by, BiFunction<String, Double, Keep> end) {
    List<Part> parts = new ArrayList<>();
    by.forEach(
        (name, weight) -> parts.add(new Part(name, Math.abs(weight), end.apply(name, weight))));
    return new Combination(parts);
  }

  private static Column apply(Combination combination, List<QuantileRanks> ranks, Column scores) {
    List<QuantileRanks> all = new ArrayList<>(ranks);
    UDF1<scala.collection.Seq<Double>, Double> value =
        some -> {
          double[] found = new double[all.size()];
          for (int i = 0; i < found.length; i++) {
            Double score = some.apply(i);
            if (score == null) {
              return null;
            }
            found[i] = all.get(i).rank(score);
          }
          return combination.value(found);
        };
    return udf(value, DataTypes.DoubleType).apply(scores);
  }

  /** The ranks of a score: its sampled values are edges, and the rows between them are counted. */
  private static QuantileRanks ranks(Dataset<Row> rows, String name) {
    Dataset<Row> scores =
        rows.select(finite(col(name)).as("s"), col("order")).filter(col("s").isNotNull());
    Row ends = scores.agg(min("s"), max("s"), count(lit(1))).first();
    if (ends.isNullAt(0)) {
      return QuantileRanks.of(new double[] {0}, new long[] {1}); // nobody has one to rank
    }
    double share = SAMPLE / (double) ends.getLong(2);
    // a hash below this share of all hashes; past the middle the sum wraps around, as it should
    long most = share >= 1 ? Long.MAX_VALUE : Long.MIN_VALUE + 2 * (long) (share * Long.MAX_VALUE);
    TreeSet<Double> values = new TreeSet<>(List.of(ends.getDouble(0), ends.getDouble(1)));
    scores
        .filter(col("order").leq(most))
        .select("s")
        .distinct()
        .collectAsList()
        .forEach(row -> values.add(row.getDouble(0) + 0.0));
    double[] edges = values.stream().mapToDouble(Double::doubleValue).toArray();
    UDF1<Double, Integer> cell = score -> QuantileRanks.cell(edges, score);
    long[] counts = new long[2 * edges.length - 1];
    scores
        .groupBy(udf(cell, DataTypes.IntegerType).apply(col("s")).as("cell"))
        .agg(count(lit(1)))
        .collectAsList()
        .forEach(row -> counts[row.getInt(0)] = row.getLong(1));
    return QuantileRanks.of(edges, counts);
  }
}
