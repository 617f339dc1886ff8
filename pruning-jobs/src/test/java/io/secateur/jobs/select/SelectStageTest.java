package io.secateur.jobs.select;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.example.ContentKey;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.spark.Ledger;
import io.secateur.jobs.spark.Tables;
import io.secateur.jobs.testing.Configs;
import io.secateur.jobs.testing.TestSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelectStageTest {
  private static final int EXAMPLES = 300;
  private static final int DUPLICATES = 40;
  private static final int WITHOUT_TEXT = 5;
  private static final int MISLABELLED = 13; // one in so many
  private static final int LEFT = EXAMPLES - DUPLICATES;
  private static final String LABEL = "source.columns.label=label";

  @TempDir private Path folder;

  @Test
  void decidesAboutEveryExampleOnce() {
    Dataset<Row> ledger = select(LABEL, "select.policy=random", "select.keep=0.5");

    assertThat(ledger.count()).isEqualTo(EXAMPLES);
    assertThat(ledger.select("id").distinct().count()).isEqualTo(EXAMPLES);
    assertThat(ledger.filter(col("decision").isin(Ledger.KEEP, Ledger.DROP)).count())
        .isEqualTo(EXAMPLES);
    assertThat(ledger.filter("reason is null or stage is null or run_id is null").count()).isZero();
    assertThat(ledger.filter("keeper_id is not null and similarity >= threshold").count())
        .isEqualTo(DUPLICATES);
  }

  @Test
  void meetsTheBudgetExactlyWithEveryPolicy() {
    Map<String, List<String>> budgets =
        Map.of(
            "random", List.of("0.37", "1", "7 examples", "1000 examples"),
            "stratified_random", List.of("0.37"),
            "cluster_quota", List.of("0.37", "1"));
    budgets.forEach(
        (policy, keeps) -> {
          for (String keep : keeps) {
            String setting = "select.keep=" + keep;
            Dataset<Row> ledger = select(LABEL, "select.policy=" + policy, setting);
            long expected = Configs.of(folder, folder, setting).select().keep().examples(LEFT);

            assertThat(kept(ledger)).as(policy + " " + keep).hasSize((int) expected);
          }
        });
  }

  @Test
  void keepsAtThirtyPercentWhatItKeepsAtTenWhereThePolicyNests() {
    for (String policy : List.of("random", "stratified_random")) {
      List<String> few = kept(select(LABEL, "select.policy=" + policy, "select.keep=0.1"));
      List<String> more = kept(select(LABEL, "select.policy=" + policy, "select.keep=0.3"));

      assertThat(more).as(policy).containsAll(few);
    }
  }

  @Test
  void keepsTheSameWhateverThePartitioning() {
    for (String policy : List.of("random", "stratified_random", "cluster_quota")) {
      List<String> digests = new ArrayList<>();
      for (int partitions : List.of(1, 2, 7)) {
        digests.add(
            select(partitions, LABEL, "select.policy=" + policy, "select.min-per-class=3")
                .agg(Ledger.digest())
                .first()
                .getString(0));
      }
      assertThat(digests).as(policy).hasSize(3).containsOnly(digests.get(0));
    }
  }

  @Test
  void givesEveryClassItsFloor() {
    Dataset<Row> ledger =
        select(LABEL, "select.policy=random", "select.keep=30 examples", "select.min-per-class=6");
    Dataset<Row> labelled = ledger.filter("decision = 'keep'").join(examples(1), "id");

    assertThat(kept(ledger)).hasSize(30);
    for (String label : List.of("common", "rare")) {
      assertThat(labelled.filter(col("label").equalTo(label)).count()).isGreaterThanOrEqualTo(6);
    }
    assertThat(ledger.filter("reason = 'CLASS_FLOOR' and decision = 'drop'").count()).isZero();
  }

  @Test
  void aFloorThatDoesNotBindChangesNothing() {
    List<String> without = kept(select(LABEL, "select.policy=random", "select.keep=0.6"));
    List<String> with =
        kept(select(LABEL, "select.policy=random", "select.keep=0.6", "select.min-per-class=2"));

    assertThat(with).isEqualTo(without);
  }

  @Test
  void keepsExamplesWithoutTextUnlessTold() {
    Dataset<Row> kept = select(LABEL, "select.policy=random", "select.keep=0.2");
    Dataset<Row> dropped =
        select(LABEL, "select.policy=random", "select.keep=0.2", "source.empty-text=drop");

    assertThat(kept.filter("reason = 'TEXT_NULL' and decision = 'keep'").count())
        .isEqualTo(WITHOUT_TEXT);
    assertThat(dropped.filter("reason = 'TEXT_NULL' and decision = 'drop'").count())
        .isEqualTo(WITHOUT_TEXT);
  }

  @Test
  void dropsLabelIssuesWhereToldTo() {
    String[] settings = {
      LABEL, "select.policy=random", "select.keep=1", "score.scorers=[prototypicality, label_issue]"
    };
    Dataset<Row> flagged =
        scores().filter("label_issue = 1 and id >= '%s'".formatted("id%03d".formatted(DUPLICATES)));

    Dataset<Row> kept = select(settings);
    String[] told = java.util.Arrays.copyOf(settings, settings.length + 1);
    told[settings.length] = "select.drop-label-issues=true";
    Dataset<Row> dropped = select(told);

    assertThat(kept.filter("reason = 'LABEL_ISSUE'").count()).isZero();
    assertThat(dropped.filter("reason = 'LABEL_ISSUE' and decision = 'drop'").count())
        .isEqualTo(flagged.count())
        .isPositive();
    assertThat(
            dropped
                .filter("reason = 'LABEL_ISSUE'")
                .select("id")
                .except(flagged.select("id"))
                .count())
        .isZero();
    assertThat(kept(dropped)).hasSize((int) (LEFT - flagged.count()));
    assertThat(dropped.count()).isEqualTo(EXAMPLES);
  }

  @Test
  void takesTheLeastPrototypicalOfEachClusterFirst() {
    Dataset<Row> ledger = select(LABEL, "select.policy=cluster_quota", "select.keep=0.5");

    for (String stratum : List.of("0", "1", "2")) {
      Dataset<Row> of = ledger.filter(col("stratum").equalTo(stratum));
      Row worstKept = of.filter("decision = 'keep'").selectExpr("max(score)").first();
      Row bestDropped = of.filter("decision = 'drop'").selectExpr("min(score)").first();
      if (!worstKept.isNullAt(0) && !bestDropped.isNullAt(0)) {
        assertThat(worstKept.getDouble(0)).isLessThanOrEqualTo(bestDropped.getDouble(0));
      }
    }
  }

  @Test
  void drawsBaselinesOfTheSameSizeFromTheWholeInput() {
    Dataset<Row> ledger = select(LABEL, "select.policy=random", "select.keep=0.5");
    int kept = kept(ledger).size();

    assertThat(ledger.filter("baseline_random").count()).isEqualTo(kept);
    assertThat(ledger.filter("baseline_stratified").count()).isEqualTo(kept);
    assertThat(ledger.filter("baseline_random and keeper_id is not null").count()).isPositive();
  }

  @Test
  void refusesFloorsThatTheBudgetCannotPay() {
    assertThatThrownBy(
            () ->
                select(
                    LABEL,
                    "select.policy=random",
                    "select.keep=20 examples",
                    "select.min-per-class=10"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot select: select.min-per-class keeps 20 examples, but the budget is 15. Lower"
                + " the one or raise select.keep.");
  }

  @Test
  void refusesABudgetThatExamplesWithoutTextUseUp() {
    assertThatThrownBy(() -> select(LABEL, "select.policy=random", "select.keep=3 examples"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot select: the budget is 3 examples, but 5 have no text and are kept. Raise"
                + " select.keep, or set source.empty-text = drop.");
  }

  private Dataset<Row> select(String... settings) {
    return select(2, settings);
  }

  private Dataset<Row> select(int partitions, String... settings) {
    RunConfig config = Configs.of(folder, folder, settings);
    String path = folder.resolve("ledger" + System.nanoTime()).toString();
    SelectStage.Inputs inputs =
        new SelectStage.Inputs(examples(partitions), duplicates(), scores(), clusters());
    SelectStage.write(inputs, config, "run", path);
    return Tables.read(TestSpark.session(), path, Ledger.SCHEMA);
  }

  private static List<String> kept(Dataset<Row> ledger) {
    return ledger.filter("decision = 'keep'").select("id").collectAsList().stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  private static Dataset<Row> examples(int partitions) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < EXAMPLES; i++) {
      String id = "id%03d".formatted(i);
      boolean blank = i >= DUPLICATES && i < DUPLICATES + WITHOUT_TEXT;
      rows.add(
          RowFactory.create(
              id,
              ContentKey.of(id).hex(),
              i % 10 == 9 ? "rare" : "common",
              null,
              10,
              2,
              1e9,
              blank ? "TEXT_NULL" : null));
    }
    return table(
            "id string, key string, label string, source_group string, characters int, tokens int,"
                + " cost_flop double, status string",
            rows)
        .repartition(partitions);
  }

  private static Dataset<Row> duplicates() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < DUPLICATES; i++) {
      rows.add(RowFactory.create("id%03d".formatted(i), "id%03d".formatted(i + 100), "near", 0.9));
    }
    return table("id string, keeper_id string, kind string, similarity double", rows);
  }

  private static Dataset<Row> scores() {
    SplittableRandom random = new SplittableRandom(5);
    List<Row> rows = new ArrayList<>();
    for (int i = DUPLICATES + WITHOUT_TEXT; i < EXAMPLES; i++) {
      int cluster = i % 3;
      double spread = 0.1 + 0.2 * cluster;
      rows.add(
          RowFactory.create(
              "id%03d".formatted(i),
              cluster,
              1 - spread * random.nextDouble(),
              0.5,
              i % MISLABELLED == 0 ? 1.0 : 0.0));
    }
    return table(
        "id string, cluster int, prototypicality double, semantic_redundancy double, label_issue double",
        rows);
  }

  private static Dataset<Row> clusters() {
    return table(
        "cluster int, apart double",
        List.of(RowFactory.create(0, 0.5), RowFactory.create(1, 0.6), RowFactory.create(2, 0.7)));
  }

  private static Dataset<Row> table(String ddl, List<Row> rows) {
    SparkSession spark = TestSpark.session();
    return spark.createDataFrame(rows, StructType.fromDDL(ddl));
  }
}
