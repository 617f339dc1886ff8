package io.secateur.jobs.predict;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.secateur.jobs.config.ModelsConfig;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.spark.PredictionTable;
import io.secateur.jobs.spark.SeenStage.Checkpoint;
import io.secateur.jobs.spark.Tables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;

/**
 * Stage 5 where predictions were made elsewhere: a Parquet table with the columns of {@link
 * PredictionTable}, of which only {@code id}, {@code checkpoint} and one of {@code logits} and
 * {@code token_nll} must be there.
 *
 * <p>Cost: one aggregation before the long work, to check them; then one join with the examples to
 * score, by id.
 */
public final class ExportedStage {
  private static final List<String> NEEDED = List.of("id", "checkpoint");

  private ExportedStage() {}

  /**
   * Opens the table and checks its schema.
   *
   * @throws DataException naming every column that is missing or of another type
   */
  public static Dataset<Row> open(SparkSession spark, String path) {
    Dataset<Row> rows = Tables.opened("read predictions " + path, () -> spark.read().parquet(path));
    List<String> names = Arrays.asList(rows.columns());
    List<String> problems = new ArrayList<>();
    Column[] columns =
        Arrays.stream(PredictionTable.SCHEMA.fields())
            .map(field -> column(rows, field, names, problems))
            .toArray(Column[]::new);
    if (!names.contains("logits") && !names.contains("token_nll")) {
      problems.add(
          "no column logits nor token_nll (must have one; there are %s)"
              .formatted(String.join(", ", names)));
    }
    if (!problems.isEmpty()) {
      throw DataException.of("read predictions " + path, problems);
    }
    return rows.select(columns);
  }

  private static Column column(
      Dataset<Row> rows, StructField field, List<String> names, List<String> problems) {
    String name = field.name();
    if (!names.contains(name)) {
      if (NEEDED.contains(name)) {
        problems.add(
            "no column %s (must be %s; there are %s)"
                .formatted(name, field.dataType().simpleString(), String.join(", ", names)));
      }
      return lit(null).cast(field.dataType()).as(name);
    }
    DataType type = rows.schema().apply(name).dataType();
    String rule = rule(field, type);
    if (!rule.isEmpty()) {
      problems.add("column %s is %s (must be %s)".formatted(name, type.simpleString(), rule));
    }
    if (!problems.isEmpty()) {
      return lit(null).as(name);
    }
    Column column = col(Tables.quoted(name));
    // a null among logits would be read as 0
    Column whole =
        name.equals("logits") ? when(not(exists(column, Column::isNull)), column) : column;
    return whole.cast(field.dataType()).as(name);
  }

  /**
   * What a column must be, where it is not: what Spark would cast to something else, or to null.
   */
  private static String rule(StructField field, DataType type) {
    boolean whole =
        List.<DataType>of(
                DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType)
            .contains(type);
    boolean text = type instanceof StringType;
    return switch (field.name()) {
      case "id" ->
          type instanceof AtomicType && !(type instanceof BinaryType)
              ? ""
              : "of a plain type, such as string or bigint";
      // 10.0 would be step 0 of the run "10."
      case "checkpoint" -> text || whole ? "" : "string, or a whole number";
      case "held_out" -> type instanceof BooleanType ? "" : "boolean";
      case "logits" ->
          type instanceof ArrayType array
                  && (array.elementType() instanceof FloatType
                      || array.elementType() instanceof DoubleType)
              ? ""
              : "array<float>";
      case "tokens" -> whole ? "" : "a whole number, such as int";
      default -> type instanceof NumericType ? "" : "a number, such as double";
    };
  }

  /**
   * Checks what only the rows can tell: that all predictions have as many logits.
   *
   * @param seen its checkpoints
   * @return how many; 0 where there are token losses only
   * @throws DataException naming every checkpoint that is otherwise
   */
  public static int check(List<Checkpoint> seen, String path) {
    List<String> problems = new ArrayList<>();
    long nameless = seen.stream().mapToLong(Checkpoint::nameless).sum();
    if (nameless > 0) {
      problems.add("%,d rows have no id or no checkpoint (both must be set)".formatted(nameless));
    }
    if (seen.isEmpty()) {
      problems.add("it has no rows");
    }
    int logits = seen.stream().mapToInt(Checkpoint::mostLogits).max().orElse(0);
    for (Checkpoint checkpoint : seen) {
      if (checkpoint.mostLogits() == 0 && checkpoint.tokenLosses() == 0) {
        problems.add(
            "checkpoint %s has neither logits nor token losses"
                .formatted(shortened(checkpoint.name())));
      } else if (checkpoint.fewestLogits() != logits && checkpoint.mostLogits() > 0) {
        problems.add(
            "checkpoint %s has predictions of %,d to %,d logits (must be as many as there are classes, in all of them)"
                .formatted(
                    shortened(checkpoint.name()),
                    checkpoint.fewestLogits(),
                    checkpoint.mostLogits()));
      }
    }
    if (!problems.isEmpty()) {
      throw DataException.of(
          "read predictions " + path, problems.subList(0, Math.min(20, problems.size())));
    }
    return logits;
  }

  private static String shortened(String name) {
    return name.length() <= 60 ? name : name.substring(0, 60) + "...";
  }

  /**
   * Takes over the predictions of the examples to score.
   *
   * @param predictions as {@link #open} gave them
   * @param left {@code id, key} of the examples to score
   * @throws DataException if an example has two predictions of one checkpoint
   */
  public static void write(
      Dataset<Row> predictions, Dataset<Row> left, ModelsConfig models, String name, String path) {
    Tables.write(TrainedOnStage.guarded(predictions, left, models), path);
    Dataset<Row> written = Tables.read(predictions.sparkSession(), path, PredictionTable.SCHEMA);
    List<Row> twice =
        written
            .groupBy("id", "checkpoint")
            .agg(count(lit(1)).as("n"))
            .filter(col("n").gt(1))
            .orderBy("id", "checkpoint")
            .limit(1)
            .collectAsList();
    if (!twice.isEmpty()) {
      throw new DataException(
          "Cannot use predictions %s: example %s has %d of checkpoint %s (must be one)"
              .formatted(
                  name,
                  shortened(twice.get(0).getString(0)),
                  twice.get(0).getLong(2),
                  shortened(twice.get(0).getString(1))));
    }
  }
}
