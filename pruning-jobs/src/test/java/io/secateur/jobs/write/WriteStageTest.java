package io.secateur.jobs.write;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.source.OpenStage;
import io.secateur.jobs.source.OpenStage.Opened;
import io.secateur.jobs.testing.Configs;
import io.secateur.jobs.testing.EveryType;
import io.secateur.jobs.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteStageTest {
  @TempDir private Path folder;

  @Test
  void leavesKeptRowsAsTheyWere() throws IOException {
    SparkSession spark = TestSpark.session();
    Path source = folder.resolve("source");
    EveryType.table(spark)
        .write()
        .option("compression", "snappy")
        .partitionBy("day", "a lang")
        .parquet(source.toString());

    write(source, "id % 2 = 0");

    Dataset<Row> before = spark.read().parquet(source.toString());
    Dataset<Row> after = spark.read().parquet(folder.resolve("pruned").toString());
    assertThat(after.schema()).isEqualTo(before.schema());
    assertThat(TestSpark.lines(EveryType.json(after)))
        .hasSize(EveryType.ROWS / 2)
        .isEqualTo(TestSpark.lines(EveryType.json(before.filter("id % 2 = 0"))));
    assertThat(layout(folder.resolve("pruned"))).isEqualTo(layout(source));
  }

  @Test
  void writesAnEmptySetWithItsSchema() {
    Path source = folder.resolve("source");
    EveryType.table(TestSpark.session()).drop("day", "a lang").write().parquet(source.toString());

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
        new WriteStage.Source(opened.rows(), opened.idColumn(), opened.partitionColumns()),
        ledger,
        ledger.count(),
        ledger.filter(col("decision").equalTo("keep")).count(),
        config.write(),
        folder.resolve("pruned").toString());
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
