package io.secateur.jobs.testing;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** A table with a column of every kind that a training set may have. */
public final class EveryType {
  /** Its rows; their {@code id} counts from 0. */
  public static final int ROWS = 100;

  private EveryType() {}

  /** Nested columns, nulls at every level, unicode, awkward names, odd partition values. */
  public static Dataset<Row> table(SparkSession spark) {
    StructType schema =
        StructType.fromDDL(
            "id bigint, `the text` string, `dotted.name` int, flag boolean, small tinyint,"
                + " price decimal(20,4), weight float, exact double, raw binary, born date,"
                + " seen timestamp, local timestamp_ntz,"
                + " turns array<struct<role: string, parts: array<string>>>,"
                + " tags map<string, array<int>>,"
                + " meta struct<a: struct<b: array<map<string, string>>>, Text: string>,"
                + " Text string, day string, `a lang` string");
    List<Row> rows = new ArrayList<>();
    for (long i = 0; i < ROWS; i++) {
      rows.add(i % 10 == 6 ? nulls(i) : full(i));
    }
    return spark.createDataFrame(rows, schema);
  }

  private static Row full(long i) {
    String text = "text %d – ünïcödé 漢字 🌱 \u202Eabc\u0000 line\nbreak".formatted(i);
    return RowFactory.create(
        i,
        text,
        (int) i,
        i % 3 == 0,
        (byte) i,
        new java.math.BigDecimal("12345.6789").add(java.math.BigDecimal.valueOf(i)),
        i / 3f,
        i / 7.0,
        new byte[] {(byte) i, 0, -1},
        java.sql.Date.valueOf("2024-02-29"),
        java.sql.Timestamp.valueOf("2024-02-29 12:34:56.789123"),
        java.time.LocalDateTime.of(1999, 12, 31, 23, 59, 59, 123_456_000),
        List.of(
            RowFactory.create("user", List.of("a", "b")),
            RowFactory.create(null, java.util.Arrays.asList("x", null))),
        java.util.Map.of("k", List.of((int) i, 2)),
        RowFactory.create(
            RowFactory.create(List.of(java.util.Map.of("ключ", "значение"))), "inner"),
        "a column whose name differs in case only",
        i % 4 < 2 ? "007" : "2024-01-01",
        i % 5 == 0 ? null : i % 5 == 2 ? "a/b c=d%" : "de");
  }

  private static Row nulls(long i) {
    Object[] values = new Object[18];
    values[0] = i;
    return RowFactory.create(values);
  }

  /** Every row as one text, nulls included. */
  public static Dataset<Row> json(Dataset<Row> rows) {
    return rows.selectExpr("to_json(struct(*), map('ignoreNullFields', 'false'))");
  }
}
