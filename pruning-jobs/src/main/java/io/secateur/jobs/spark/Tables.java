package io.secateur.jobs.spark;

import static org.apache.spark.sql.functions.col;

import io.secateur.jobs.run.DataException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.SparkThrowable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/** The tables that stages hand one another: Parquet, written once, read with a known schema. */
public final class Tables {
  /** Columns of which a dictionary would be nearly as long as the column. */
  private static final List<String> UNIQUE =
      List.of("id", "key", "keeper_id", "characters", "tokens", "cost_flop", "similarity", "score");

  private Tables() {}

  /** Writes a table. Going through a file cuts Spark's lineage: nothing is computed twice. */
  public static void write(Dataset<Row> rows, String path) {
    writer(rows).parquet(path);
  }

  /** Adds rows to a table, or begins it. */
  public static void append(Dataset<Row> rows, String path) {
    writer(rows).mode(SaveMode.Append).parquet(path);
  }

  private static DataFrameWriter<Row> writer(Dataset<Row> rows) {
    DataFrameWriter<Row> writer = rows.write().option("compression", "zstd");
    for (String unique : UNIQUE) {
      writer = writer.option("parquet.enable.dictionary#" + unique, "false");
    }
    return writer;
  }

  /**
   * Writes a table, and measures it on the way: no pass over what was written. The last stage of a
   * query counts each task once, however often it ran; stages before it do not, so that nothing but
   * what is written is measured so.
   *
   * @param first aggregate, such as {@code count(lit(1))}
   * @param more of them
   * @return one row with the aggregates
   */
  public static Row write(Dataset<Row> rows, String path, Column first, Column... more) {
    Observation observation = new Observation();
    write(rows.observe(observation, first.as("0"), named(more)), path);
    Map<String, Object> found = result(observation);
    return RowFactory.create(
        IntStream.rangeClosed(0, more.length)
            .mapToObj(i -> found.get(Integer.toString(i)))
            .toArray());
  }

  private static Map<String, Object> result(Observation observation) {
    try {
      return observation.getAsJava();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a table was written", e);
    }
  }

  private static Column[] named(Column[] columns) {
    return IntStream.range(0, columns.length)
        .mapToObj(i -> columns[i].as(Integer.toString(i + 1)))
        .toArray(Column[]::new);
  }

  /**
   * Opens a table of the user's.
   *
   * @param what is done with it, for the message
   * @param open as Spark does it
   * @throws DataException in the user's words, with Spark's first line, if Spark cannot
   */
  public static Dataset<Row> opened(String what, Supplier<Dataset<Row>> open) {
    try {
      return open.get();
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare
      if (e instanceof SparkThrowable) {
        String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
        throw new DataException("Cannot %s: %s".formatted(what, said), e);
      }
      throw e;
    }
  }

  /** Reads a table that {@link #write} wrote. */
  public static Dataset<Row> read(SparkSession spark, String path, StructType schema) {
    return spark.read().schema(schema).parquet(path);
  }

  /** A table without rows. */
  public static Dataset<Row> empty(SparkSession spark, StructType schema) {
    return spark.createDataFrame(List.of(), schema);
  }

  /** Rows kept without the plan that they came by, which each round would repeat several times. */
  static JavaRDD<Row> withoutPlan(Dataset<Row> rows) {
    return rows.toJavaRDD().persist(StorageLevel.MEMORY_AND_DISK_SER());
  }

  /** The columns of a schema, in its order. */
  public static Column[] columns(StructType schema) {
    return Arrays.stream(schema.fieldNames()).map(name -> col(name)).toArray(Column[]::new);
  }

  /** A column of any name, dots and all. */
  public static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
