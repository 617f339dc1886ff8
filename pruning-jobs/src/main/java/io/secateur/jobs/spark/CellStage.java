package io.secateur.jobs.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.secateur.example.ContentKey;
import io.secateur.example.Matrix;
import io.secateur.example.SeededHash;
import io.secateur.redundancy.Priority;
import io.secateur.redundancy.SphericalKMeans;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * Cuts embeddings into cells around centroids, so that what is quadratic happens in bounded blocks.
 *
 * <p>The centroids are fitted on the driver, on a seeded sample whose size is a constant.
 */
public final class CellStage {
  /** Rows of the sample: 32,768 of 384 dimensions are 50 MB. */
  private static final int SAMPLE = 32_768;

  private static final int ITERATIONS = 20;
  private static final int SPLITS = 3;
  private static final int BLOCK = 1_024;

  private static final StructType ASSIGNED =
      StructType.fromDDL("cell int, id string, rank string, embedding array<float>");

  private CellStage() {}

  /**
   * A seeded sample of the embeddings, in the order of their ranks.
   *
   * @param embeddings {@code id, rank, embedding}
   * @param total how many there are, at least 1
   */
  public static Matrix sample(Dataset<Row> embeddings, long total, long seed) {
    double share = SAMPLE / (double) total;
    FilterFunction<Row> drawn =
        row ->
            share >= 1
                || SeededHash.unit(seed, ContentKey.parse(Priority.key(row.getString(0)))) < share;
    List<Row> rows =
        embeddings.select("rank", "embedding").filter(drawn).collectAsList().stream()
            .sorted((a, b) -> a.getString(0).compareTo(b.getString(0)))
            .toList();
    List<float[]> vectors = rows.stream().map(row -> ArrayColumns.floats(row, 1)).toList();
    return Matrix.ofRows(vectors, vectors.isEmpty() ? 1 : vectors.get(0).length);
  }

  /** Centroids of a sample; at most one for every eight of its rows. */
  public static Matrix fit(Matrix sample, long clusters, long seed) {
    int most = Math.max(1, sample.rows() / 8);
    int k = (int) Math.max(1, Math.min(clusters, most));
    return new SphericalKMeans(k, ITERATIONS, seed).fit(sample);
  }

  /** Replaces the centroids of cells with too many rows by several, as far as the sample tells. */
  public static Matrix split(
      Dataset<Row> embeddings, Matrix sample, Matrix centroids, int cells, int maxCell, long seed) {
    Matrix split = centroids;
    for (int i = 0; i < SPLITS; i++) {
      Map<Integer, Long> sizes = sizes(assign(embeddings, split, cells));
      if (sizes.values().stream().allMatch(size -> size <= maxCell)) {
        return split;
      }
      split = splitOnce(sample, split, sizes, maxCell, seed + i + 1);
    }
    return split;
  }

  private static Map<Integer, Long> sizes(Dataset<Row> assigned) {
    Map<Integer, Long> sizes = new TreeMap<>();
    assigned
        .groupBy("cell")
        .agg(count(lit(1)))
        .collectAsList()
        .forEach(row -> sizes.put(row.getInt(0), row.getLong(1)));
    return sizes;
  }

  private static Matrix splitOnce(
      Matrix sample, Matrix centroids, Map<Integer, Long> sizes, int maxCell, long seed) {
    int[] nearest = SphericalKMeans.nearest(sample, centroids);
    List<float[]> next = new ArrayList<>();
    for (int c = 0; c < centroids.rows(); c++) {
      long parts = (2 * sizes.getOrDefault(c, 0L) + maxCell - 1) / maxCell;
      int cell = c;
      int[] members =
          java.util.stream.IntStream.range(0, nearest.length)
              .filter(i -> nearest[i] == cell)
              .toArray();
      if (parts <= 2 || members.length < 2) {
        next.add(centroids.row(c));
        continue;
      }
      Matrix inner = sample.rows(members);
      Matrix fitted = fit(inner, parts, seed);
      for (int j = 0; j < fitted.rows(); j++) {
        next.add(fitted.row(j));
      }
    }
    return Matrix.ofRows(next, centroids.columns());
  }

