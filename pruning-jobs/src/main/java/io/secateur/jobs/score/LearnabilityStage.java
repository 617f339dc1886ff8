package io.secateur.jobs.score;

import static org.apache.spark.sql.functions.col;

import io.secateur.jobs.spark.ArrayColumns;
import io.secateur.jobs.spark.BlockIterator;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Scores by stored predictions, one example at a time: all scorers in one pass.
 *
 * <p>Cost: one shuffle of the predictions, by example; a task holds a few hundred examples.
 */
final class LearnabilityStage {
  /** What held-out learners make of an example: its label by number, and their probabilities. */
  static final String LABEL = "label";

  static final String PROBABILITIES = "probabilities";

  private static final int BLOCK = 256;
  private static final int BLOCK_LOGITS = 1 << 22;

  private LearnabilityStage() {}

  /**
   * Scores.
   *
   * @param predictions rows of the table of predictions
   * @param labels {@code id, label} of the examples to score, by number, null where there is none
   * @param scores what to compute
   * @param probable whether to give the probabilities too
   * @return {@code id, label, probabilities} and a column a score, null where there is none
   */
  static Dataset<Row> score(
      Dataset<Row> predictions, Dataset<Row> labels, PredictionScores scores, boolean probable) {
    List<String> columns = List.copyOf(scores.of(List.of()).keySet());
    JavaRDD<InternalRow> sorted =
        predictions
            .select(
                "id",
                "checkpoint",
                "logits",
                "feature_norm",
                "token_nll",
                "answer_nll",
                "prompted_nll")
            .join(labels.select("id", LABEL), "id")
            .repartition(col("id"))
            .sortWithinPartitions("id", "checkpoint")
            .queryExecution()
            .toRdd()
            .toJavaRDD();
    int block = blockSize(scores);
    FlatMapFunction<Iterator<InternalRow>, Row> score =
        rows ->
            new BlockIterator<>(
                new Groups(rows), block, some -> rows(some, scores, columns, probable));
    return predictions.sparkSession().createDataFrame(sorted.mapPartitions(score), schema(columns));
  }

  private static int blockSize(PredictionScores scores) {
    long checkpoints =
        scores.plan().dynamics().stream().mapToLong(List::size).sum()
            + scores.plan().heldOut().size()
            + 1;
    return (int)
        Math.max(1, Math.min(BLOCK, BLOCK_LOGITS / (checkpoints * Math.max(1, scores.classes()))));
  }

  private static StructType schema(List<String> columns) {
    StructType schema =
        new StructType()
            .add("id", DataTypes.StringType)
            .add(LABEL, DataTypes.IntegerType)
            .add(PROBABILITIES, DataTypes.BinaryType);
    for (String column : columns) {
      schema = schema.add(column, DataTypes.DoubleType);
    }
    return schema;
  }

  /** Rows of one example after the other, as one each. */
  private static final class Groups implements Iterator<Gathered> {
    private final Iterator<InternalRow> rows;
    private Gathered next = new Gathered("", 0);
    private boolean ready;

    Groups(Iterator<InternalRow> rows) {
      this.rows = rows;
      advance();
    }

    private void advance() {
      ready = rows.hasNext();
      if (ready) {
        next = of(rows.next());
      }
    }

    private static Gathered of(InternalRow row) {
      int label = row.isNullAt(7) ? Gathered.UNLABELLED : row.getInt(7);
      Gathered example = new Gathered(row.getUTF8String(0).toString(), label);
      add(example, row);
      return example;
    }

    private static void add(Gathered example, InternalRow row) {
      example.add(
          row.isNullAt(1) ? "" : row.getUTF8String(1).toString(),
          row.isNullAt(2) ? new float[0] : row.getArray(2).toFloatArray(),
          new Gathered.Numbers(number(row, 3), number(row, 4), number(row, 5), number(row, 6)));
    }

    private static double number(InternalRow row, int column) {
      return row.isNullAt(column) ? Double.NaN : row.getDouble(column);
    }

    @Override
    public boolean hasNext() {
      return ready;
    }

    @Override
    public Gathered next() {
      if (!ready) {
        throw new NoSuchElementException();
      }
      Gathered example = next;
      while (rows.hasNext()) {
        InternalRow row = rows.next();
        if (!row.getUTF8String(0).toString().equals(example.id())) {
          next = of(row);
          return example;
        }
        add(example, row);
      }
      ready = false;
      return example;
    }
  }

  private static List<Row> rows(
      List<Gathered> block, PredictionScores scores, List<String> columns, boolean probable) {
    Map<String, double[]> found = scores.of(block);
    List<Row> rows = new ArrayList<>(block.size());
    for (int i = 0; i < block.size(); i++) {
      Object[] values = new Object[3 + columns.size()];
      values[0] = block.get(i).id();
      boolean labelled = block.get(i).isLabelled();
      values[1] = labelled ? block.get(i).label() : null;
      values[2] =
          labelled && probable ? ArrayColumns.packed(scores.probabilities(block.get(i))) : null;
      for (int c = 0; c < columns.size(); c++) {
        double score = found.getOrDefault(columns.get(c), new double[0])[i];
        values[3 + c] = Double.isNaN(score) ? null : score;
      }
      rows.add(RowFactory.create(values));
    }
    return rows;
  }
}
