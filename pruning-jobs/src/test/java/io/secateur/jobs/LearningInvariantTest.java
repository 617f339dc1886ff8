package io.secateur.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.rand;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.secateur.jobs.run.Json;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.testing.Learners;
import io.secateur.jobs.testing.Runs;
import io.secateur.jobs.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What learners say does not depend on how the rows lie, nor on what stands beside an example. */
class LearningInvariantTest {
  private static final int CLUSTERS = 8;
  private static final int VARIANTS = 8;

  @TempDir private Path folder;

  @Test
  void checkpointsGiveTheSameDigestsWhateverTheLayoutAndTheCores() throws IOException {
    Learners learners = new Learners(folder);
    learners.layOut();
    List<JsonNode> digests = new ArrayList<>();
    for (int cores : List.of(2, 1)) {
      SparkSession spark = TestSpark.session(cores);
      int partitions = cores == 1 ? 7 : 1;
      Path source = folder.resolve("laid-out-" + cores);
      spark
          .read()
          .parquet(learners.examples().toString())
          .orderBy(rand(cores))
          .repartition(partitions, rand(partitions))
          .write()
          .parquet(source.toString());
      Path run = folder.resolve("run-" + cores);
      Runs.prune(
          spark,
          source,
          run,
          StageName.READ,
          Learners.settings(
              learners.checkpoints(),
              "models.trained-on={reference = \"" + learners.keysOfOthers() + "\"}",
              "models.learner=learner",
              "models.reference=reference",
              "models.batch-size=" + (cores == 1 ? 32 : 5),
              "score.scorers=[label_issue, reducible_loss, aum, el2n]",
              "score.min-per-class=2",
              "select.drop-label-issues=true"));
      digests.add(Json.read(Files.readString(run.resolve("run.json"))).get("digests"));
    }
    TestSpark.session(2);

    for (String table : List.of("2-scores", "4-decisions")) {
      assertThat(digests.get(1).get(table)).as(table).isEqualTo(digests.get(0).get(table));
      assertThat(digests.get(0).get(table).asText()).as(table).isNotEmpty();
    }
  }

  @Test
  void keptRowsOfOneClusterShareAFold() {
    Path run = folder.resolve("clusters");
    Runs.prune(
        TestSpark.session(),
        nearTexts(),
        run,
        StageName.READ,
        "source.columns.label=label",
        "near-duplicates.threshold=0.6",
        "near-duplicates.keep-per-cluster=log2",
        "embeddings.model=" + new Learners(folder).embedder(),
        "semantic-duplicates.enabled=false",
        "select.policy=random",
        "score.scorers=[label_quality]",
        "probe.hidden=0",
        "probe.epochs=2");

    Dataset<Row> folds = table(run, "cache/folds");
    Dataset<Row> keepers = folds.selectExpr("id keeper_id", "fold keeper_fold", "key cluster");
    List<Row> kin =
        table(run, "cache/kin")
            .select("id", "keeper_id")
            .join(folds, "id")
            .join(keepers, "keeper_id")
            .join(table(run, "1-examples").select(col("id"), col("key").as("own")), "id")
            .collectAsList();
    assertThat(kin).hasSize(2 * CLUSTERS); // three of eight stay
    assertThat(kin)
        .allSatisfy(
            row -> {
              assertThat(row.<Integer>getAs("fold")).isEqualTo(row.<Integer>getAs("keeper_fold"));
              assertThat(row.<String>getAs("key")).isEqualTo(row.<String>getAs("cluster"));
              assertThat(row.<String>getAs("own")).isNotEqualTo(row.<String>getAs("cluster"));
            });
    assertThat(folds.select("fold").distinct().count()).isGreaterThan(2);
    assertThat(folds.count()).isEqualTo(3 * CLUSTERS);
  }

  /** Clusters of texts that differ in their last word. */
  private Path nearTexts() {
    List<Row> rows = new ArrayList<>();
    for (int cluster = 0; cluster < CLUSTERS; cluster++) {
      int own = cluster;
      String words =
          IntStream.range(0, 30)
              .mapToObj(w -> "c%dw%d".formatted(own, w))
              .collect(Collectors.joining(" "));
      for (int variant = 0; variant < VARIANTS; variant++) {
        rows.add(
            TestSpark.row(
                "%d/%d".formatted(cluster, variant),
                "%s %s v%d".formatted(cluster % 2 == 0 ? "red" : "blue", words, variant),
                cluster % 2 == 0 ? "even" : "odd"));
      }
    }
    Path source = folder.resolve("near");
    TestSpark.table("id string, text string, label string", rows.toArray(Row[]::new))
        .write()
        .parquet(source.toString());
    return source;
  }

  private static Dataset<Row> table(Path run, String name) {
    return TestSpark.session().read().parquet(run.resolve(name).toString());
  }
}
