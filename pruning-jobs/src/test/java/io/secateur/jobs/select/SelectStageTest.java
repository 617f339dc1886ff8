package io.secateur.jobs.select;

import static io.secateur.jobs.select.SelectionFixture.DUPLICATES;
import static io.secateur.jobs.select.SelectionFixture.LABEL;
import static io.secateur.jobs.select.SelectionFixture.WITHOUT_TEXT;
import static io.secateur.jobs.select.SelectionFixture.kept;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.jobs.run.DataException;
import io.secateur.jobs.spark.Ledger;
import io.secateur.jobs.testing.Configs;
import io.secateur.jobs.testing.Interpreted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Interpreted.class)
class SelectStageTest {
  private static final int EXAMPLES = 300;
  private static final int LEFT = EXAMPLES - DUPLICATES;

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
    Dataset<Row> labelled = ledger.filter("decision = 'keep'").join(fixture().examples(1), "id");

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
        fixture()
            .scores()
            .filter("label_issue = 1 and id >= '%s'".formatted("id%03d".formatted(DUPLICATES)));

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

  private SelectionFixture fixture() {
    return new SelectionFixture(folder, EXAMPLES);
  }

  private Dataset<Row> select(String... settings) {
    return fixture().select(settings);
  }

  private Dataset<Row> select(int partitions, String... settings) {
    return fixture().select(partitions, settings);
  }
}
