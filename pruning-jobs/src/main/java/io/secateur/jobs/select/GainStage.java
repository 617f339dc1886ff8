package io.secateur.jobs.select;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.secateur.example.Matrix;
import io.secateur.jobs.spark.ArrayColumns;
import io.secateur.jobs.spark.CellStage;
import io.secateur.jobs.spark.SplitStage;
import io.secateur.jobs.spark.SplitStage.Cells;
import io.secateur.select.GreedyPolicy;
import io.secateur.select.Picks;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * What a greedy policy gains from each example: it goes through the cells of the embeddings, one at
 * a time, and picks all of their examples in its order.
 *
 * <p>Cost: one pass that places the embeddings, one shuffle of them; in a cell of n examples at
 * most the square of n. Cells that have more than a block, of equal embeddings, are cut by the
 * hash.
 */
final class GainStage {
  private static final StructType GAINS = StructType.fromDDL("id string, gain double");

  private GainStage() {}

  /**
   * Gains.
   *
   * @param embeddings {@code id, rank, embedding}
   * @param candidates {@code id, order, value, must}; values in [0, 1] where the policy reads them
   * @param block examples that are looked at together, at most
   * @return {@code id, gain} of the candidates that have an embedding
   */
  static Dataset<Row> gains(
      Dataset<Row> embeddings,
      Dataset<Row> candidates,
      GreedyPolicy policy,
      int block,
      long seed,
      List<Dataset<Row>> release) {
    Dataset<Row> those =
        SiftStage.persisted(embeddings.join(candidates.select("id"), "id", "left_semi"), release);
    long count = those.count();
    if (count == 0) {
      return those.sparkSession().createDataFrame(List.of(), GAINS);
    }
    Matrix sample = CellStage.sample(those, count, seed);
    Matrix centroids = CellStage.fit(sample, Math.max(1, 2 * count / block), seed);
    Cells cells = SplitStage.place(those, centroids, 1, block, seed);
    release.add(cells.placed());
    Dataset<Row> placed =
        CellStage.spread(cells.placed())
            .join(candidates.select("id", "order", "key", "value", "must"), "id")
            .select(
                col("cell").cast("string"),
                col("order").cast("string"),
                coalesce(col("value"), lit(0.0)).cast("string"),
                col("must").cast("string"),
                col("id"),
                col("embedding"),
                col("cell").as("c"),
                col("order").as("o"),
                col("key").as("k"))
            .repartition(col("c"))
            .sortWithinPartitions("c", "o", "k", "id")
            .drop("c", "o", "k");
    FlatMapFunction<Iterator<Row>, Row> pick = rows -> new Blocks(rows, policy, block);
    JavaRDD<Row> gains = ArrayColumns.unboxed(placed, 5).mapPartitions(pick);
    return those.sparkSession().createDataFrame(gains, GAINS);
  }

  /** Gains of the examples of one block after the other. */
  private static final class Blocks implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final GreedyPolicy policy;
    private final int most;
    private final List<Row> next = new ArrayList<>(1); // the first row of the next block
    private Iterator<Row> gains = List.<Row>of().iterator();

    Blocks(Iterator<Row> rows, GreedyPolicy policy, int most) {
      this.rows = rows;
      this.policy = policy;
      this.most = most;
    }

    @Override
    public boolean hasNext() {
      return gains.hasNext() || !next.isEmpty() || rows.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      if (!gains.hasNext()) {
        gains = picked(block()).iterator();
      }
      return gains.next();
    }

    private List<Row> block() {
      List<Row> block = new ArrayList<>();
      Row row = next.isEmpty() ? rows.next() : next.remove(0);
      String cell = row.getString(0);
      while (true) {
        block.add(row);
        if (!rows.hasNext()) {
          return block;
        }
        row = rows.next();
        if (!row.getString(0).equals(cell) || block.size() == most) {
          next.add(row);
          return block;
        }
      }
    }

    private List<Row> picked(List<Row> block) {
      List<float[]> vectors = block.stream().map(row -> ArrayColumns.floats(row, 5)).toList();
      double[] values =
          block.stream().mapToDouble(row -> Double.parseDouble(row.getString(2))).toArray();
      int[] given =
          IntStream.range(0, block.size())
              .filter(i -> Boolean.parseBoolean(block.get(i).getString(3)))
              .toArray();
      Picks picks =
          policy.picks(Matrix.ofRows(vectors, vectors.get(0).length), values, given, block.size());
      List<Row> found = new ArrayList<>(block.size());
      for (int i = 0; i < picks.size(); i++) {
        found.add(RowFactory.create(block.get(picks.row(i)).getString(4), picks.gain(i)));
      }
      return found;
    }
  }
}
