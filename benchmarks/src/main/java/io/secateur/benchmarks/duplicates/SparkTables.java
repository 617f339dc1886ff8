package io.secateur.benchmarks.duplicates;

import static org.apache.spark.sql.functions.col;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Between the files of the benchmarks and Parquet, before and after what is measured. */
public final class SparkTables {
  private SparkTables() {}

  /**
   * Makes Parquet of a corpus, or CSV of a run's removed rows.
   *
   * @param arguments {@code corpus JSONL PARQUET} or {@code removed 3-duplicates CSV}
   */
  public static void main(String[] arguments) throws IOException {
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      switch (arguments[0]) {
        case "corpus" -> corpus(spark, arguments[1], arguments[2]);
        case "removed" -> removed(spark, arguments[1], Path.of(arguments[2]));
        default -> throw new IllegalArgumentException("Invalid table: " + arguments[0]);
      }
    }
  }

  private static void corpus(SparkSession spark, String lines, String target) {
    spark
        .read()
        .schema("id bigint, label string, planted bigint, text string")
        .json(lines)
        .write()
        .option("compression", "snappy")
        .parquet(target);
  }

  private static void removed(SparkSession spark, String duplicates, Path target)
      throws IOException {
    Iterator<Row> rows =
        spark.read().parquet(duplicates).select(col("id"), col("keeper_id")).toLocalIterator();
    try (BufferedWriter lines = Files.newBufferedWriter(target)) {
      while (rows.hasNext()) {
        Row row = rows.next();
        lines.append(row.getString(0)).append(',').append(row.getString(1)).append('\n');
      }
    }
  }
}
