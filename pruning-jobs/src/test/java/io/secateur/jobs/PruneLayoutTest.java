package io.secateur.jobs;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.jobs.run.StageName;
import io.secateur.jobs.testing.EveryType;
import io.secateur.jobs.testing.Runs;
import io.secateur.jobs.testing.TestSpark;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruneLayoutTest {
  @TempDir private Path folder;

  @Test
  void leavesColumnsOfEveryKindAsTheyWere() {
    Path source = folder.resolve("every-type");
    Path run = folder.resolve("every-type-run");
    SparkSession spark = TestSpark.session();
    EveryType.table(spark).write().partitionBy("day", "a lang").parquet(source.toString());

    Runs.prune(
        spark,
        source,
        run,
        StageName.READ,
        "source.columns.text=the text",
        "source.columns.label=meta.Text",
        "embeddings.model=none",
        "select.policy=random",
        "select.keep=0.5");

    Dataset<Row> before = spark.read().parquet(source.toString());
    Dataset<Row> after = spark.read().parquet(run.resolve("5-pruned").toString());
    List<Long> kept = after.select("id").collectAsList().stream().map(r -> r.getLong(0)).toList();
    assertThat(kept).isNotEmpty();
    assertThat(after.schema()).isEqualTo(before.schema());
    assertThat(TestSpark.lines(EveryType.json(after)))
        .isEqualTo(TestSpark.lines(EveryType.json(before.filter(col("id").isin(kept.toArray())))));
  }
}
