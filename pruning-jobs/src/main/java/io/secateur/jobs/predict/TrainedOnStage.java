package io.secateur.jobs.predict;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import com.fasterxml.jackson.databind.JsonNode;
import io.secateur.jobs.config.ModelsConfig;
import io.secateur.jobs.config.SourceConfig;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.run.Json;
import io.secateur.jobs.run.RunDirectory;
import io.secateur.jobs.spark.Ledger;
import io.secateur.jobs.spark.PredictionTable;
import io.secateur.jobs.spark.Tables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The leakage guard: which examples a checkpoint was trained on, by their content keys.
 *
 * <p>The keys are a Parquet table with a column {@code key}, as {@code 1-examples} has it, or a run
 * of ours, whose kept examples they then are. Cost: one join by key a checkpoint.
 */
public final class TrainedOnStage {
  private static final String KEY = "[0-9a-f]{32}";

  private TrainedOnStage() {}

  /**
   * Checks, before any long work, that every set of keys can be read, is of a checkpoint, and is of
   * texts as this run reads them.
   *
   * @param checkpoints names of those that there are
   * @param source as this run reads it
   */
  public static void check(
      SparkSession spark, ModelsConfig models, List<String> checkpoints, SourceConfig source) {
    models
        .trainedOn()
        .forEach(
            (name, path) -> {
              if (!checkpoints.contains(name)) {
                throw new DataException(
                    "Cannot guard against leakage: models.trained-on names %s, which is no checkpoint (there are %s)"
                        .formatted(name, String.join(", ", checkpoints)));
              }
              checkTexts(spark, path, source);
              Dataset<Row> keys = keys(spark, path);
              if (keys.isEmpty()) {
                throw new DataException(
                    "Cannot guard against leakage: %s holds no key, so that all would pass"
                        .formatted(path));
              }
              List<Row> others =
                  keys.filter(col("key").isNull().or(not(col("key").rlike(KEY))))
                      .limit(1)
                      .collectAsList();
              if (!others.isEmpty()) {
                throw new DataException(
                    "Cannot guard against leakage: %s holds a key that is none (must be 32 hexadecimal digits, as in 1-examples)"
                        .formatted(path));
              }
            });
  }

  /** Keys are of texts: those of a run that made texts otherwise would never match. */
  private static void checkTexts(SparkSession spark, String path, SourceConfig source) {
    RunDirectory run = RunDirectory.at(path, spark.sessionState().newHadoopConf());
    if (!run.isWhole()) {
      return;
    }
    JsonNode theirs = Json.read(run.read(RunDirectory.RECORD)).at("/config/source");
    List<String> columns = texts(theirs.at("/columns/text"));
    List<String> problems = new ArrayList<>();
    note("columns.text", columns, source.columns().text(), problems);
    note(
        "lower-case",
        texts(theirs.path("lower-case")),
        List.of(Boolean.toString(source.lowerCase())),
        problems);
    if (columns.size() > 1 && source.columns().text().size() > 1) {
      note(
          "text-separator",
          texts(theirs.path("text-separator")),
          List.of(source.textSeparator()),
          problems);
    }
    if (!problems.isEmpty()) {
      throw new DataException(
          "Cannot guard against leakage by the run in %s, whose keys are of other texts: %s. Set them alike, or name a Parquet table with a column key, of the texts as they are read here."
              .formatted(path, String.join("; ", problems)));
    }
  }

  private static void note(
      String key, List<String> there, List<String> here, List<String> problems) {
    if (!there.isEmpty() && !there.equals(here)) {
      problems.add("source.%s is %s there and %s here".formatted(key, shown(there), shown(here)));
    }
  }

  private static String shown(List<String> values) {
    String shown = String.join(", ", values).replace("\n", "\\n");
    return values.size() == 1 && shown.equals(shown.strip()) ? shown : "[%s]".formatted(shown);
  }

  /** Of a text, or a list of them; none where it is missing, as in records of older versions. */
  private static List<String> texts(JsonNode node) {
    if (node.isArray()) {
      return node.valueStream().map(JsonNode::asText).toList();
    }
    return node.isValueNode() ? List.of(node.asText()) : List.of();
  }

  /**
   * Whether a checkpoint was trained on examples.
   *
   * @param left {@code id, key} of some examples
   * @param checkpoint name of it
   * @return {@code id, held_out}: null where nobody says what it was trained on
   */
  public static Dataset<Row> heldOut(Dataset<Row> left, String checkpoint, ModelsConfig models) {
    String path = models.trainedOn().get(checkpoint);
    if (path == null) {
      return left.select(col("id"), lit(null).cast("boolean").as("held_out"));
    }
    Dataset<Row> keys = keys(left.sparkSession(), path).distinct().withColumn("trained", lit(true));
    return left.join(keys, left.col("key").equalTo(keys.col("key")), "left")
        .select(col("id"), col("trained").isNull().as("held_out"));
  }

  /**
   * The predictions of some examples; of checkpoints that {@code models.trained-on} names it is now
   * known whether they were trained on an example.
   *
   * @param predictions of any examples
   * @param left {@code id, key} of those wanted
   */
  static Dataset<Row> guarded(Dataset<Row> predictions, Dataset<Row> left, ModelsConfig models) {
    List<String> guarded = List.copyOf(models.trainedOn().keySet());
    if (guarded.isEmpty()) {
      return predictions.join(left.select("id"), "id", "left_semi");
    }
    Dataset<Row> all =
        predictions
            .filter(not(col("checkpoint").isin(guarded.toArray())))
            .join(left.select("id"), "id", "left_semi");
    for (String checkpoint : guarded) {
      all =
          all.unionByName(
              predictions
                  .filter(col("checkpoint").equalTo(checkpoint))
                  .drop("held_out")
                  .join(heldOut(left, checkpoint, models), "id"));
    }
    return all.select(Tables.columns(PredictionTable.SCHEMA));
  }

  private static Dataset<Row> keys(SparkSession spark, String path) {
    RunDirectory run = RunDirectory.at(path, spark.sessionState().newHadoopConf());
    boolean ours = run.isWhole();
    String file = ours ? run.part(RunDirectory.DECISIONS) : path;
    Dataset<Row> table =
        Tables.opened(
            "guard against leakage: cannot read " + path, () -> spark.read().parquet(file));
    if (ours) {
      return table.filter(col("decision").equalTo(Ledger.KEEP)).select("key");
    }
    if (!Arrays.asList(table.columns()).contains("key")) {
      throw new DataException(
          "Cannot guard against leakage: %s has no column key (there are %s)"
              .formatted(path, String.join(", ", table.columns())));
    }
    return table.select(col("key").cast("string"));
  }
}
