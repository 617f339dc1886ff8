package io.secateur.jobs.semantic;

import static org.apache.spark.sql.functions.col;

import io.secateur.example.Matrix;
import io.secateur.jobs.config.SemanticConfig;
import io.secateur.jobs.spark.CellStage;
import io.secateur.jobs.spark.CellStage.Cell;
import io.secateur.jobs.spark.Duplicates;
import io.secateur.jobs.spark.StarStage;
import io.secateur.jobs.spark.Tables;
import io.secateur.redundancy.CellDuplicates;
import io.secateur.redundancy.CellDuplicates.Match;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Stage 4: drops examples whose embedding is as good as that of another of their scope.
 *
 * <p>In each cell examples meet the kept ones before them, which costs at most the square of the
 * cell and finds one edge an example that goes. Since an example is in several cells, star
 * selection over all cells decides, and the survivors are searched again until no two of them are
 * duplicates.
 *
 * <p>Cost a round: one shuffle of the embeddings of the survivors, {@code cells} times over. One
 * round suffices where every example has one cell; few rounds are needed otherwise.
 */
public final class SemanticStage {
  private static final StructType EDGES =
      StructType.fromDDL("first string, second string, similarity double");

  private SemanticStage() {}

  /**
   * What was found.
   *
   * @param duplicates rows of {@link Duplicates#SCHEMA}
   * @param centroids of the cells that were searched
   * @param rounds until nothing was left to find
   */
  public record Found(Dataset<Row> duplicates, Matrix centroids, int rounds) {}

  /**
   * The cells of the search.
   *
   * @param embeddings {@code id, rank, embedding}
   * @param count how many there are, at least 1
   */
  public static Matrix cells(
      Dataset<Row> embeddings, long count, SemanticConfig config, long seed) {
    Matrix sample = CellStage.sample(embeddings, count, seed);
    long wanted = Math.max(1, Math.round(count / (double) config.cellSize()));
    Matrix centroids = CellStage.fit(sample, wanted, seed);
    return count <= config.maxCell()
        ? centroids
        : CellStage.split(embeddings, sample, centroids, config.cells(), config.maxCell(), seed);
  }

  /** Finds the duplicates. */
  public static Found find(
      Dataset<Row> embeddings,
      Matrix centroids,
      SemanticConfig config,
      List<Dataset<Row>> release) {
    SparkSession spark = embeddings.sparkSession();
    Dataset<Row> edges = Tables.empty(spark, EDGES);
    Dataset<Row> keepers = Tables.empty(spark, EDGES);
    Dataset<Row> left = embeddings;
    int rounds = 0;
    while (true) {
      rounds++;
      Dataset<Row> found = search(left, centroids, config).persist(StorageLevel.MEMORY_AND_DISK());
      release.add(found);
      if (found.isEmpty()) {
        break;
      }
      edges = edges.union(found).distinct();
      keepers =
          StarStage.keepers(edges, StarStage.LOCAL_EDGES).persist(StorageLevel.MEMORY_AND_DISK());
      release.add(keepers);
      if (centroids.rows() == 1) {
        break; // within one cell the search is the selection
      }
      Dataset<Row> gone = keepers.select(col("second"));
      left = embeddings.join(gone, col("rank").equalTo(col("second")), "left_anti");
    }
    return new Found(Duplicates.named(keepers, embeddings, Duplicates.SEMANTIC), centroids, rounds);
  }

  private static Dataset<Row> search(
      Dataset<Row> embeddings, Matrix centroids, SemanticConfig config) {
    CellDuplicates search = new CellDuplicates(config.minCosine());
    MapPartitionsFunction<Row, Row> find =
        rows -> {
          List<Row> edges = new ArrayList<>();
          Iterator<Cell> cells = CellStage.scopedCells(rows);
          while (cells.hasNext()) {
            Cell cell = cells.next();
            for (Match match : search.find(cell.rows())) {
              edges.add(
                  RowFactory.create(
                      cell.ranks().get(match.keeper()),
                      cell.ranks().get(match.duplicate()),
                      (double) match.cosine()));
            }
          }
          return edges.iterator();
        };
    return CellStage.gatherScoped(CellStage.assign(embeddings, centroids, config.cells()))
        .mapPartitions(find, Encoders.row(EDGES))
        .distinct();
  }
}
