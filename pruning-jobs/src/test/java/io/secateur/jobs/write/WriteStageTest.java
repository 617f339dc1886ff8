package io.secateur.jobs.write;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.source.OpenStage;
import io.secateur.jobs.source.OpenStage.Opened;
import io.secateur.jobs.testing.Configs;
import io.secateur.jobs.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteStageTest {
  private static final int EXAMPLES = 100;

  @TempDir private Path folder;

  @Test
  void leavesKeptRowsAsTheyWere() throws IOException {
    SparkSession spark = TestSpark.session();
    Path source = folder.resolve("source");
    everyType(spark)
        .write()
        .option("compression", "snappy")
        .partitionBy("day", "a lang")
        .parquet(source.toString());

    write(source, "id % 2 = 0");

    Dataset<Row> before = spark.read().parquet(source.toString());
    Dataset<Row> after = spark.read().parquet(folder.resolve("pruned").toString());
    assertThat(after.schema()).isEqualTo(before.schema());
    assertThat(TestSpark.lines(toJson(after)))
        .hasSize(EXAMPLES / 2)
        .isEqualTo(TestSpark.lines(toJson(before.filter("id % 2 = 0"))));
    assertThat(layout(folder.resolve("pruned"))).isEqualTo(layout(source));
  }

  @Test
  void writesAnEmptySetWithItsSchema() {
    Path source = folder.resolve("source");
    everyType(TestSpark.session()).drop("day", "a lang").write().parquet(source.toString());

    write(source, "id < 0");

    Dataset<Row> after = TestSpark.session().read().parquet(folder.resolve("pruned").toString());
    assertThat(after.count()).isZero();
    assertThat(after.schema())
        .isEqualTo(TestSpark.session().read().parquet(source.toString()).schema());
  }

  private void write(Path source, String kept) {
    SparkSession spark = TestSpark.session();
    RunConfig config = Configs.of(source, folder.resolve("run"), "source.columns.text=the text");
    Opened opened = OpenStage.open(spark, config.source());
    Dataset<Row> ledger =
        opened
            .rows()
            .selectExpr("id", "if(%s, 'keep', 'drop') as decision".formatted(kept))
            .select(col("id").cast("string"), col("decision"));
    WriteStage.write(
        opened.rows(),
        opened.idColumn(),
        opened.partitionColumns(),
        ledger,
        config.write(),
        folder.resolve("pruned").toString());
  }

  /** Nested columns, nulls at every level, unicode, awkward names, odd partition values. */
  private static Dataset<Row> everyType(SparkSession spark) {
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
    for (long i = 0; i < EXAMPLES; i++) {
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

  private static Dataset<Row> toJson(Dataset<Row> rows) {
    return rows.selectExpr("to_json(struct(*), map('ignoreNullFields', 'false'))");
  }

  private static List<String> layout(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths
          .filter(Files::isDirectory)
          .map(path -> root.relativize(path).toString())
          .sorted()
          .toList();
    }
  }
}
