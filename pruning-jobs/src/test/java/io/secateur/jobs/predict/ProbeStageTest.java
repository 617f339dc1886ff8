package io.secateur.jobs.predict;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.rand;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.example.ContentKey;
import io.secateur.jobs.config.ProbeConfig;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.spark.PredictionTable;
import io.secateur.jobs.spark.RowDigest;
import io.secateur.jobs.spark.Tables;
import io.secateur.jobs.testing.TestSpark;
import io.secateur.probe.HeadPlan;
import io.secateur.testing.RandomEmbeddings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeStageTest {
  private static final int EXAMPLES = 120;
  private static final HeadPlan PLAN = new HeadPlan(4, 3, 16, 0.01, 0);
  private static final ProbeConfig CONFIG = new ProbeConfig(3, 2, PLAN, 1_000);

  @TempDir private Path folder;

  @Test
  void predictsEveryExampleByEverySeedHeldOutAndNot() {
    Dataset<Row> predictions = predicted("all", examples(EXAMPLES, "").repartition(3), CONFIG);

    // of those that knew the example all epochs, of the others the early and the last
    assertThat(predictions.filter("not held_out").count()).isEqualTo(EXAMPLES * 2 * 3);
    assertThat(predictions.filter("held_out").count()).isEqualTo(EXAMPLES * 2 * 2);
    assertThat(
            predictions
                .select("checkpoint")
                .distinct()
                .orderBy("checkpoint")
                .collectAsList()
                .stream()
                .map(row -> row.getString(0)))
        .containsExactly(
            "held-out/seed-0/epoch-01",
            "held-out/seed-0/epoch-03",
            "held-out/seed-1/epoch-01",
            "held-out/seed-1/epoch-03",
            "seed-0/epoch-01",
            "seed-0/epoch-02",
            "seed-0/epoch-03",
            "seed-1/epoch-01",
            "seed-1/epoch-02",
            "seed-1/epoch-03");
    assertThat(predictions.filter("size(logits) != 2 or feature_norm is null").count()).isZero();
  }

  @Test
  void theSameSeedGivesTheSameBitsHoweverTheRowsLie() {
    List<String> digests = new ArrayList<>();
    for (int partitions : List.of(1, 2, 5)) {
      digests.add(
          digest(
              predicted(
                  "layout" + partitions,
                  examples(EXAMPLES, "").orderBy(rand(partitions)).repartition(partitions),
                  CONFIG)));
    }

    assertThat(digests).containsOnly(digests.get(0));
  }

  @Test
  void whatIsHeldOutDoesNotDependOnTheExampleItself() {
    // another label for one example changes its in-fold predictions and not its held-out ones
    Dataset<Row> as = predicted("as", examples(EXAMPLES, ""), CONFIG);
    Dataset<Row> turned = predicted("turned", examples(EXAMPLES, "id007"), CONFIG);

    String held = "id = 'id007' and held_out";
    String known = "id = 'id007' and not held_out";
    assertThat(digest(turned.filter(held))).isEqualTo(digest(as.filter(held)));
    assertThat(digest(turned.filter(known))).isNotEqualTo(digest(as.filter(known)));
  }

  @Test
  void copiesShareAFoldSoThatNoneTellsOfAnother() {
    Dataset<Row> copies =
        examples(EXAMPLES, "")
            .unionByName(examples(EXAMPLES, "").withColumn("id", concat(col("id"), lit("-copy"))));
    Dataset<Row> turned =
        examples(EXAMPLES, "")
            .unionByName(
                examples(EXAMPLES, "id007").withColumn("id", concat(col("id"), lit("-copy"))));

    String held = "id = 'id007' and held_out";
    assertThat(digest(predicted("turned-copy", turned, CONFIG).filter(held)))
        .isEqualTo(digest(predicted("copies", copies, CONFIG).filter(held)));
  }

  @Test
  void pastTheMostExamplesAllPredictionsAreHeldOut() {
    Dataset<Row> predictions =
        predicted("few", examples(EXAMPLES, ""), new ProbeConfig(3, 2, PLAN, 60));

    assertThat(predictions.count()).isEqualTo(EXAMPLES * 2 * 3);
    assertThat(predictions.filter("not held_out").count()).isZero();
  }

  @Test
  void refusesWhatCannotBeTrained() {
    ProbeStage.checkSize(CONFIG, 8, 2);
    assertThatThrownBy(() -> predicted("one", examples(1, ""), CONFIG))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot train the probe: all of its 1 examples are in one of 3 folds. Label more examples.");
    ProbeConfig large = new ProbeConfig(3, 1_000, new HeadPlan(4_096, 10, 16, 0.01, 0), 1_000);
    assertThatThrownBy(() -> ProbeStage.checkSize(large, 8, 2))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot train the probe: 30,000 heads for 2 classes take 5,156 MiB (at most 512). Lower probe.seeds, probe.epochs or probe.hidden.");
  }

  private Dataset<Row> predicted(String name, Dataset<Row> examples, ProbeConfig config) {
    String path = folder.resolve(name).toString();
    ProbeStage.write(examples, examples.count(), 2, config, 42, path, path + "-folds");
    return Tables.read(TestSpark.session(), path, PredictionTable.SCHEMA);
  }

  private static String digest(Dataset<Row> predictions) {
    return predictions
        .withColumn("logits", col("logits").cast("string"))
        .agg(
            RowDigest.of(
                StructType.fromDDL(
                    "id string, checkpoint string, held_out boolean, logits string")))
        .first()
        .getString(0);
  }

  /** Two clumps, one a class; one example may have the other label. */
  private static Dataset<Row> examples(int count, String turned) {
    SplittableRandom random = new SplittableRandom(1);
    List<float[]> centres =
        List.of(RandomEmbeddings.unit(8, random), RandomEmbeddings.unit(8, random));
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = "id%03d".formatted(i);
      int label = i % 2;
      String key = ContentKey.of(id).hex();
      rows.add(
          RowFactory.create(
              id,
              "00000000" + key,
              key,
              id.equals(turned) ? 1 - label : label,
              RandomEmbeddings.near(centres.get(label), 0.7, random)));
    }
    return TestSpark.session()
        .createDataFrame(
            rows,
            StructType.fromDDL(
                "id string, rank string, key string, label int, embedding array<float>"));
  }
}
