package io.secateur.jobs.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import io.secateur.example.Matrix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;

/**
 * Splits cells that hold too many rows, until none does or what is left cannot be split: rows that
 * are equal have no centroids but one.
 *
 * <p>Each round places all rows, counts them by cell, and fits the cells that are too large anew,
 * on a seeded sample drawn from them. The driver holds one such sample, {@value CellStage#SAMPLE}
 * rows in all, and at most {@value #MOST_CELLS} centroids.
 */
public final class SplitStage {
  /** Centroids past which nothing is split: 65,536 of 384 dimensions are 100 MB. */
  static final int MOST_CELLS = 65_536;

  private static final int ROUNDS = 16;

  private SplitStage() {}

  /**
   * Cells, and who is in them.
   *
   * @param centroids one a cell
   * @param placed {@code id, rank, cells, embedding}, one row an example; persisted
   * @param biggest rows of the largest cell
   * @param rowsPast rows in cells that are larger than asked for, and could not be split
   */
  public record Cells(Matrix centroids, Dataset<Row> placed, long biggest, long rowsPast) {

    /** {@code 500 cells, the largest of 1,203}, and a warning if any is past the limit. */
    public String words() {
      int count = centroids.rows();
      String past =
          rowsPast == 0
              ? ""
              : "; %,d in cells past max-cell that cannot be split".formatted(rowsPast);
      return "%,d cell%s, the largest of %,d%s"
          .formatted(count, count == 1 ? "" : "s", biggest, past);
    }
  }

  /**
   * Places examples in cells, and splits those that are too large.
   *
   * @param embeddings {@code id, rank, embedding}
   * @param centroids to begin with
   * @param cells nearest ones that an example is put in
   * @param maxCell rows past which a cell is split
   */
  public static Cells place(
      Dataset<Row> embeddings, Matrix centroids, int cells, int maxCell, long seed) {
    Matrix split = centroids;
    Set<Integer> whole = new HashSet<>(); // cannot be split
    for (int round = 1; ; round++) {
      Dataset<Row> placed =
          CellStage.place(embeddings, split, cells).persist(StorageLevel.MEMORY_AND_DISK());
      Map<Integer, Long> sizes = sizes(placed);
      Map<Integer, Long> large = new TreeMap<>(sizes);
      large.values().removeIf(size -> size <= maxCell);
      long past = large.values().stream().mapToLong(Long::longValue).sum();
      large.keySet().removeAll(whole);
      if (large.isEmpty() || round > ROUNDS || split.rows() >= MOST_CELLS) {
        long biggest = sizes.values().stream().mapToLong(Long::longValue).max().orElse(0);
        return new Cells(split, placed, biggest, past);
      }
      Map<Integer, Integer> parts = new HashMap<>();
      // an example lies in several parts of its cell too
      large.forEach((cell, size) -> parts.put(cell, parts(size, cells, maxCell)));
      split = splitOnce(split, parts, samples(placed, large, seed + round), whole, seed + round);
      placed.unpersist();
    }
  }

  private static int parts(long size, int cells, int maxCell) {
    return (int) Math.min(CellStage.SAMPLE, ((cells + 1L) * size + maxCell - 1) / maxCell);
  }

  private static Map<Integer, Long> sizes(Dataset<Row> placed) {
    Map<Integer, Long> sizes = new TreeMap<>();
    placed
        .select(explode(col("cells")).as("cell"))
        .groupBy("cell")
        .agg(count(lit(1)))
        .collectAsList()
        .forEach(row -> sizes.put(row.getInt(0), row.getLong(1)));
    return sizes;
  }

  /** As many rows of each of some cells, in the order of their ranks. */
  private static Map<Integer, Matrix> samples(
      Dataset<Row> placed, Map<Integer, Long> cells, long seed) {
    Map<Integer, Double> shares = new HashMap<>();
    cells.forEach(
        (cell, size) -> shares.put(cell, CellStage.SAMPLE / (double) cells.size() / size));
    UserDefinedFunction drawn =
        udf(
            (UDF2<Integer, String, Boolean>)
                (cell, rank) -> CellStage.drawn(rank, seed) < shares.getOrDefault(cell, -1.0),
            DataTypes.BooleanType);
    Map<Integer, List<Row>> rows = new TreeMap<>();
    CellStage.spread(placed)
        .filter(drawn.apply(col("cell"), col("rank")))
        .select("rank", "embedding", "cell")
        .collectAsList()
        .forEach(row -> rows.computeIfAbsent(row.getInt(2), c -> new ArrayList<>()).add(row));
    Map<Integer, Matrix> samples = new HashMap<>();
    rows.forEach((cell, some) -> samples.put(cell, CellStage.vectors(some)));
    return samples;
  }

  private static Matrix splitOnce(
      Matrix centroids,
      Map<Integer, Integer> parts,
      Map<Integer, Matrix> samples,
      Set<Integer> whole,
      long seed) {
    List<float[]> next = new ArrayList<>();
    Set<Integer> wholeNext = new HashSet<>();
    for (int c = 0; c < centroids.rows(); c++) {
      Matrix sample = samples.get(c);
      int room = MOST_CELLS - next.size() - (centroids.rows() - c - 1);
      int most = sample == null ? 1 : Math.min(room, parts.getOrDefault(c, 1));
      Matrix fitted =
          sample == null || most == 1
              ? centroids.rows(c)
              : CellStage.exactly(Math.min(most, sample.rows()), sample, seed);
      if (whole.contains(c) || (parts.containsKey(c) && fitted.rows() == 1)) {
        wholeNext.add(next.size());
      }
      for (int j = 0; j < fitted.rows(); j++) {
        next.add(fitted.row(j));
      }
    }
    whole.clear();
    whole.addAll(wholeNext);
    return Matrix.ofRows(next, centroids.columns());
  }
}
