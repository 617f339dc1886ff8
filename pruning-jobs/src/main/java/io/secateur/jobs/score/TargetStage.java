package io.secateur.jobs.score;

import static org.apache.spark.sql.functions.col;

import io.secateur.example.CanonicalText;
import io.secateur.example.Texts;
import io.secateur.jobs.config.ScoreConfig.Target;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.spark.FieldPath;
import io.secateur.jobs.spark.Tables;
import io.secateur.learnability.NgramCounts;
import io.secateur.learnability.TargetWeight;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;

/**
 * Scores by how much likelier a text is among those that a training aims at.
 *
 * <p>Cost: a scan of the target's texts and two of those to score; 80 kB a task to the driver.
 */
public final class TargetStage {
  private TargetStage() {}

  /**
   * Opens the texts that a training aims at.
   *
   * @return {@code text}
   * @throws DataException if they cannot be read, or have no such column
   */
  public static Dataset<Row> open(SparkSession spark, Target target) {
    Dataset<Row> rows =
        Tables.opened(
            "read the target " + target.path(),
            () ->
                spark.read().options(target.options()).format(target.format()).load(target.path()));
    Column text =
        FieldPath.find(rows, target.text())
            .filter(field -> field.type() instanceof StringType)
            .map(FieldPath::column)
            .orElseThrow(
                () ->
                    new DataException(
                        "Cannot read the target %s: it has no column %s of text (score.target.text; there are %s)%s"
                            .formatted(
                                target.path(),
                                target.text(),
                                String.join(", ", rows.columns()),
                                nameless(target)
                                    ? ". Set score.target.options.header = true if names are in the first line."
                                    : "")));
    return rows.select(text.as("text"));
  }

  /** Whether Spark made up the names of the columns, as it does of CSV. */
  private static boolean nameless(Target target) {
    return target.format().equals("csv")
        && !"true".equalsIgnoreCase(target.options().get("header"));
  }

  /**
   * Scores.
   *
   * @param target one column: texts that a training aims at
   * @param texts {@code id, text} of the examples to score
   * @return {@code id, target_weight}
   */
  static Dataset<Row> score(Dataset<Row> target, Dataset<Row> texts) {
    NgramCounts aim = counts(target);
    if (aim.total() == 0) {
      throw new DataException(
          "Cannot score by target_weight: the texts of score.target.path have no word");
    }
    TargetWeight scorer = TargetWeight.of(aim, counts(texts.select("text")));
    Broadcast<TargetWeight> shared =
        JavaSparkContext.fromSparkContext(texts.sparkSession().sparkContext()).broadcast(scorer);
    UDF1<String, Double> weight =
        text -> shared.value().score(new Texts(List.of(CanonicalText.of(text))))[0];
    return texts.select(
        col("id"),
        functions.udf(weight, DataTypes.DoubleType).apply(col("text")).as(scorer.name()));
  }

  private static NgramCounts counts(Dataset<Row> texts) {
    FlatMapFunction<Iterator<Row>, NgramCounts> count =
        rows -> {
          NgramCounts counts = new NgramCounts();
          rows.forEachRemaining(row -> counts.add(CanonicalText.of(row.getString(0))));
          return List.of(counts).iterator();
        };
    return texts
        .filter(col("text").isNotNull())
        .toJavaRDD()
        .mapPartitions(count)
        .treeAggregate(new NgramCounts(), NgramCounts::add, NgramCounts::add);
  }
}
