package io.secateur.jobs.score;

import static org.apache.spark.sql.functions.col;

import io.secateur.example.ContentKey;
import io.secateur.example.EmbeddedPairs;
import io.secateur.example.Matrix;
import io.secateur.example.SeededHash;
import io.secateur.jobs.config.PairsConfig;
import io.secateur.jobs.config.PairsConfig.TowerPair;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.spark.ArrayColumns;
import io.secateur.jobs.spark.BlockIterator;
import io.secateur.jobs.spark.PredictionTable;
import io.secateur.jobs.spark.SeenStage.Checkpoint;
import io.secateur.learnability.PairwiseLearnability;
import io.secateur.learnability.Towers;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Scores pairs by what two towers of a learner and of a reference make of them, within a reference
 * batch that a hash of seed and key draws.
 *
 * <p>Cost: three joins of embeddings by id; then O(batch) products a pair. The driver holds the
 * batch.
 */
final class PairStage {
  private static final int BLOCK = 256;
  private static final StructType PACKED =
      StructType.fromDDL("id string, checkpoint string, vector binary");

  private PairStage() {}

  /** What pairs are told from. */
  private record Batch(PairwiseLearnability scorer, Map<String, Integer> places)
      implements Serializable {}

  /**
   * The leakage guard.
   *
   * @param towers what there is of each
   * @param warn told where nobody knows what the reference was trained on
   * @throws DataException if the reference was trained on the examples
   */
  static void guard(List<Checkpoint> towers, Consumer<String> warn) {
    for (Checkpoint tower : towers) {
      boolean reference = tower.name().startsWith("reference/");
      if (reference && tower.trainedOn() > 0) {
        throw new DataException(
            "Cannot score by pairwise_learnability: it would leak, since the tower %s was trained on %,d of the %,d examples. Name one that was not."
                .formatted(tower.name(), tower.trainedOn(), tower.examples()));
      }
      if (reference && tower.heldOut() < tower.examples()) {
        warn.accept(
            "nobody knows whether the tower %s was trained on the examples (models.trained-on)"
                .formatted(tower.name()));
      }
    }
  }

  /**
   * Scores.
   *
   * @param embedded the table of predictions, of {@link PredictionTable#TOWERS}
   * @param examples {@code id, key} of the examples to score
   * @return {@code id, pairwise_learnability}, null where a part could not be embedded
   */
  static Dataset<Row> score(
      Dataset<Row> embedded, Dataset<Row> examples, PairsConfig config, long seed) {
    Dataset<Row> pairs = pairs(embedded);
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(embedded.sparkSession().sparkContext());
    Broadcast<Batch> batch = context.broadcast(batch(pairs, examples, config, seed));
    FlatMapFunction<Iterator<Row>, Row> score =
        rows -> new BlockIterator<>(rows, BLOCK, block -> scored(block, batch.value()));
    JavaRDD<Row> scores = pairs.toJavaRDD().mapPartitions(score);
    return embedded
        .sparkSession()
        .createDataFrame(scores, StructType.fromDDL("id string, pairwise_learnability double"));
  }

  /** {@code id} and one packed vector a tower, of the examples that all towers embedded. */
  private static Dataset<Row> pairs(Dataset<Row> embedded) {
    Dataset<Row> vectors =
        embedded.filter(col("logits").isNotNull()).select("id", "checkpoint", "logits");
    JavaRDD<Row> packed =
        ArrayColumns.unboxed(vectors, 2)
            .map(
                row ->
                    RowFactory.create(
                        row.getString(0),
                        row.getString(1),
                        ArrayColumns.packed(ArrayColumns.floats(row, 2))));
    Dataset<Row> towers = embedded.sparkSession().createDataFrame(packed, PACKED);
    Dataset<Row> pairs = null;
    for (String tower : PredictionTable.TOWERS) {
      Dataset<Row> one =
          towers
              .filter(col("checkpoint").equalTo(tower))
              .select(col("id"), col("vector").as(tower));
      pairs = pairs == null ? one : pairs.join(one, "id");
    }
    return Objects.requireNonNull(pairs);
  }

  private static Batch batch(
      Dataset<Row> pairs, Dataset<Row> examples, PairsConfig config, long seed) {
    UDF1<String, Long> order = key -> SeededHash.order(seed, ContentKey.parse(key));
    List<Row> drawn =
        pairs
            .join(examples.select("id", "key"), "id")
            .withColumn("order", functions.udf(order, DataTypes.LongType).apply(col("key")))
            .orderBy("order", "key", "id")
            .limit(config.batch())
            .collectAsList();
    if (drawn.isEmpty()) {
      throw new DataException(
          "Cannot score by pairwise_learnability: the run has no example with two parts that the towers embedded. Run from predict.");
    }
    Map<String, Integer> places = new HashMap<>();
    for (Row row : drawn) {
      places.put(row.getString(0), places.size());
    }
    return new Batch(
        new PairwiseLearnability(
            towers(drawn, 1, Objects.requireNonNull(config.learner())),
            towers(drawn, 3, Objects.requireNonNull(config.reference()))),
        places);
  }

  private static Towers towers(List<Row> batch, int first, TowerPair pair) {
    return new Towers(matrix(batch, first), matrix(batch, first + 1), pair.scale(), pair.bias());
  }

  private static Matrix matrix(List<Row> rows, int column) {
    List<float[]> vectors = rows.stream().map(row -> ArrayColumns.floats(row, column)).toList();
    return Matrix.ofRows(vectors, vectors.get(0).length);
  }

  private static List<Row> scored(List<Row> block, Batch batch) {
    List<Integer> places =
        block.stream().map(row -> batch.places().getOrDefault(row.getString(0), -1)).toList();
    double[] scores =
        batch
            .scorer()
            .score(
                new EmbeddedPairs(
                    matrix(block, 1),
                    matrix(block, 2),
                    matrix(block, 3),
                    matrix(block, 4),
                    places));
    List<Row> rows = new ArrayList<>(scores.length);
    for (int i = 0; i < scores.length; i++) {
      rows.add(
          RowFactory.create(
              block.get(i).getString(0), Double.isNaN(scores[i]) ? null : (Double) scores[i]));
    }
    return rows;
  }
}
