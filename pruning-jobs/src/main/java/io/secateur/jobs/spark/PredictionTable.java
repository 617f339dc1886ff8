package io.secateur.jobs.spark;

import java.util.List;
import org.apache.spark.sql.types.StructType;

/**
 * The table of predictions, {@code cache/predictions}: what one checkpoint said of one example a
 * row.
 */
public final class PredictionTable {
  /**
   * Its schema. {@code held_out}: whether the checkpoint was not trained on the example, null where
   * nobody knows. {@code feature_norm}: Euclidean length of the features that the last layer read.
   * Of language models: {@code token_nll}, the mean loss in nats of the {@code tokens} of the text
   * that were predicted; {@code answer_nll} of the answer alone, {@code prompted_nll} of the same
   * tokens after the prompt.
   */
  public static final StructType SCHEMA =
      StructType.fromDDL(
          "id string, checkpoint string, held_out boolean, logits array<float>, feature_norm double,"
              + " token_nll double, tokens int, answer_nll double, prompted_nll double");

  /**
   * What stands for a checkpoint where the table holds embeddings, in {@code logits}, of the two
   * parts of pairs: in the order that pairs are scored in.
   */
  public static final List<String> TOWERS =
      List.of("learner/first", "learner/second", "reference/first", "reference/second");

  private PredictionTable() {}
}
