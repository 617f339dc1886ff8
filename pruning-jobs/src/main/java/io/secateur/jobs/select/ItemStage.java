package io.secateur.jobs.select;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.bool_or;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.secateur.example.SortableBits;
import io.secateur.select.GumbelTopK;
import io.secateur.select.SelectionPolicy;
import io.secateur.select.SelectionPolicy.Order;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * What a policy chooses among: examples, or groups of them that stay or go together; and the two
 * numbers that order them.
 *
 * <p>Cost: nothing for examples; one shuffle for groups, whose values a task holds.
 */
final class ItemStage {
  /** Orders first, ascending. */
  static final String HIGH = "high";

  /** Orders what is equal there: the hash. */
  static final String LOW = "low";

  /** What an item of a group is told from that of an example. */
  static final String TOGETHER = "together ";

  private static final String ALONE = "alone ";

  /** What an example gives its item. */
  private static final List<String> OWN =
      List.of("key", "id", "class", "source_group", "pool", "cluster", "order", "lean");

  private ItemStage() {}

  /** Adds {@code item}: the group of an example, or itself. */
  static Dataset<Row> named(Dataset<Row> candidates, boolean groups) {
    Column item =
        groups
            ? when(col("together").isNotNull(), concat(lit(TOGETHER), col("together")))
                .otherwise(concat(lit(ALONE), col("id")))
            : col("id");
    return candidates.withColumn("item", item);
  }

  /**
   * The items of candidates.
   *
   * @param candidates with {@code item}
   * @param carried columns of examples that they keep where they are items themselves
   * @return {@code item, key, id, class, source_group, pool, cluster, order, lean, must, weight,
   *     examples, value}: of a group these are what its example of the smallest key has, the sums
   *     of weights, and the mean of values, of those that have one
   */
  static Dataset<Row> items(Dataset<Row> candidates, boolean groups, List<String> carried) {
    if (!groups) {
      Stream<String> more =
          Stream.concat(
              Stream.of("item", "must", CostStage.WEIGHT, ValueStage.VALUE), carried.stream());
      Column[] columns =
          Stream.concat(more, OWN.stream()).map(name -> col(name)).toArray(Column[]::new);
      return candidates.select(columns).withColumn("examples", lit(1L));
    }
    Column first = min(struct(OWN.stream().map(name -> col(name)).toArray(Column[]::new)));
    Dataset<Row> grouped =
        candidates
            .groupBy("item")
            .agg(
                first.as("own"),
                bool_or(col("must")).as("must"),
                sum(CostStage.WEIGHT).as(CostStage.WEIGHT),
                count(lit(1)).as("examples"),
                array_sort(collect_list(ValueStage.VALUE)).as("values"));
    Column[] columns =
        Stream.concat(
                Stream.of(
                    col("item"),
                    col("must"),
                    col(CostStage.WEIGHT),
                    col("examples"),
                    udf(MEAN, DataTypes.DoubleType).apply(col("values")).as(ValueStage.VALUE)),
                OWN.stream().map(name -> col("own." + name).as(name)))
            .toArray(Column[]::new);
    return grouped.select(columns);
  }

  /** In the order of the values, so that no order of rows shows. */
  private static final UDF1<scala.collection.Seq<Double>, Double> MEAN = ItemStage::mean;

  private static @Nullable Double mean(scala.collection.Seq<Double> sorted) {
    if (sorted.isEmpty()) {
      return null;
    }
    double sum = 0;
    for (int i = 0; i < sorted.length(); i++) {
      sum += sorted.apply(i);
    }
    return sum / sorted.length();
  }

  /**
   * Adds {@code high, low}: by ascending order of these, then key and item, a policy takes what it
   * takes of a stratum.
   *
   * @param items that have what the policy ranks by
   * @param perCost whether what gives most for its weight comes first
   */
  static Dataset<Row> ordered(Dataset<Row> items, SelectionPolicy policy, boolean perCost) {
    Column value = col(ValueStage.VALUE);
    if (perCost) {
      value = value.multiply(col("examples")).divide(col(CostStage.WEIGHT));
      value = when(col(CostStage.WEIGHT).gt(0), value).otherwise(lit(Double.POSITIVE_INFINITY));
    }
    Column high =
        switch (policy.order()) {
          case HASH -> lit(0L);
          case VALUE, GAIN -> descending(value);
          case GUMBEL -> descending(gumbel(policy, value, col("order")));
        };
    return items.withColumn(HIGH, high).withColumn(LOW, col("order"));
  }

  /** What orders the greatest number first, ascending. */
  static Column descending(Column number) {
    UDF1<Double, Long> bits = SortableBits::descending;
    return udf(bits, DataTypes.LongType).apply(number);
  }

  private static Column gumbel(SelectionPolicy policy, Column value, Column order) {
    GumbelTopK gumbel = (GumbelTopK) policy;
    UDF2<Double, Long, Double> key =
        (number, signed) ->
            Double.isInfinite(number)
                ? number
                : gumbel.key(number, GumbelTopK.uniform(signed ^ Long.MIN_VALUE));
    return udf(key, DataTypes.DoubleType).apply(value, order);
  }

  /** Whether a policy cannot place an item: it lacks what it is ranked or cut by. */
  static Column unranked(SelectionPolicy policy, boolean ranks) {
    Column lacks = lit(false);
    if (ranks || policy.order() == Order.GAIN) {
      lacks = lacks.or(col(ValueStage.VALUE).isNull());
    }
    if (policy.strata() == SelectionPolicy.Strata.CLUSTER) {
      lacks = lacks.or(col("cluster").isNull());
    }
    return lacks;
  }
}
