package io.secateur.jobs.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import io.secateur.redundancy.Components;
import io.secateur.redundancy.StarSelection.Edge;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Connected components of any number of edges: large-star and small-star rounds on the cluster
 * while they are many, and the pure {@link Components} once a bounded number is left.
 *
 * <p>Source: Kiveris et al., <i>Connected components in MapReduce and beyond</i>, 2014. Cost: two
 * shuffles of the edges each way a round; O(log² n) rounds.
 */
public final class ComponentStage {
  private static final StructType FIRSTS = StructType.fromDDL("first string, second string");

  private ComponentStage() {}

  /**
   * The first member of each component, for all the others.
   *
   * @param edges {@code first string, second string}: first before second
   * @param localEdges edges that the driver finishes
   * @return {@code first, second}: the first of a component by rank, and another of its members
   */
  public static Dataset<Row> firsts(Dataset<Row> edges, int localEdges) {
    SparkSession spark = edges.sparkSession();
    JavaRDD<Row> open = Tables.withoutPlan(edges.select("first", "second").distinct());
    Row state = state(table(spark, open));
    while (state.getLong(0) > localEdges) {
      JavaRDD<Row> next = Tables.withoutPlan(smallStar(largeStar(table(spark, open))));
      Row after = state(table(spark, next)); // fills the cache before what it was made from goes
      open.unpersist();
      open = next;
      if (after.equals(state)) {
        return table(spark, open); // stars around the first of each component
      }
      state = after;
    }
    List<Edge> local =
        open.collect().stream().map(row -> new Edge(row.getString(0), row.getString(1))).toList();
    open.unpersist();
    Map<String, String> firsts = Components.keepers(local);
    return spark.createDataFrame(
        firsts.entrySet().stream().map(e -> RowFactory.create(e.getValue(), e.getKey())).toList(),
        FIRSTS);
  }

  private static Dataset<Row> table(SparkSession spark, JavaRDD<Row> edges) {
    return spark.createDataFrame(edges, FIRSTS);
  }

  /** How many edges there are, and a digest of them: equal when nothing changes any more. */
  private static Row state(Dataset<Row> edges) {
    return edges
        .agg(count(lit(1)), sum(xxhash64(col("first"), col("second")).cast("decimal(38,0)")))
        .first();
  }

  /** Links the later neighbours of each vertex to the first of its neighbourhood. */
  private static Dataset<Row> largeStar(Dataset<Row> edges) {
    Dataset<Row> both =
        edges
            .select(col("first").as("u"), col("second").as("v"))
            .union(edges.select(col("second").as("u"), col("first").as("v")));
    Dataset<Row> firsts =
        both.groupBy("u").agg(min("v").as("m")).select(col("u"), least(col("u"), col("m")).as("m"));
    return both.filter(col("v").gt(col("u")))
        .join(firsts, "u")
        .select(col("m").as("first"), col("v").as("second"))
        .distinct();
  }

  /** Links the earlier neighbours of each vertex, and itself, to the first of them. */
  private static Dataset<Row> smallStar(Dataset<Row> edges) {
    Dataset<Row> firsts = edges.groupBy("second").agg(min("first").as("m"));
    Dataset<Row> neighbours =
        edges
            .join(firsts, "second")
            .filter(col("first").notEqual(col("m")))
            .select(col("m").as("first"), col("first").as("second"));
    return neighbours.union(firsts.select(col("m").as("first"), col("second"))).distinct();
  }
}
