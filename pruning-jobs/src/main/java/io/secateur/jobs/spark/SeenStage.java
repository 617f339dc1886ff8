package io.secateur.jobs.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.size;

import io.secateur.jobs.run.DataException;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * What checkpoints there are predictions of, and what is known of them.
 *
 * <p>Cost: one aggregation of the predictions; the driver holds a line a checkpoint.
 */
public final class SeenStage {
  /** Checkpoints that a run takes at most. */
  private static final int MOST = 10_000;

  private SeenStage() {}

  /**
   * A checkpoint.
   *
   * @param name of it
   * @param examples that it predicted
   * @param heldOut of these, not among those that it was trained on
   * @param trainedOn of these, among those that it was trained on; of the rest nobody knows
   * @param fewestLogits of a prediction
   * @param mostLogits of a prediction
   * @param norms predictions that come with the length of their features
   * @param tokenLosses predictions that come with the loss of the text's tokens
   * @param answers predictions that come with the loss of an answer after its prompt
   * @param nameless rows without an id, or without a checkpoint
   */
  public record Checkpoint(
      String name,
      long examples,
      long heldOut,
      long trainedOn,
      int fewestLogits,
      int mostLogits,
      long norms,
      long tokenLosses,
      long answers,
      long nameless) {

    /** Whether none of the examples that it predicted was among those it was trained on. */
    public boolean isHeldOut() {
      return heldOut == examples;
    }
  }

  /**
   * All checkpoints, by name.
   *
   * @param predictions of {@link PredictionTable#SCHEMA}
   * @throws DataException if there are too many to be checkpoints
   */
  public static List<Checkpoint> of(Dataset<Row> predictions) {
    Column logits = functions.when(col("logits").isNotNull(), size(col("logits")));
    List<Checkpoint> seen =
        predictions
            .groupBy("checkpoint")
            .agg(
                count(lit(1)),
                count_if(col("held_out")),
                count_if(functions.not(col("held_out"))),
                functions.coalesce(min(logits), lit(0)),
                functions.coalesce(max(logits), lit(0)),
                count(col("feature_norm")),
                count(col("token_nll")),
                count(col("prompted_nll")),
                count_if(col("id").isNull().or(col("checkpoint").isNull())))
            .orderBy("checkpoint")
            .limit(MOST + 1)
            .collectAsList()
            .stream()
            .map(
                row ->
                    new Checkpoint(
                        String.valueOf(row.getString(0)),
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getInt(4),
                        row.getInt(5),
                        row.getLong(6),
                        row.getLong(7),
                        row.getLong(8),
                        row.getLong(9)))
            .toList();
    if (seen.size() > MOST) {
      throw new DataException(
          "Cannot score by predictions: they name more than %,d checkpoints (is that column a checkpoint?)"
              .formatted(MOST));
    }
    return seen;
  }
}
