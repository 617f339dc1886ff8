package io.secateur.jobs.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.udf;

import io.secateur.example.ContentKey;
import io.secateur.example.Matrix;
import io.secateur.example.SeededHash;
import io.secateur.redundancy.ColumnBlocks;
import io.secateur.redundancy.Priority;
import io.secateur.redundancy.SearchCost;
import io.secateur.redundancy.SphericalKMeans;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.UnaryOperator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Cuts embeddings into cells around centroids, so that what is quadratic happens in bounded blocks.
 *
 * <p>The centroids are fitted on the driver, on a seeded sample whose size is a constant.
 */
public final class CellStage {
  /** Rows that the driver takes in at a time: 32,768 of 384 dimensions are 50 MB. */
  static final int SAMPLE = 32_768;

  private static final int ITERATIONS = 20;
  private static final int BLOCK = 1_024;

  private static final StructType PLACED =
      StructType.fromDDL("id string, rank string, cells array<int>, embedding binary");

  private CellStage() {}

  /**
   * A seeded sample of the embeddings, in the order of their ranks.
   *
   * @param embeddings {@code id, rank, embedding}
   * @param total how many there are, at least 1
   */
  public static Matrix sample(Dataset<Row> embeddings, long total, long seed) {
    double share = SAMPLE / (double) total;
    UserDefinedFunction drawn =
        udf((UDF1<String, Boolean>) rank -> drawn(rank, seed) < share, DataTypes.BooleanType);
    Dataset<Row> some = share >= 1 ? embeddings : embeddings.filter(drawn.apply(col("rank")));
    return vectors(ArrayColumns.unboxed(some.select("rank", "embedding"), 1).collect());
  }

  /** The place in [0, 1) that an example draws. */
  public static double drawn(String rank, long seed) {
    return SeededHash.unit(seed, ContentKey.parse(Priority.key(rank)));
  }

  /** The embeddings of rows {@code rank, embedding}, in the order of the ranks. */
  static Matrix vectors(List<Row> rows) {
    List<float[]> vectors =
        rows.stream()
            .sorted((a, b) -> a.getString(0).compareTo(b.getString(0)))
            .map(row -> ArrayColumns.floats(row, 1))
            .toList();
    return Matrix.ofRows(vectors, vectors.isEmpty() ? 1 : vectors.get(0).length);
  }

  /** How many cells of so many examples there are to be; a sample can tell apart one in eight. */
  public static long wanted(long examples, int cellSize) {
    long most = Math.max(1, Math.min(examples, SAMPLE) / 8);
    return Math.max(1, Math.min(most, Math.round(examples / (double) cellSize)));
  }

  /** Floating-point operations of {@link #fit}, at most. */
  public static double fitCost(SearchCost cost) {
    return cost.fit(SAMPLE, ITERATIONS);
  }

  /** Centroids of a sample; at most one for every eight of its rows. */
  public static Matrix fit(Matrix sample, long clusters, long seed) {
    int most = Math.max(1, sample.rows() / 8);
    return exactly((int) Math.max(1, Math.min(clusters, most)), sample, seed);
  }

  /** As many centroids as asked for, where there are as many distinct points. */
  static Matrix exactly(int clusters, Matrix sample, long seed) {
    return new SphericalKMeans(clusters, ITERATIONS, seed).fit(sample);
  }

  /**
   * Finds the nearest cells of each example.
   *
   * @param cells how many
   * @return {@code id, rank, cells, embedding}, one row an example, nearest cell first
   */
  public static Dataset<Row> place(Dataset<Row> embeddings, Matrix centroids, int cells) {
    Broadcast<ColumnBlocks> shared =
        JavaSparkContext.fromSparkContext(embeddings.sparkSession().sparkContext())
            .broadcast(ColumnBlocks.of(centroids));
    FlatMapFunction<Iterator<Row>, Row> place =
        rows -> new BlockIterator<>(rows, BLOCK, block -> placed(block, shared.value(), cells));
    JavaRDD<Row> rows =
        ArrayColumns.unboxed(embeddings.select("id", "rank", "embedding"), 2).mapPartitions(place);
    return embeddings.sparkSession().createDataFrame(rows, PLACED);
  }

  /**
   * Puts each example into its nearest cells.
   *
   * @param cells how many
   * @return {@code cell, id, rank, embedding}, one row an example and cell
   */
  public static Dataset<Row> assign(Dataset<Row> embeddings, Matrix centroids, int cells) {
    return spread(place(embeddings, centroids, cells));
  }

  /** One row an example and cell, from one an example. */
  public static Dataset<Row> spread(Dataset<Row> placed) {
    return placed.select(
        explode(col("cells")).as("cell"), col("id"), col("rank"), col("embedding"));
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

  private static List<Row> placed(List<Row> block, ColumnBlocks centroids, int cells) {
    List<float[]> vectors = block.stream().map(row -> ArrayColumns.floats(row, 2)).toList();
    int[][] nearest =
        SphericalKMeans.nearest(Matrix.ofRows(vectors, centroids.dimensions()), centroids, cells);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < nearest.length; i++) {
      Row row = block.get(i);
      rows.add(
          RowFactory.create(
              row.getString(0), row.getString(1), nearest[i], ArrayColumns.packed(vectors.get(i))));
    }
    return rows;
  }
}
