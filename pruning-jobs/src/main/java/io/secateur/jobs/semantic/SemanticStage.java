package io.secateur.jobs.semantic;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.udf;

import io.secateur.example.Matrix;
import io.secateur.jobs.config.SemanticConfig;
import io.secateur.jobs.spark.CellStage;
import io.secateur.jobs.spark.CellStage.Cell;
import io.secateur.jobs.spark.Duplicates;
import io.secateur.jobs.spark.SplitStage;
import io.secateur.jobs.spark.SplitStage.Cells;
import io.secateur.jobs.spark.StarStage;
import io.secateur.jobs.spark.Tables;
import io.secateur.redundancy.CellDuplicates;
import io.secateur.redundancy.CellDuplicates.Match;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Stage 4: drops examples whose embedding is as good as that of another of their scope.
 *
 * <p>In each cell examples meet the kept ones before them, which costs at most the square of the
 * cell and finds one edge an example that goes. An example is in several cells, so that star
 * selection over all cells decides, and can take a keeper away from examples of another cell. Where
 * it has, the cells of these are searched again, among the survivors, until nothing is found: two
 * survivors that no keeper was taken away from have met in every cell that they share.
 *
 * <p>Cost: one pass that places the embeddings, one shuffle of them, {@code cells} times over, and
 * another of the cells that are searched again.
 */
public final class SemanticStage {
  private static final StructType EDGES =
      StructType.fromDDL("first string, second string, similarity double");

  private SemanticStage() {}

  /**
   * What was found.
   *
   * @param duplicates rows of {@link Duplicates#SCHEMA}
   * @param cells that were searched
   * @param rounds until nothing was left to find
   */
  public record Found(Dataset<Row> duplicates, Cells cells, int rounds) {}

  /**
   * The cells of the search, and who is in them.
   *
   * @param embeddings {@code id, rank, embedding}
   * @param count how many there are, at least 1
   */
  public static Cells cells(Dataset<Row> embeddings, long count, SemanticConfig config, long seed) {
    Matrix sample = CellStage.sample(embeddings, count, seed);
    long wanted = Math.max(1, Math.round(count / (double) config.cellSize()));
    Matrix centroids = CellStage.fit(sample, wanted, seed);
    return SplitStage.place(embeddings, centroids, config.cells(), config.maxCell(), seed);
  }

  /**
   * Finds the duplicates.
   *
   * @param cells as {@link #cells} gave them
   * @param release gathers what the caller may let go of once the result is written
   */
  public static Found find(Cells cells, SemanticConfig config, List<Dataset<Row>> release) {
    Dataset<Row> placed = cells.placed();
    SparkSession spark = placed.sparkSession();
    release.add(placed);
    Dataset<Row> edges = Tables.empty(spark, EDGES);
    Dataset<Row> keepers = Tables.empty(spark, EDGES);
    Dataset<Row> searched = CellStage.spread(placed);
    int rounds = 0;
    while (true) {
      rounds++;
      Dataset<Row> found = kept(search(searched, config), release);
      if (found.isEmpty()) {
        break;
      }
      Dataset<Row> goneBefore = keepers.select("second");
      edges = rounds == 1 ? found : kept(edges.union(found).distinct(), release);
      keepers = kept(StarStage.keepers(edges, StarStage.LOCAL_EDGES), release);
      Dataset<Row> gone = keepers.select("second");
      Dataset<Row> bereft = found.select("second").union(goneBefore).distinct().except(gone);
      Set<Integer> again = cellsOf(bereft, placed);
      if (again.isEmpty()) {
        break;
      }
      searched = among(placed, again).join(gone, col("rank").equalTo(col("second")), "left_anti");
    }
    return new Found(Duplicates.named(keepers, placed, Duplicates.SEMANTIC), cells, rounds);
  }

  private static Dataset<Row> kept(Dataset<Row> rows, List<Dataset<Row>> release) {
    Dataset<Row> kept = rows.persist(StorageLevel.MEMORY_AND_DISK());
    release.add(kept);
    return kept;
  }

  /** The cells of some examples: at most as many numbers as there are cells. */
  private static Set<Integer> cellsOf(Dataset<Row> some, Dataset<Row> placed) {
    return placed
        .join(some, col("rank").equalTo(col("second")), "left_semi")
        .select(explode(col("cells")).as("cell"))
        .distinct()
        .collectAsList()
        .stream()
        .map(row -> row.getInt(0))
        .collect(Collectors.toSet());
  }

  private static Dataset<Row> among(Dataset<Row> placed, Set<Integer> cells) {
    UserDefinedFunction wanted =
        udf((UDF1<Integer, Boolean>) cells::contains, DataTypes.BooleanType);
    return CellStage.spread(placed).filter(wanted.apply(col("cell")));
  }

  private static Dataset<Row> search(Dataset<Row> spread, SemanticConfig config) {
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
    return CellStage.gatherScoped(spread).mapPartitions(find, Encoders.row(EDGES)).distinct();
  }
}
