package io.secateur.jobs.source;

import static org.apache.spark.sql.functions.approx_count_distinct;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.octet_length;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import io.secateur.energy.cost.Extent;
import io.secateur.energy.cost.TrainedModel;
import io.secateur.energy.cost.TrainingCost;
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
import org.jspecify.annotations.Nullable;

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
              + " cost_flop double, status string, scope string, bytes bigint, frames double,"
              + " pixels double, encoding_flop double");

  private ReadStage() {}

  /**
   * What was read.
   *
   * @param examples rows of the source
   * @param withoutId of these, with a null id
   * @param withoutText of these, with null or blank text
   * @param classes distinct labels, about; 0 where there are none
   * @param withoutLength clips whose frames and seconds are not known
   * @param withoutCost of these, where the source is to tell it, with no number at least 0
   * @param flop cost of one training pass over all
   * @param digest of the rows
   */
  public record Counts(
      long examples,
      long withoutId,
      long withoutText,
      long classes,
      long withoutLength,
      long withoutCost,
      double flop,
      String digest) {}

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
              count(when(col("frames").isNull(), 1)),
              count(when(col("cost_flop").isNull(), 1)),
              RowDigest.of(SCHEMA));
      boolean clips = energy.cost().model().reads() == TrainedModel.Reads.VIDEO;
      return new Counts(
          row.getLong(0),
          row.getLong(1),
          row.getLong(2),
          row.getLong(3),
          clips ? row.getLong(5) : 0,
          row.getLong(6),
          row.isNullAt(4) ? 0 : row.getDouble(4) * 1e6,
          row.getString(7));
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
    if (counts.withoutCost() > 0) {
      problems.add(
          "%,d of %,d rows have no cost (source.columns.flop = %s must be a number, at least 0)"
              .formatted(
                  counts.withoutCost(), counts.examples(), config.columns().extents().flop()));
    }
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
    TrainingCost cost = energy.cost();
    double tokensPerWord = energy.tokensPerWord();
    double framesPerSecond = energy.framesPerSecond();
    boolean ownCost = config.columns().extents().flop() != null;
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
          double frames = row.isNullAt(6) ? measure(row, 7) * framesPerSecond : measure(row, 6);
          Extent extent =
              new Extent(tokens * tokensPerWord, frames, measure(row, 8), measure(row, 9));
          double pixels = extent.height() * extent.width();
          return RowFactory.create(
              row.getString(0),
              ContentKey.of(canonical).hex(),
              row.getString(2),
              row.getString(3),
              canonical.length(),
              tokens,
              ownCost ? orNull(measure(row, 10)) : (Double) cost.flop(extent),
              status,
              row.getString(4),
              row.isNullAt(5) ? 0L : row.getLong(5),
              orNull(frames),
              orNull(pixels),
              ownCost ? 0.0 : cost.encodingFlop(extent));
        };
    return source
        .texts()
        .select(
            col(OpenStage.ID),
            col(OpenStage.TEXT),
            col(OpenStage.LABEL),
            col(OpenStage.GROUP),
            col(OpenStage.SCOPE),
            octet_length(col(OpenStage.TEXT)).cast("bigint"),
            col(OpenStage.FRAMES),
            col(OpenStage.SECONDS),
            col(OpenStage.HEIGHT),
            col(OpenStage.WIDTH),
            col(OpenStage.FLOP))
        .map(read, Encoders.row(SCHEMA));
  }

  /** A number of the source; NaN where it is none, or below 0. */
  private static double measure(Row row, int column) {
    double value = row.isNullAt(column) ? Double.NaN : row.getDouble(column);
    return value >= 0 && value < Double.POSITIVE_INFINITY ? value : Double.NaN;
  }

  private static @Nullable Double orNull(double measure) {
    return Double.isNaN(measure) ? null : (Double) measure;
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
