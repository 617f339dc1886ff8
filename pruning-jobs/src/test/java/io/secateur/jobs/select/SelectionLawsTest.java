package io.secateur.jobs.select;

import static io.secateur.jobs.select.SelectionFixture.DUPLICATES;
import static io.secateur.jobs.select.SelectionFixture.LABEL;
import static io.secateur.jobs.select.SelectionFixture.SCORES;
import static io.secateur.jobs.select.SelectionFixture.id;
import static io.secateur.jobs.select.SelectionFixture.kept;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.jobs.run.DataException;
import io.secateur.jobs.spark.Ledger;
import io.secateur.jobs.spark.Tables;
import io.secateur.jobs.testing.Interpreted;
import io.secateur.jobs.testing.TestSpark;
import io.secateur.select.Policies;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every policy, and of the constraints, filters and budgets around it. */
@ExtendWith(Interpreted.class)
class SelectionLawsTest {
  private static final int EXAMPLES = 300;
  private static final int LEFT = EXAMPLES - DUPLICATES;
  @TempDir private Path folder;

  static List<String> policies() {
    return Policies.names();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void aPolicyIsExactNestsWhereItSaysSoAndDoesNotLookAtTheLayout(String policy) {
    String[] settings = {
      SCORES,
      LABEL,
      "select.policy=" + policy,
      "select.threshold.at-least=-1",
      "select.greedy.block=60",
      "select.min-per-class=3"
    };
    SelectionFixture fixture = fixture();
    String thirty = fixture.run(1, with(settings, "select.keep=0.31"));
    Dataset<Row> few = ledger(thirty);
    Dataset<Row> again = ledger(fixture.run(7, with(settings, "select.keep=0.31")));
    Dataset<Row> more = fixture.select(with(settings, "select.keep=0.62"));

    assertThat(kept(few)).hasSize((int) Math.round(0.31 * LEFT));
    assertThat(kept(more)).hasSize((int) Math.round(0.62 * LEFT));
    assertThat(digest(again)).isEqualTo(digest(few));
    if (Policies.named(policy).orElseThrow().nests()) {
      assertThat(kept(more)).containsAll(kept(few));
    }
  }

  @Test
  void topKKeepsTheHighestAndRefusesToPruneDeep() {
    Dataset<Row> ledger =
        fixture().select(SCORES, "select.policy=top_k", "select.by=aum", "select.keep=0.5");
    double kept =
        ledger.filter("reason = 'WITHIN_QUOTA'").selectExpr("max(score)").first().getDouble(0);
    double gone =
        ledger.filter("reason = 'OVER_QUOTA'").selectExpr("min(score)").first().getDouble(0);

    assertThat(kept).isLessThanOrEqualTo(gone); // a low AUM is hard
    SelectionFixture deep = fixture();
    assertThatThrownBy(() -> deep.select(SCORES, "select.policy=top_k", "select.keep=50 examples"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot select: top_k would prune more than 70 % (50 examples of 260 examples stay), where it loses to random. Raise select.keep, take ccs, or set select.top-k.deep = true.");
    deep.select(SCORES, "select.policy=top_k", "select.keep=0.4");
    assertThat(deep.warnings())
        .contains(
            "top_k prunes more than 50 %, where it often loses to random; ccs keeps easy examples too");
  }

  @Test
  void ccsDropsTheHardestWhereMuchIsPruned() {
    Dataset<Row> ledger =
        fixture().select(SCORES, "select.policy=ccs", "select.by=el2n", "select.keep=0.2");
    Dataset<Row> hardest = ledger.filter("reason = 'HARDEST'");
    long scored = ledger.filter("score is not null").count();

    assertThat(hardest.count()).isEqualTo((long) (0.2 * scored));
    Row limit = hardest.selectExpr("min(score)", "max(threshold)").first();
    assertThat(limit.getDouble(0)).isEqualTo(limit.getDouble(1));
    assertThat(
            ledger
                .filter("stage = 'select' and reason <> 'HARDEST'")
                .selectExpr("max(score)")
                .first()
                .getDouble(0))
        .isLessThanOrEqualTo(limit.getDouble(0));
  }

  @Test
  void whatHasNoScoreStaysAndSaysSo() {
    Dataset<Row> ledger =
        fixture().select(SCORES, "select.policy=top_k", "select.by=el2n", "select.keep=0.5");

    assertThat(ledger.filter("reason = 'SCORE_INVALID'").count()).isPositive();
    assertThat(ledger.filter("reason = 'SCORE_INVALID' and decision = 'drop'").count()).isZero();
    assertThat(kept(ledger)).hasSize(LEFT / 2);
  }

  @Test
  void groupsStayOrGoTogether() {
    SelectionFixture fixture = fixture();
    Dataset<Row> ledger =
        fixture.select(
            SCORES,
            LABEL,
            "select.policy=random",
            "select.keep=0.4",
            "select.group-by=talk",
            "select.where=\"n % 17 <> 3\"");
    Dataset<Row> left = ledger.filter("keeper_id is null and reason <> 'FILTERED'");
    int budget = (int) Math.round(0.4 * left.count());
    Dataset<Row> talks =
        left.join(fixture.source().rows(), "id")
            .filter("talk is not null")
            .groupBy("talk")
            .agg(org.apache.spark.sql.functions.countDistinct(col("decision")).as("n"));

    assertThat(talks.filter("n > 1").count()).isZero();
    assertThat(fixture.warnings()).containsExactly(torn(fixture, ledger));
    assertThat(kept(ledger).size()).isBetween(budget - 6, budget);
  }

  /** The warning of groups that are kept in part, counted from the ledger. */
  private static String torn(SelectionFixture fixture, Dataset<Row> ledger) {
    Dataset<Row> groups =
        ledger
            .join(fixture.source().rows(), "id")
            .filter("talk is not null")
            .groupBy("talk")
            .agg(
                expr("count_if(decision = 'keep') as kept"),
                expr("count_if(keeper_id is not null) as duplicates"),
                expr("count_if(reason = 'FILTERED') as others"))
            .filter("kept > 0");
    Row torn =
        groups
            .filter("duplicates + others > 0")
            .selectExpr("count(*)", "sum(duplicates)", "sum(others)")
            .first();
    return "select.group-by: %,d of the %,d groups that stay are not whole: duplicates took %,d of their rows, filters %,d, and these do not come back"
        .formatted(torn.getLong(0), groups.count(), torn.getLong(1), torn.getLong(2));
  }

  @Test
  void whatMustStayStaysAndAKeeperStandsForADuplicate() {
    Dataset<Row> ledger =
        fixture()
            .select(
                SCORES,
                LABEL,
                "select.policy=random",
                "select.keep=0.2",
                "select.must-keep=\"n in (7, 150, 151) or score.el2n > 0.97\"",
                "select.where=\"n <> 151 and n <> 152\"");
    Map<String, String> reasons = reasons(ledger);

    assertThat(reasons).containsEntry(id(7), "NEAR_DUPLICATE"); // of 107, which stands for it
    assertThat(reasons).containsEntry(id(107), "MUST_KEEP");
    assertThat(reasons).containsEntry(id(150), "MUST_KEEP");
    assertThat(reasons).containsEntry(id(151), "MUST_KEEP");
    assertThat(reasons).containsEntry(id(152), "FILTERED");
    assertThat(kept(ledger)).hasSize((int) Math.round(0.2 * (LEFT - 1)));
  }

  @Test
  void everyScopeHasItsOwnBudgetAndEveryOriginOfItItsFloor() {
    SelectionFixture fixture = fixture();
    Dataset<Row> ledger =
        fixture.select(
            SCORES,
            "source.columns.scope=[lang]",
            "source.columns.group=lang",
            "select.policy=top_k",
            "select.by={el2n = 1, aum = 0.5}",
            "select.keep=0.4",
            "select.per-scope=true",
            "select.min-per-group=6");
    Dataset<Row> both =
        ledger.join(fixture.examples(1).select("id", "scope", "source_group"), "id");
    for (String scope : List.of("[\"a\"]", "[\"b\"]")) {
      Dataset<Row> of = both.filter(col("scope").equalTo(scope).and(col("keeper_id").isNull()));
      for (int origin = 0; origin < 4; origin++) {
        assertThat(
                of.filter("decision = 'keep' and source_group = 'origin%d'".formatted(origin))
                    .count())
            .isGreaterThanOrEqualTo(6);
      }
      assertThat(of.filter("decision = 'keep'").count()).isEqualTo(Math.round(0.4 * of.count()));
    }
    assertThat(ledger.filter("score < 0 or score > 1").count()).isZero(); // mean ranks
  }

  @Test
  void joulesByScorePerCostHoldMoreScoreThanTheSameJoulesByScore() {
    SelectionFixture fixture = fixture();
    String[] settings = {
      SCORES,
      "select.policy=top_k",
      "select.by=el2n",
      "select.top-k.deep=true",
      "select.keep=8000 J",
      "select.cost-column=joules"
    };
    Dataset<Row> costs = fixture.source().rows().select("id", "joules");
    Row byScore = sums(fixture.select(settings), costs);
    Row perCost = sums(fixture.select(with(settings, "select.per-cost=true")), costs);

    assertThat(byScore.getDouble(0)).isLessThanOrEqualTo(8000);
    assertThat(perCost.getDouble(0)).isLessThanOrEqualTo(8000);
    assertThat(perCost.getDouble(1)).isGreaterThan(1.2 * byScore.getDouble(1));
    assertThat(fixture.last().gained()).contains("by score alone the same buys");
    System.out.printf(
        "8,000 J: %.0f J hold %.2f of score by score, %.0f J hold %.2f by score per joule%n",
        byScore.getDouble(0), byScore.getDouble(1), perCost.getDouble(0), perCost.getDouble(1));
  }

  private static Row sums(Dataset<Row> ledger, Dataset<Row> costs) {
    return ledger
        .join(costs, "id")
        .filter("decision = 'keep'")
        .selectExpr("sum(joules)", "sum(score)")
        .first();
  }

  @Test
  void theCurveIsWhatOtherBudgetsKeep() {
    SelectionFixture fixture = fixture();
    String[] settings = {SCORES, LABEL, "select.policy=stratified_random"};
    List<Row> curve =
        TestSpark.session()
            .read()
            .schema(CurveStage.SCHEMA)
            .parquet(fixture.run(2, with(settings, "select.keep=0.5")) + "/curve")
            .orderBy("share", "this_run")
            .collectAsList();
    Dataset<Row> thirty = fixture.select(with(settings, "select.keep=0.3"));

    assertThat(curve).hasSize(10);
    Row third = curve.get(2);
    assertThat(third.getDouble(0)).isEqualTo(0.3);
    assertThat(third.getLong(1)).isEqualTo(kept(thirty).size());
    Dataset<Row> classes = thirty.filter("keeper_id is null").join(fixture.examples(1), "id");
    double rare =
        classes.filter("label = 'rare' and decision = 'keep'").count()
            / (double) classes.filter("label = 'rare'").count();
    assertThat(third.getDouble(4)).isLessThanOrEqualTo(rare);
    assertThat(curve.get(8).getDouble(7)).isBetween(0.8, 1.0); // at 90 %, most is in both
  }

  @Test
  void saysWhatCannotBeAskedOfTheSource() {
    SelectionFixture fixture = fixture();
    assertThatThrownBy(
            () ->
                fixture.select(
                    SCORES,
                    "select.policy=random",
                    "select.where=\"n + 1\"",
                    "select.must-keep=\"rand() < 0.5\"",
                    "select.group-by=thread",
                    "select.keep=5 % of J",
                    "select.cost-column=lang"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            Cannot select: 4 problems
              - column lang is string (select.cost-column must be a number)
              - no column thread (select.group-by; there are id, lang, talk, seconds, joules, n)
              - select.where is no condition (must be true or false, of each row)
              - select.must-keep must tell of a row by itself (no aggregates, no rand)"""
                .stripIndent());
    assertThatThrownBy(
            () -> fixture.select(SCORES, "select.policy=random", "select.where=\"nn > 1\""))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("Cannot select: 1 problem\n  - select.where cannot be read: ");
  }

  private SelectionFixture fixture() {
    return new SelectionFixture(folder, EXAMPLES);
  }

  private static Dataset<Row> ledger(String run) {
    return Tables.read(TestSpark.session(), run + "/ledger", Ledger.SCHEMA);
  }

  private static String digest(Dataset<Row> ledger) {
    return ledger.agg(Ledger.digest()).first().getString(0);
  }

  private static Map<String, String> reasons(Dataset<Row> ledger) {
    Map<String, String> reasons = new TreeMap<>();
    ledger
        .select("id", "reason")
        .collectAsList()
        .forEach(row -> reasons.put(row.getString(0), row.getString(1)));
    return reasons;
  }

  private static String[] with(String[] settings, String... more) {
    return Stream.of(settings, more).flatMap(Stream::of).toArray(String[]::new);
  }
}
