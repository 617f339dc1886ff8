package io.secateur.jobs;

import static io.secateur.jobs.testing.TestSpark.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.jobs.progress.Progress;
import io.secateur.jobs.spark.Duplicates;
import io.secateur.jobs.spark.Ledger;
import io.secateur.jobs.spark.Tables;
import io.secateur.jobs.spark.TaskTracker;
import io.secateur.jobs.testing.Configs;
import io.secateur.jobs.testing.TestSpark;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mere deduplication, from a source to the rows that are written. */
class DeduplicationTest {
  private static final StructType MAILS =
      StructType.fromDDL("id bigint, label string, text string, day int");

  @TempDir private Path folder;

  @Test
  void dropsCopiesAndNearCopiesAndSaysWhyOfEveryRow() {
    write(2);

    Deduplication done = dedup("run");

    assertThat(done.examples()).isEqualTo(8);
    assertThat(done.kept()).isEqualTo(5);
    assertThat(
            lines(
                table("run/4-decisions", Ledger.SCHEMA)
                    .select("id", "decision", "stage", "reason", "keeper_id", "policy")))
        .containsExactly(
            "[1,drop,dedup,NEAR_DUPLICATE,3,deduplicate]",
            "[2,drop,dedup,EXACT_DUPLICATE,1,deduplicate]",
            "[3,keep,dedup,NO_DUPLICATE,null,deduplicate]",
            "[4,keep,dedup,NO_DUPLICATE,null,deduplicate]",
            "[5,keep,read,TEXT_NULL,null,deduplicate]",
            "[6,keep,read,TEXT_EMPTY,null,deduplicate]",
            "[7,keep,dedup,NO_DUPLICATE,null,deduplicate]",
            "[8,drop,dedup,EXACT_DUPLICATE,7,deduplicate]");
    assertThat(lines(table("run/3-duplicates", Duplicates.SCHEMA))).hasSize(3);
    Dataset<Row> source = TestSpark.session().read().parquet(folder.resolve("mails").toString());
    Dataset<Row> pruned =
        TestSpark.session().read().parquet(folder.resolve("run/5-pruned").toString());
    assertThat(pruned.schema()).isEqualTo(source.schema());
    assertThat(lines(pruned)).isEqualTo(lines(source.filter("id in (3, 4, 5, 6, 7)")));
  }

  @Test
  void writesTheSameLedgerWhateverTheLayout() {
    List<String> ledgers = new ArrayList<>();
    for (int partitions : List.of(1, 2, 7, 64)) {
      write(partitions);
      dedup("run" + partitions);
      Dataset<Row> ledger = table("run" + partitions + "/4-decisions", Ledger.SCHEMA);
      ledgers.add(ledger.agg(Ledger.digest()).first().getString(0));
    }
    assertThat(ledgers).hasSize(4).containsOnly(ledgers.get(0));
  }

  @Test
  void explainsARowThatItDropped() {
    write(1);
    dedup("run");

    assertThat(Explanation.of(TestSpark.session(), folder.resolve("run").toString(), "1").asText())
        .contains("its words are nearly those of its keeper");
  }

  private Deduplication dedup(String run) {
    SparkSession spark = TestSpark.session();
    TaskTracker tasks = TaskTracker.on(spark);
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    try (Progress progress = Progress.on(nowhere, /* terminal= */ false, tasks::done)) {
      return Deduplication.run(
          spark,
          Configs.of(folder.resolve("mails"), folder.resolve(run), "select.policy=random"),
          tasks,
          progress);
    }
  }

  private void write(int partitions) {
    String words = "one two three four five six seven eight nine ten eleven twelve";
    List<Row> rows =
        List.of(
            RowFactory.create(1L, "a", words + " thirteen and so on for quite a while", 1),
            RowFactory.create(2L, null, words + "  thirteen and so on for quite a while ", 1),
            RowFactory.create(3L, "a", words + " thirteen, and so on for quite a WHILE", 2),
            RowFactory.create(4L, "b", "something else altogether", 2),
            RowFactory.create(5L, "b", null, 2),
            RowFactory.create(6L, "b", " \t", 3),
            RowFactory.create(7L, "c", "!!!", 3),
            RowFactory.create(8L, "c", "!!!", 3));
    TestSpark.session()
        .createDataFrame(rows, MAILS)
        .repartition(partitions)
        .write()
        .mode("overwrite")
        .parquet(folder.resolve("mails").toString());
  }

  private Dataset<Row> table(String name, StructType schema) {
    return Tables.read(TestSpark.session(), folder.resolve(name).toString(), schema);
  }
}
