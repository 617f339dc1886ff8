package io.secateur.jobs;

import static org.apache.spark.sql.functions.col;

import io.secateur.jobs.embed.EmbedStage;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.run.RunDirectory;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.score.ScoreStage;
import io.secateur.jobs.select.CompositionStage;
import io.secateur.jobs.select.CurveStage;
import io.secateur.jobs.source.ReadStage;
import io.secateur.jobs.spark.Duplicates;
import io.secateur.jobs.spark.Ledger;
import io.secateur.jobs.spark.PredictionTable;
import io.secateur.jobs.spark.RowDigest;
import io.secateur.jobs.spark.Tables;
import java.util.Arrays;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The tables of a run: those that it made so far, and those of the run that it goes on from.
 *
 * @param from the first stage that this run does itself
 */
record RunTables(SparkSession spark, RunDirectory directory, StageName from) {
  static final String EXACT = RunDirectory.CACHE + "/exact";
  static final String NEAR = RunDirectory.CACHE + "/near";
  static final String STRONGEST = RunDirectory.CACHE + "/strongest";
  static final String KIN = RunDirectory.CACHE + "/kin";
  static final String SEMANTIC = RunDirectory.CACHE + "/semantic";
  static final String EMBEDDINGS = RunDirectory.CACHE + "/embeddings";
  static final String PREDICTIONS = RunDirectory.CACHE + "/predictions";
  static final String FOLDS = RunDirectory.CACHE + "/folds";
  static final String PAIRS = RunDirectory.CACHE + "/pairs";
  static final String CURVE = RunDirectory.CACHE + "/curve";
  static final String COMPOSITION = RunDirectory.CACHE + "/composition";
  static final String CLUSTERS = RunDirectory.CACHE + "/clusters";

  Dataset<Row> examples() {
    return table(RunDirectory.EXAMPLES, ReadStage.SCHEMA, StageName.READ);
  }

  /** Duplicates of one kind. */
  Dataset<Row> duplicates(String name) {
    return table(
        name, Duplicates.SCHEMA, name.equals(SEMANTIC) ? StageName.SEMANTIC : StageName.DEDUP);
  }

  /** Duplicates of all kinds. */
  Dataset<Row> duplicates() {
    return table(RunDirectory.DUPLICATES, Duplicates.SCHEMA, StageName.SEMANTIC);
  }

  /**
   * Writes duplicates of some kinds as those of the run.
   *
   * @return their digest
   */
  String writeDuplicates(String... names) {
    Dataset<Row> all =
        Arrays.stream(names).map(this::duplicates).reduce(Dataset::union).orElseThrow();
    return Tables.write(
            all, directory.building(RunDirectory.DUPLICATES), RowDigest.of(Duplicates.SCHEMA))
        .getString(0);
  }

  /** Kept pairs just below the threshold of near duplicates. */
  Dataset<Row> strongest() {
    return ifThere(STRONGEST, Duplicates.SCHEMA, StageName.DEDUP);
  }

  /** Who stays beside the keeper of the same cluster of near duplicates. */
  Dataset<Row> kin() {
    if (StageName.DEDUP.compareTo(from) < 0 && !directory.exists(KIN)) {
      throw new DataException(
          "Cannot tell clusters apart: %s is not in %s, which an older version made. Run from dedup."
              .formatted(KIN, directory.location()));
    }
    return table(KIN, Duplicates.SCHEMA, StageName.DEDUP);
  }

  /** {@code id, key, label} of the examples with text that no other stands for. */
  Dataset<Row> left() {
    return examples()
        .filter(col("status").isNull())
        .select("id", "key", "label")
        .join(duplicates().select("id"), "id", "left_anti");
  }

  Dataset<Row> embeddings() {
    return table(EMBEDDINGS, EmbedStage.SCHEMA, StageName.EMBED);
  }

  Dataset<Row> predictions() {
    return table(PREDICTIONS, PredictionTable.SCHEMA, StageName.PREDICT);
  }

  /** The embeddings, where somebody did not make room by deleting them. */
  Dataset<Row> embedded() {
    return ifThere(EMBEDDINGS, EmbedStage.SCHEMA, StageName.EMBED);
  }

  /** What towers made of the parts of pairs. */
  Dataset<Row> pairs() {
    return table(PAIRS, PredictionTable.SCHEMA, StageName.PREDICT);
  }

  Dataset<Row> scores() {
    return table(RunDirectory.SCORES, ScoreStage.SCHEMA, StageName.SCORE);
  }

  Dataset<Row> clusters() {
    return table(CLUSTERS, ScoreStage.CLUSTERS, StageName.SCORE);
  }

  /** What other budgets would keep. */
  Dataset<Row> curve() {
    return ifThere(CURVE, CurveStage.SCHEMA, StageName.SELECT);
  }

  /** What the set is made of, before and after. */
  Dataset<Row> composition() {
    return ifThere(COMPOSITION, CompositionStage.SCHEMA, StageName.SELECT);
  }

  /** Older runs have not got all tables. */
  private Dataset<Row> ifThere(String name, StructType schema, StageName madeBy) {
    boolean gone = madeBy.compareTo(from) < 0 && !directory.exists(name);
    return gone ? Tables.empty(spark, schema) : table(name, schema, madeBy);
  }

  Dataset<Row> ledger() {
    return table(RunDirectory.DECISIONS, Ledger.SCHEMA, StageName.SELECT);
  }

  private Dataset<Row> table(String name, StructType schema, StageName madeBy) {
    boolean reused = madeBy.compareTo(from) < 0;
    return Tables.read(spark, reused ? directory.part(name) : directory.building(name), schema);
  }
}
