package io.secateur.jobs.spark;

import static org.apache.spark.sql.functions.col;

import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** The tables that stages hand one another: Parquet, written once, read with a known schema. */
public final class Tables {
  private Tables() {}

  /** Writes a table. Going through a file cuts Spark's lineage: nothing is computed twice. */
  public static void write(Dataset<Row> rows, String path) {
    rows.write().option("compression", "zstd").parquet(path);
  }

  /** Reads a table that {@link #write} wrote. */
  public static Dataset<Row> read(SparkSession spark, String path, StructType schema) {
    return spark.read().schema(schema).parquet(path);
  }

  /** A table without rows. */
  public static Dataset<Row> empty(SparkSession spark, StructType schema) {
    return spark.createDataFrame(java.util.List.of(), schema);
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
