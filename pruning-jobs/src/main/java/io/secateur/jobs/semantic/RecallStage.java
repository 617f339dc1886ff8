package io.secateur.jobs.semantic;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import io.secateur.example.Matrix;
import io.secateur.jobs.config.SemanticConfig;
import io.secateur.jobs.spark.ArrayColumns;
import io.secateur.jobs.spark.BlockIterator;
import io.secateur.jobs.spark.CellStage;
import io.secateur.jobs.spark.SplitStage.Cells;
import io.secateur.redundancy.ColumnBlocks;
import io.secateur.redundancy.Cosines;
import io.secateur.redundancy.Priority;
import io.secateur.redundancy.SearchRecall;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Measures the recall of the cell search: a seeded sample of the kept examples meets all that were
 * kept, whatever their cells.
 *
 * <p>Cost: one pass over the embeddings, {@code sample} products a row. The driver holds the
 * sample: at most 4,096 embeddings, and at least 256 where there are as many.
 */
public final class RecallStage {
  /** Products that the comparison may take, while the sample is between its bounds. */
  private static final double PRODUCTS = 1 << 26;

  private static final int LEAST = 256;
  private static final int MOST = 4_096;
  private static final int BLOCK = 1_024;
  private static final long SALT = 0x7265_6361_6C6CL; // another sample than that of the cells

  private static final StructType HITS = StructType.fromDDL("sampled int, id string");

  private RecallStage() {}

  /**
   * Measures; in one cell all were compared, so that there is nothing to.
   *
   * @param cells that were searched
   * @param duplicates with the {@code id} of each that was dropped
   */
  public static SearchRecall measure(
      Cells cells, Dataset<Row> duplicates, SemanticConfig config, long seed) {
    Dataset<Row> placed = cells.placed();
    Dataset<Row> gone = duplicates.select("id");
    long dropped = gone.count();
    long kept = placed.count() - dropped;
    if (cells.centroids().rows() == 1) {
      return new SearchRecall(dropped, kept, kept, 0);
    }
    List<Row> sample = sample(placed, gone, kept, seed);
    if (sample.isEmpty()) {
      return new SearchRecall(dropped, kept, 0, 0);
    }
    long missed =
        hits(placed, sample, config.minCosine())
            .join(gone, "id", "left_anti")
            .select("sampled")
            .distinct()
            .count();
    return new SearchRecall(dropped, kept, sample.size(), missed);
  }

  private static List<Row> sample(Dataset<Row> placed, Dataset<Row> gone, long kept, long seed) {
    double share = Math.max(LEAST, Math.min(MOST, PRODUCTS / kept)) / kept;
    UserDefinedFunction drawn =
        udf(
            (UDF1<String, Boolean>)
                rank -> share >= 1 || CellStage.drawn(rank, seed ^ SALT) < share,
            DataTypes.BooleanType);
    return placed
        .filter(drawn.apply(col("rank")))
        .join(gone, "id", "left_anti")
        .select("rank", "embedding")
        .collectAsList();
  }

  /** Examples that come before a sampled one and are past the threshold with it. */
  private static Dataset<Row> hits(Dataset<Row> placed, List<Row> sample, double minCosine) {
    List<float[]> vectors = sample.stream().map(row -> ArrayColumns.floats(row, 1)).toList();
    List<String> ranks = new ArrayList<>(sample.stream().map(row -> row.getString(0)).toList());
    int dimensions = vectors.get(0).length;
    Broadcast<ColumnBlocks> shared =
        JavaSparkContext.fromSparkContext(placed.sparkSession().sparkContext())
            .broadcast(ColumnBlocks.of(Matrix.ofRows(vectors, dimensions)));
    MapPartitionsFunction<Row, Row> compare =
        rows ->
            new BlockIterator<>(
                rows, BLOCK, block -> hits(block, shared.value(), ranks, minCosine));
    return placed.select("id", "rank", "embedding").mapPartitions(compare, Encoders.row(HITS));
  }

  private static List<Row> hits(
      List<Row> block, ColumnBlocks sample, List<String> ranks, double minCosine) {
    List<float[]> vectors = block.stream().map(row -> ArrayColumns.floats(row, 2)).toList();
    List<Row> hits = new ArrayList<>();
    Cosines.between(
        Matrix.ofRows(vectors, sample.dimensions()),
        sample,
        (i, first, cosines, count) -> {
          for (int c = 0; c < count; c++) {
            String rank = block.get(i).getString(1);
            String sampled = ranks.get(first + c);
            if (cosines[c] >= minCosine
                && rank.compareTo(sampled) < 0
                && Priority.scope(rank).equals(Priority.scope(sampled))) {
              hits.add(RowFactory.create(first + c, block.get(i).getString(0)));
            }
          }
        });
    return hits;
  }
}
