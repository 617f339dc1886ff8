package io.secateur.jobs.report;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;

import io.secateur.example.ContentKey;
import io.secateur.example.SeededHash;
import io.secateur.jobs.report.ClusterMap.Cluster;
import io.secateur.jobs.report.ClusterMap.Point;
import io.secateur.jobs.spark.ArrayColumns;
import io.secateur.jobs.spark.Ledger;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/**
 * Looks at the embeddings: counts the clusters, and lays a sample on a plane.
 *
 * <p>Cost: a join of ids with the ledger, and one of {@value #SAMPLE} ids with the embeddings; the
 * driver holds these embeddings, and a line for each of {@value #CLUSTERS} clusters.
 */
final class ClusterMapStage {
  private static final int SAMPLE = 2_000;
  private static final int CLUSTERS = 30;

  private ClusterMapStage() {}

  /**
   * Looks at them; without the examples' texts.
   *
   * @param embeddings {@code id, embedding}
   * @param decided {@code id, key, label, decision} of all examples
   * @param scored {@code id, cluster, prototypicality, kept} of those that have a cluster
   */
  static ClusterMap of(
      Dataset<Row> embeddings, Dataset<Row> decided, Dataset<Row> scored, long seed) {
    long embedded = embeddings.count();
    if (embedded == 0) {
      return ClusterMap.NONE;
    }
    Dataset<Row> clustered = scored.filter(col("cluster").isNotNull());
    Dataset<Row> clusters =
        clustered
            .groupBy("cluster")
            .agg(
                count(lit(1)).as("n"),
                count_if(col("kept")),
                min(struct(coalesce(col("prototypicality"), lit(-1.0)).multiply(-1), col("id")))
                    .getField("id"));
    List<Row> rows = sampled(embeddings, decided, scored, seed);
    double[][] vectors = new double[rows.size()][];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = doubles(ArrayColumns.floats(rows.get(i), 0));
    }
    Plane plane = Plane.of(vectors, seed);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < vectors.length; i++) {
      Row row = rows.get(i);
      points.add(
          new Point(
              plane.x(i),
              plane.y(i),
              row.getString(1),
              row.getString(2),
              row.getInt(3),
              row.getBoolean(4),
              ""));
    }
    return new ClusterMap(
        embedded,
        plane.shown(),
        points,
        clusters.orderBy(col("n").desc(), col("cluster")).limit(CLUSTERS).collectAsList().stream()
            .map(
                row ->
                    new Cluster(
                        row.getInt(0), row.getLong(1), row.getLong(2), row.getString(3), ""))
            .toList(),
        clusters.count());
  }

  /** First the ids alone, so that no vector travels but those of the sample. */
  private static List<Row> sampled(
      Dataset<Row> embeddings, Dataset<Row> decided, Dataset<Row> scored, long seed) {
    UDF1<String, Long> order = key -> SeededHash.order(seed, ContentKey.parse(key));
    Dataset<Row> ids =
        decided
            .join(embeddings.select("id"), "id", "left_semi")
            .withColumn("order", udf(order, DataTypes.LongType).apply(col("key")))
            .orderBy("order", "id")
            .limit(SAMPLE);
    return embeddings
        .select("id", "embedding")
        .join(broadcast(ids), "id")
        .join(scored.select("id", "cluster"), "id", "left")
        .orderBy("order", "id")
        .select(
            col("embedding"),
            col("id"),
            coalesce(col("label"), lit("")),
            coalesce(col("cluster"), lit(-1)),
            col("decision").equalTo(Ledger.KEEP))
        .collectAsList();
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = Float.isFinite(values[i]) ? values[i] : 0;
    }
    return doubles;
  }
}