  /**
   * Puts each example into its nearest cells.
   *
   * @param cells how many
   * @return {@code cell, id, rank, embedding}, one row an example and cell
   */
  public static Dataset<Row> assign(Dataset<Row> embeddings, Matrix centroids, int cells) {
    Broadcast<Matrix> shared =
        JavaSparkContext.fromSparkContext(embeddings.sparkSession().sparkContext())
            .broadcast(centroids);
    MapPartitionsFunction<Row, Row> assign =
        rows -> new BlockIterator(rows, BLOCK, block -> assigned(block, shared.value(), cells));
    return embeddings
        .select("id", "rank", "embedding")
        .mapPartitions(assign, Encoders.row(ASSIGNED));
  }

  /** Brings the rows of a cell together, in the order of their ranks. */
  public static Dataset<Row> gather(Dataset<Row> assigned) {
    return assigned.repartition(col("cell")).sortWithinPartitions("cell", "rank");
  }

  /** The same, one scope of a cell after the other: for {@link #scopedCells}. */
  public static Dataset<Row> gatherScoped(Dataset<Row> assigned) {
    Column scope = functions.substring(col("rank"), Priority.DIGITS + 1, Integer.MAX_VALUE);
    return assigned
        .repartition(col("cell"), scope)
        .sortWithinPartitions(col("cell"), scope, col("rank"));
  }

  /**
   * One cell.
   *
   * @param ids in the order of the ranks
   * @param ranks ascending
   * @param rows their embeddings
   */
  public record Cell(List<String> ids, List<String> ranks, Matrix rows) {}

  /** The cells of a partition that {@link #gather} made, one at a time. */
  public static Iterator<Cell> cells(Iterator<Row> gathered) {
    return new Cells(gathered, rank -> "");
  }

  /** What {@link #gatherScoped} made: each cell once for each scope that has examples in it. */
  public static Iterator<Cell> scopedCells(Iterator<Row> gathered) {
    return new Cells(gathered, Priority::scope);
  }

  private static final class Cells implements Iterator<Cell> {
    private final Iterator<Row> rows;
    private final UnaryOperator<String> scopeOfRank;
    private final List<Row> next = new ArrayList<>(1); // the first row of the next cell

    Cells(Iterator<Row> rows, UnaryOperator<String> scopeOfRank) {
      this.rows = rows;
      this.scopeOfRank = scopeOfRank;
    }

    @Override
    public boolean hasNext() {
      return !next.isEmpty() || rows.hasNext();
    }

    @Override
    public Cell next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      List<String> ids = new ArrayList<>();
      List<String> ranks = new ArrayList<>();
      List<float[]> vectors = new ArrayList<>();
      Row row = next.isEmpty() ? rows.next() : next.remove(0);
      int cell = row.getInt(0);
      String scope = scopeOfRank.apply(row.getString(2));
      while (true) {
        ids.add(row.getString(1));
        ranks.add(row.getString(2));
        vectors.add(ArrayColumns.floats(row, 3));
        if (!rows.hasNext()) {
          break;
        }
        row = rows.next();
        if (row.getInt(0) != cell || !scopeOfRank.apply(row.getString(2)).equals(scope)) {
          next.add(row);
          break;
        }
      }
      return new Cell(ids, ranks, Matrix.ofRows(vectors, vectors.get(0).length));
    }
  }

  private static List<Row> assigned(List<Row> block, Matrix centroids, int cells) {
    Matrix points =
        Matrix.ofRows(
            block.stream().map(row -> ArrayColumns.floats(row, 2)).toList(), centroids.columns());
    int[][] nearest = SphericalKMeans.nearest(points, centroids, cells);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < nearest.length; i++) {
      Row row = block.get(i);
      for (int cell : nearest[i]) {
        rows.add(RowFactory.create(cell, row.getString(0), row.getString(1), row.get(2)));
      }
    }
    return rows;
  }
}
