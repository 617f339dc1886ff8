package io.secateur.jobs.report;

import static io.secateur.jobs.testing.TestSpark.row;
import static io.secateur.jobs.testing.TestSpark.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.jobs.report.LabelReport.LabelPair;
import io.secateur.jobs.report.LabelReport.Suspect;
import io.secateur.jobs.spark.Duplicates;
import io.secateur.jobs.spark.Tables;
import io.secateur.jobs.testing.TestSpark;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReportStageTest {
  private static final String EXAMPLES =
      "id string, label string, source_group string, tokens int, cost_flop double, encoding_flop double";
  private static final String SCORES =
      "id string, semantic_redundancy double, label_issue double, label_quality double,"
          + " suggested_label string";
  private static final String DECISIONS =
      "id string, key string, decision string, stage string, reason string, keeper_id string,"
          + " similarity double, baseline_random boolean, baseline_stratified boolean";

  private static final String EMBEDDINGS = "id string, embedding array<float>";
  private static final String KEY = "0".repeat(32);

  private final List<Row> examples = new ArrayList<>();
  private final List<Row> scores = new ArrayList<>();
  private final List<Row> decisions = new ArrayList<>();
  private final List<Row> texts = new ArrayList<>();

  @Test
  void findsTheLabelsThatLookWrong() {
    flagged("b", "ham", "spam", 0.2, "keep", "WITHIN_BUDGET");
    flagged("a", "ham", "spam", 0.2, "drop", "OVER_BUDGET");
    flagged("c", "spam", "ham", 0.1, "keep", "WITHIN_BUDGET");
    flagged("d", "<b>ham</b>", "spam", null, "keep", "WITHIN_BUDGET");
    example("e", "ham", row("e", null, 0.0, 0.01, null), "keep", "WITHIN_BUDGET");
    example("f", null, row("f", null, null, null, null), "keep", "WITHIN_BUDGET");

    LabelReport labels = gather().labels();

    assertThat(labels.examples()).isEqualTo(5);
    assertThat(labels.flagged()).isEqualTo(4);
    assertThat(labels.dropped()).isZero();
    assertThat(labels.kept()).isEqualTo(3);
    assertThat(labels.pairs())
        .containsExactly(
            new LabelPair("ham", "spam", 2),
            new LabelPair("<b>ham</b>", "spam", 1),
            new LabelPair("spam", "ham", 1));
    assertThat(labels.suspects())
        .containsExactly(
            new Suspect("c", "spam", "ham", 0.1, "text of c"),
            new Suspect("a", "ham", "spam", 0.2, "text of a"),
            new Suspect("b", "ham", "spam", 0.2, "text of b"),
            new Suspect("d", "<b>ham</b>", "spam", Double.NaN, "text of d"));
    assertThat(labels.ranked()).isTrue();
  }

  @Test
  void saysThatTheyWereDropped() {
    flagged("a", "ham", "spam", 0.2, "drop", "LABEL_ISSUE");
    flagged("b", "ham", "spam", 0.2, "drop", "LABEL_ISSUE");
    example("c", "ham", row("c", null, 0.0, 0.9, null), "keep", "WITHIN_BUDGET");

    LabelReport labels = gather().labels();

    assertThat(labels.dropped()).isEqualTo(2);
    assertThat(labels.kept()).isZero();
  }

  @Test
  void collectsAFewHoweverManyThereAre() {
    for (int i = 0; i < 50; i++) {
      String id = "id-%02d".formatted(i);
      flagged(id, "label-%02d".formatted(i % 15), "other", null, "keep", "WITHIN_BUDGET");
    }

    LabelReport labels = gather().labels();

    assertThat(labels.flagged()).isEqualTo(50);
    assertThat(labels.pairs()).hasSize(10).first().isEqualTo(new LabelPair("label-00", "other", 4));
    assertThat(labels.suspects())
        .hasSize(20)
        .extracting(Suspect::id)
        .startsWith("id-00", "id-01")
        .isSorted();
    assertThat(labels.ranked()).isFalse();
  }

  @Test
  void knowsNothingOfLabelsThatNobodyLookedAt() {
    example("a", "ham", row("a", 0.5, null, null, null), "keep", "WITHIN_BUDGET");

    assertThat(gather().labels()).isEqualTo(LabelReport.NONE);
  }

  @Test
  void showsTextsOnOneLineAndNothingWhereThereIsNone() {
    flagged("a", "ham", "spam", 0.1, "keep", "WITHIN_BUDGET");
    flagged("b", "ham", "spam", 0.2, "keep", "WITHIN_BUDGET");
    flagged("c", "ham", "spam", 0.3, "keep", "WITHIN_BUDGET");
    texts.clear();
    texts.add(row("a", "one\n\u001b\u202etwo " + "x".repeat(1_000)));
    texts.add(row("b", null));

    assertThat(gather().labels().suspects())
        .extracting(Suspect::text)
        .containsExactly("one two %s…".formatted("x".repeat(152)), "", "");
  }

  @Test
  void showsThePairsBesideTheThreshold() {
    example("a", null, row("a", null, null, null, null), "keep", "WITHIN_BUDGET");
    example("b", null, row("b", null, null, null, null), "keep", "WITHIN_BUDGET");
    examples.add(row("c", null, null, 3, 1e6, 0.0));
    texts.add(row("c", "text of c"));
    decisions.add(row("c", KEY, "drop", "dedup", "NEAR_DUPLICATE", "a", 0.81, false, false));

    ReportStage.Numbers numbers =
        gather(table("id string, keeper_id string, similarity double", row("b", "a", 0.79)));

    assertThat(numbers.weakest())
        .containsExactly(new RunReport.Pair("c", "a", "near", 0.81, "text of c", "text of a"));
    assertThat(numbers.strongest())
        .containsExactly(new RunReport.Pair("b", "a", "near", 0.79, "text of b", "text of a"));
    assertThat(numbers.arms())
        .extracting(RunReport.Arm::semanticRedundancy)
        .containsOnly(Double.NaN);
    assertThat(numbers.labels()).isEqualTo(LabelReport.NONE);
  }

  private void flagged(
      String id,
      String given,
      String suggested,
      @Nullable Double quality,
      String decision,
      String reason) {
    example(id, given, row(id, null, 1.0, quality, suggested), decision, reason);
  }

  private void example(
      String id, @Nullable String label, Row score, String decision, String reason) {
    examples.add(row(id, label, null, 3, 1e6, 0.0));
    scores.add(score);
    decisions.add(row(id, KEY, decision, "select", reason, null, null, true, false));
    texts.add(row(id, "text of " + id));
  }

  private ReportStage.Numbers gather() {
    return gather(Tables.empty(TestSpark.session(), Duplicates.SCHEMA));
  }

  private ReportStage.Numbers gather(Dataset<Row> strongest) {
    return ReportStage.gather(
        new ReportStage.Inputs(
            table(EXAMPLES, examples.toArray(Row[]::new)),
            table(DECISIONS, decisions.toArray(Row[]::new)),
            table(SCORES, scores.toArray(Row[]::new)),
            Tables.empty(TestSpark.session(), Duplicates.SCHEMA),
            strongest,
            table(EMBEDDINGS),
            table("id string, text string", texts.toArray(Row[]::new))),
        "hash",
        42,
        reason -> reason);
  }
}
