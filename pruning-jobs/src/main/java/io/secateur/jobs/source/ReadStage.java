package io.secateur.jobs.source;

import static org.apache.spark.sql.functions.approx_count_distinct;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.octet_length;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.secateur.energy.TrainedModel;
import io.secateur.example.CanonicalText;
import io.secateur.example.ContentKey;
import io.secateur.jobs.config.EnergyConfig;
import io.secateur.jobs.config.SourceConfig;
import io.secateur.jobs.config.SourceConfig.EmptyText;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.source.OpenStage.Opened;
import io.secateur.jobs.spark.Repeats;
import io.secateur.jobs.spark.RowDigest;
import io.secateur.jobs.spark.Tables;
import io.secateur.redundancy.Priority;
import io.secateur.redundancy.Shingles;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkThrowable;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Stage 1: reads the source once and writes {@code 1-examples}: for each row its id, the key of its
 * content, its lengths, its label, what a training pass over it costs, and the scope in which it
 * may be a duplicate.
 *
 * <p>Cost: one scan of the id, text, label, group and scope columns; one shuffle of hashes of ids,
 * to find repeated ones; no text is shuffled.
 */
public final class ReadStage {
  /** The schema of {@code 1-examples}. */
  public static final StructType SCHEMA =
      StructType.fromDDL(
          "id string, key string, label string, source_group string, characters int, tokens int,"
              + " cost_flop double, status string, scope string, bytes bigint");

  private ReadStage() {}

  /**
   * What was read.
   *
   * @param examples rows of the source
   * @param withoutId of these, with a null id
   * @param withoutText of these, with null or blank text
   * @param classes distinct labels, about; 0 where there are none
   * @param flop cost of one training pass over all
   * @param digest of the rows
   */
  public record Counts(
      long examples, long withoutId, long withoutText, long classes, double flop, String digest) {}

  /** Reads the source. */
  public static Counts write(
      SparkSession spark, Opened source, SourceConfig config, EnergyConfig energy, String path) {
    try {
      Row row =
          Tables.write(
              examples(source, config, energy),
              path,
              count(lit(1)),
              count(when(col("id").isNull(), 1)),
              count(col("status")),
              approx_count_distinct(col("label")),
              sum(col("cost_flop").divide(1e6).cast("decimal(38,0)")).cast("double"),
              RowDigest.of(SCHEMA));
      double flop = row.isNullAt(4) ? 0 : row.getDouble(4) * 1e6;
      return new Counts(
          row.getLong(0), row.getLong(1), row.getLong(2), row.getLong(3), flop, row.getString(5));
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare
      if (isUnreadableFile(e)) {
        throw OpenStage.unreadable(spark, config, e);
      }
      throw e;
    }
  }

  /**
   * Checks what only the rows can tell.
   *
   * @throws DataException naming every problem of the rows
   */
  public static void check(Counts counts, Dataset<Row> examples, SourceConfig config) {
    List<String> problems = new ArrayList<>();
    if (counts.examples() == 0) {
      problems.add("it has no rows");
    }
    if (counts.withoutId() > 0) {
      problems.add(
          "%,d of %,d rows have no id (source.columns.id = %s must be unique and never null)"
              .formatted(counts.withoutId(), counts.examples(), config.columns().id()));
    }
    noteRepeatedIds(examples, config, problems);
    if (config.emptyText() == EmptyText.FAIL && counts.withoutText() > 0) {
      problems.add(
          "%,d of %,d rows have no text (source.empty-text = fail; keep or drop would go on)"
              .formatted(counts.withoutText(), counts.examples()));
    }
    if (!problems.isEmpty()) {
      throw DataException.of("prune " + OpenStage.shown(config), problems);
    }
  }

  /**
   * Adds to examples their {@code rank}, as {@link Priority} writes it.
   *
   * @param examples rows of {@link #SCHEMA}
   * @return {@code id, rank}
   */
  public static Dataset<Row> ranked(Dataset<Row> examples) {
    UDF3<Integer, String, String, String> rank =
        (characters, key, scope) -> Priority.rank(characters, ContentKey.parse(key), scope);
    return examples.select(
        col("id"),
        udf(rank, DataTypes.StringType)
            .apply(col("characters"), col("key"), col("scope"))
            .as("rank"));
  }

  private static void noteRepeatedIds(
      Dataset<Row> examples, SourceConfig config, List<String> problems) {
    if (!Repeats.mayHave(examples.filter(col("id").isNotNull()), col("id"))) {
      return;
    }
    Dataset<Row> repeated =
        examples
            .filter(col("id").isNotNull())
            .groupBy("id")
            .agg(count(lit(1)).as("n"))
            .filter(col("n").gt(1));
    List<Row> first = repeated.orderBy(col("n").desc(), col("id")).limit(3).collectAsList();
    if (first.isEmpty()) {
      return;
    }
    Row all = repeated.agg(count(lit(1)), sum("n")).first();
    List<String> shown =
        first.stream()
            .map(row -> "%s (%,d times)".formatted(shortened(row.getString(0)), row.getLong(1)))
            .toList();
    problems.add(
        "%,d ids stand on %,d rows (first: %s); source.columns.id = %s must be unique"
            .formatted(
                all.getLong(0), all.getLong(1), String.join(", ", shown), config.columns().id()));
  }

  private static String shortened(String id) {
    return id.length() <= 80 ? id : id.substring(0, 80) + "...";
  }

  private static Dataset<Row> examples(Opened source, SourceConfig config, EnergyConfig energy) {
    boolean lowerCase = config.lowerCase();
    TrainedModel model = energy.plan().model();
    double tokensPerWord = energy.tokensPerWord();
    double longestRead = energy.maxTokens();
    MapFunction<Row, Row> read =
        row -> {
          String text = row.getString(1);
          String canonical =
              text == null
                  ? ""
                  : lowerCase ? CanonicalText.lowerCaseOf(text) : CanonicalText.of(text);
          String status =
              text == null
                  ? Status.TEXT_NULL.name()
                  : canonical.isEmpty() ? Status.TEXT_EMPTY.name() : null;
          int tokens = Shingles.count(canonical);
          return RowFactory.create(
              row.getString(0),
              ContentKey.of(canonical).hex(),
              row.getString(2),
              row.getString(3),
              canonical.length(),
              tokens,
              model.flop(Math.min(longestRead, tokens * tokensPerWord)),
              status,
              row.getString(4),
              row.isNullAt(5) ? 0L : row.getLong(5));
        };
    return source
        .texts()
        .select(
            col(OpenStage.ID),
            col(OpenStage.TEXT),
            col(OpenStage.LABEL),
            col(OpenStage.GROUP),
            col(OpenStage.SCOPE),
            octet_length(col(OpenStage.TEXT)).cast("bigint"))
        .map(read, Encoders.row(SCHEMA));
  }

  static boolean isUnreadableFile(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SparkThrowable spark
          && spark.getCondition() != null
          && (spark.getCondition().startsWith("FAILED_READ_FILE")
              || spark.getCondition().startsWith("CANNOT_READ_FILE")
              || spark.getCondition().startsWith("MALFORMED_RECORD"))) {
        return true;
      }
      if (cause.getCause() == cause) {
        return false;
      }
    }
    return false;
  }
}
