package io.secateur.jobs.score;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import io.secateur.catalog.Scorers;
import io.secateur.example.ClusteredEmbeddings;
import io.secateur.example.Embeddings;
import io.secateur.example.Matrix;
import io.secateur.jobs.spark.ArrayColumns;
import io.secateur.jobs.spark.CellStage;
import io.secateur.jobs.spark.CellStage.Cell;
import io.secateur.jobs.spark.RowDigest;
import io.secateur.jobs.spark.Tables;
import io.secateur.redundancy.Cosines;
import io.secateur.redundancy.Prototypicality;
import io.secateur.redundancy.SemanticRedundancy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Stage 6: scores what the duplicates left, and writes {@code 2-scores}: the id, the cluster, one
 * raw score a scorer, the losses that reducible loss is made of, and the class that a flagged label
 * should be.
 *
 * <p>Cost: one pass over the embeddings for each scorer; semantic redundancy shuffles them by cell.
 */
public final class ScoreStage {
  /**
   * The schema of {@code 2-scores}, all scorers named; the columns of those not asked for are null.
   */
  public static final StructType SCHEMA = schema();

  /** The schema of {@code cache/clusters}: distance of a centroid to its nearest others. */
  public static final StructType CLUSTERS = StructType.fromDDL("cluster int, apart double");

  private static final StructType CLUSTERED =
      StructType.fromDDL("id string, cluster int, prototypicality double");
  private static final StructType COVERED =
      StructType.fromDDL("id string, semantic_redundancy double");
  private static final int NEIGHBOURS = 20;

  private ScoreStage() {}

  private static StructType schema() {
    StructType schema =
        new StructType().add("id", DataTypes.StringType).add("cluster", DataTypes.IntegerType);
    for (String scorer : Scorers.names()) {
      schema = schema.add(scorer, DataTypes.DoubleType);
    }
    return schema
        .add(PredictionScores.LEARNER_LOSS, DataTypes.DoubleType)
        .add(PredictionScores.REFERENCE_LOSS, DataTypes.DoubleType)
        .add(LabelIssueStage.SUGGESTED, DataTypes.StringType);
  }

  /**
   * What was written.
   *
   * @param digest of the scores
   * @param scored examples that have a score, by scorer
   */
  public record Written(String digest, Map<String, Long> scored) {}

  /**
   * Writes scores.
   *
   * @param ids {@code id} of every example to score, and scores of some scorers or none
   * @param more scores of others, by id
   * @param scorers names of those asked for
   */
  public static Written write(
      Dataset<Row> ids, List<Dataset<Row>> more, List<String> scorers, String path) {
    Dataset<Row> scores = ids;
    for (Dataset<Row> part : more) {
      scores = scores.join(part, "id", "left");
    }
    List<String> there = Arrays.asList(scores.columns());
    Column[] columns =
        Stream.of(SCHEMA.fields())
            .map(
                field ->
                    there.contains(field.name())
                            && (scorers.contains(field.name())
                                || !Scorers.names().contains(field.name()))
                        ? col(field.name())
                        : lit(null).cast(field.dataType()).as(field.name()))
            .toArray(Column[]::new);
    Column[] counts = scorers.stream().map(name -> count(col(name))).toArray(Column[]::new);
    Row written = Tables.write(scores.select(columns), path, RowDigest.of(SCHEMA), counts);
    Map<String, Long> scored = new LinkedHashMap<>();
    for (int i = 0; i < scorers.size(); i++) {
      scored.put(scorers.get(i), written.getLong(1 + i));
    }
    return new Written(written.getString(0), scored);
  }

  /**
   * Scores by embeddings.
   *
   * @param embeddings {@code id, rank, embedding} of the examples that are left
   * @param clusters centroids of the clusters
   * @param searched centroids of the cells in which neighbours are sought
   * @param cells nearest cells that an example is sought in
   * @param scorers names of those to run
   * @return {@code id, cluster} and a column a score
   */
  public static Dataset<Row> redundancy(
      Dataset<Row> embeddings, Matrix clusters, Matrix searched, int cells, List<String> scorers) {
    Dataset<Row> scores = prototypes(embeddings, clusters);
    return scorers.contains(new SemanticRedundancy().name())
        ? scores.join(covered(embeddings, searched, cells), "id")
        : scores;
  }

  /** Writes how far each cluster lies from its nearest others: what cluster quotas weigh. */
  public static void writeClusters(SparkSession spark, Matrix centroids, String path) {
    int k = centroids.rows();
    float[][] nearest = new float[k][];
    Cosines.between(
        centroids,
        centroids,
        (i, first, cosines, n) -> {
          float[] before = nearest[i] == null ? new float[0] : nearest[i];
          float[] all = Arrays.copyOf(before, before.length + n);
          System.arraycopy(cosines, 0, all, before.length, n);
          if (i >= first && i < first + n) {
            all[before.length + i - first] = Float.NEGATIVE_INFINITY; // not to itself
          }
          Arrays.sort(all);
          nearest[i] = Arrays.copyOfRange(all, Math.max(0, all.length - NEIGHBOURS), all.length);
        });
    List<Row> rows = new ArrayList<>();
    for (int c = 0; c < k; c++) {
      double sum = 0;
      int others = 0;
      for (float cosine : nearest[c]) {
        if (cosine != Float.NEGATIVE_INFINITY) {
          sum += 1 - cosine;
          others++;
        }
      }
      rows.add(RowFactory.create(c, others == 0 ? 0.0 : sum / others));
    }
    Tables.write(spark.createDataFrame(rows, CLUSTERS).coalesce(1), path);
  }

  private static Dataset<Row> prototypes(Dataset<Row> embeddings, Matrix clusters) {
    Broadcast<Matrix> shared =
        JavaSparkContext.fromSparkContext(embeddings.sparkSession().sparkContext())
            .broadcast(clusters);
    MapPartitionsFunction<Row, Row> score =
        rows -> {
          Prototypicality scorer = new Prototypicality();
          return new Iterator<>() {
            @Override
            public boolean hasNext() {
              return rows.hasNext();
            }

            @Override
            public Row next() {
              Row row = rows.next();
              Matrix one = Matrix.of(1, shared.value().columns(), ArrayColumns.floats(row, 3));
              int cluster = row.getInt(0);
              double[] scores =
                  scorer.score(
                      new ClusteredEmbeddings(
                          one, Collections.singletonList(cluster), shared.value()));
              return RowFactory.create(row.getString(1), cluster, scores[0]);
            }
          };
        };
    return CellStage.assign(embeddings, clusters, 1).mapPartitions(score, Encoders.row(CLUSTERED));
  }

  private static Dataset<Row> covered(Dataset<Row> embeddings, Matrix searched, int cells) {
    MapPartitionsFunction<Row, Row> score =
        rows -> {
          SemanticRedundancy scorer = new SemanticRedundancy();
          List<Row> scores = new ArrayList<>();
          Iterator<Cell> all = CellStage.cells(rows);
          while (all.hasNext()) {
            Cell cell = all.next();
            double[] cellScores = scorer.score(new Embeddings(cell.rows()));
            for (int i = 0; i < cellScores.length; i++) {
              scores.add(RowFactory.create(cell.ids().get(i), cellScores[i]));
            }
          }
          return scores.iterator();
        };
    return CellStage.gather(CellStage.assign(embeddings, searched, cells))
        .mapPartitions(score, Encoders.row(COVERED))
        .groupBy("id")
        .agg(max("semantic_redundancy").as("semantic_redundancy"));
  }
}
