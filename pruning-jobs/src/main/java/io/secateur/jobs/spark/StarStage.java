package io.secateur.jobs.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;

import io.secateur.redundancy.StarSelection;
import io.secateur.redundancy.StarSelection.Edge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Star selection of any number of verified pairs: rounds on the cluster while they are many, and
 * the pure {@link StarSelection} once a bounded number is left.
 *
 * <p>A round decides every example that no undecided neighbour comes before, and drops the
 * neighbours of those that stay. In a random order O(log² n) rounds are expected.
 */
public final class StarStage {
  /** Pairs that the driver may hold: a constant, whatever the size of the data. */
  public static final int LOCAL_EDGES = 500_000;

  /** Who goes, and its keeper: what a selection results in. */
  public static final StructType KEEPERS =
      StructType.fromDDL("second string, first string, similarity double");

  private static final StructType OPEN = StructType.fromDDL("first string, second string");
  private static final StructType DROPPED = StructType.fromDDL("second string");

  private StarStage() {}

  /**
   * Selects.
   *
   * @param edges {@code first string, second string, similarity double}: verified pairs of ranks,
   *     first before second; distinct
   * @param localEdges pairs up to which the driver finishes
   * @return {@code second string, first string, similarity double}: who goes, and its keeper
   */
  public static Dataset<Row> keepers(Dataset<Row> edges, int localEdges) {
    SparkSession spark = edges.sparkSession();
    long left = edges.count();
    if (left <= localEdges) {
      return spark.createDataFrame(
          keepersOf(edges.select("first", "second", "similarity").collectAsList()), KEEPERS);
    }
    List<Dataset<Row>> decided = new ArrayList<>();
    JavaRDD<Row> open = Tables.withoutPlan(edges.select("first", "second"));
    while (left > localEdges) {
      Dataset<Row> pairs = spark.createDataFrame(open, OPEN);
      Dataset<Row> dropped = spark.createDataFrame(Tables.withoutPlan(round(pairs)), DROPPED);
      JavaRDD<Row> next = Tables.withoutPlan(without(pairs, dropped));
      left = next.count(); // fills the cache before what it was made from goes
      decided.add(dropped);
      open.unpersist();
      open = next;
    }
    decided.add(finish(spark, open.collect()));
    open.unpersist();
    Dataset<Row> dropped = decided.stream().reduce(Dataset::union).orElseThrow();
    return withKeepers(edges, dropped);
  }

  /** Neighbours of the examples that nothing undecided comes before. */
  private static Dataset<Row> round(Dataset<Row> open) {
    Dataset<Row> later = open.select(col("second").as("later")).distinct();
    return open.join(later, col("first").equalTo(col("later")), "left_anti")
        .select("second")
        .distinct();
  }

  private static Dataset<Row> without(Dataset<Row> open, Dataset<Row> dropped) {
    Dataset<Row> gone = dropped.select(col("second").as("gone"));
    return open.join(gone, col("second").equalTo(col("gone")), "left_anti")
        .join(gone, col("first").equalTo(col("gone")), "left_anti");
  }

  /**
   * All on the driver: the pairs are few, and so are those that go.
   *
   * @param edges {@code first, second, similarity}; a pair may stand there twice
   * @return rows of {@link #KEEPERS}
   */
  public static List<Row> keepersOf(List<Row> edges) {
    Map<Edge, Double> similarities = new HashMap<>();
    edges.forEach(
        row -> similarities.put(new Edge(row.getString(0), row.getString(1)), row.getDouble(2)));
    List<Row> rows = new ArrayList<>();
    StarSelection.keepers(similarities.keySet())
        .forEach(
            (dropped, keeper) ->
                rows.add(
                    RowFactory.create(
                        dropped, keeper, similarities.get(new Edge(keeper, dropped)))));
    rows.sort((a, b) -> a.getString(0).compareTo(b.getString(0)));
    return rows;
  }

  private static Dataset<Row> finish(SparkSession spark, List<Row> open) {
    List<Edge> edges =
        open.stream().map(row -> new Edge(row.getString(0), row.getString(1))).toList();
    Map<String, String> keepers = StarSelection.keepers(edges);
    return spark.createDataFrame(
        keepers.keySet().stream().sorted().map(RowFactory::create).toList(), DROPPED);
  }

  /** The keeper of a dropped example is its first neighbour that stays. */
  private static Dataset<Row> withKeepers(Dataset<Row> edges, Dataset<Row> dropped) {
    Dataset<Row> gone = dropped.select(col("second").as("gone"));
    return edges
        .join(gone, col("first").equalTo(col("gone")), "left_anti")
        .join(gone, col("second").equalTo(col("gone")), "left_semi")
        .groupBy("second")
        .agg(min(struct(col("first"), col("similarity"))).as("keeper"))
        .select(col("second"), col("keeper.first").as("first"), col("keeper.similarity"));
  }
}
