package io.secateur.jobs;

import static io.secateur.jobs.testing.TestSpark.row;
import static io.secateur.jobs.testing.TestSpark.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.jobs.score.ScoreStage;
import io.secateur.jobs.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplanationTest {
  @TempDir private Path run;

  @BeforeEach
  void layOutARun() throws IOException {
    write(
        "1-examples",
        table(
            "id string, label string, scope string, characters int, tokens int",
            row("a", "ham", null, null, null),
            row("b", "spam\u001b[2J\n", null, 1234, 210),
            row("c", null, null, null, null)));
    List<Row> scores = new ArrayList<>();
    scores.add(scores("a", Map.of("el2n", 0.5, "label_quality", 0.4, "label_issue", 0.0)));
    scores.add(
        scores(
            "b",
            Map.of(
                "el2n",
                1.25,
                "label_quality",
                0.1,
                "label_issue",
                1.0,
                "suggested_label",
                "\u202eham",
                "cartography_variability",
                0.25)));
    scores.add(scores("c", Map.of("prototypicality", 0.75)));
    write("2-scores", TestSpark.session().createDataFrame(scores, ScoreStage.SCHEMA));
    write(
        "4-decisions",
        table(
            "id string, decision string, stage string, reason string, keeper_id string,"
                + " similarity double, score_name string, score double, threshold double,"
                + " stratum string, place bigint, policy string",
            placed("a", "keep", "WITHIN_QUOTA", 0.1, 0L),
            row(
                "b",
                "drop",
                "score",
                "LABEL_ISSUE",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null),
            placed("c", "keep", "WITHIN_QUOTA", 0.5, 1L),
            placed("e", "drop", "OVER_QUOTA", 0.75, 2L),
            copyOfE("f"),
            copyOfE("g"),
            row(
                "spam-2/00001",
                "drop",
                "select",
                "TOO_LONG",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null)));
    Files.writeString(
        run.resolve("run.json"),
        """
        {"config": {"near-duplicates": {"threshold": 0.7}, "embeddings": {"model": "none"}},
         "counts": {"predicted": 3}}
        """);
  }

  private static Row placed(String id, String decision, String reason, double score, long place) {
    return row(
        id,
        decision,
        "select",
        reason,
        null,
        null,
        "prototypicality",
        score,
        null,
        "3",
        place,
        "cluster_quota");
  }

  private static Row copyOfE(String id) {
    return row(id, "drop", "dedup", "EXACT_DUPLICATE", "e", 1.0, null, null, 1.0, null, null, null);
  }

  @Test
  void showsEveryScoreAndTheLabelThatAFlaggedOneShouldHave() {
    assertThat(explain("b"))
        .isEqualTo(
            """
            b  DROPPED at stage score: its label looks wrong, and select.drop-label-issues is set
              1 read      kept on       1,234 characters, 210 words, label spam [2J
              2 exact     kept on       no other example has its text
              2 near      kept on       no keeper was found at J >= 0.7
              4 semantic  not done
              5 predict   kept on       one of 3 that learners spoke of
              6 score     kept on       3 scores
                                          el2n                     1.2500   higher than 50.0 % of 2 scored
                                          cartography_variability  0.2500   higher than 0.0 % of 1 scored
                                          label_quality            0.1000   higher than 0.0 % of 2 scored
              7 filters   dropped here  label flagged: given spam [2J, suggested ham
              7 stratum   not reached
              7 quota     not reached
            """);
  }

  @Test
  void saysWhatPlaceAndWhichThresholdDecided() {
    assertThat(explain("a"))
        .endsWith(
            """
              7 filters   kept on       its label is not flagged
              7 stratum   kept on       3 of cluster_quota: 3 examples, 2 of them kept
              7 quota     kept here     place 1 of 3, by prototypicality 0.1000; the first 2 stay; \
            the first that goes has 0.7500
            """);
    assertThat(explain("e"))
        .startsWith(
            """
            e  DROPPED at stage select: past the quota of its stratum
              1 read      kept on
              2 exact     kept on       stands for 2 that went
            """)
        .endsWith(
            """
              6 score     not done      it has no score
              7 filters   not done
              7 stratum   kept on       3 of cluster_quota: 3 examples, 2 of them kept
              7 quota     dropped here  place 3 of 3, by prototypicality 0.7500; the first 2 stay; \
            the last that stays has 0.5000
            """);
  }

  @Test
  void followsTheKeepers() {
    assertThat(explain("f"))
        .isEqualTo(
            """
            f  DROPPED at stage dedup: its text is that of its keeper
              1 read      kept on
              2 exact     dropped here  1.0000 >= 1.0 to e
                                          e was dropped at stage select: past the quota of its stratum
              2 near      not reached
              4 semantic  not reached
              5 predict   not reached
              6 score     not reached
              7 filters   not reached
              7 stratum   not reached
              7 quota     not reached
            """);
  }

  @Test
  void explainsSeveralAtOnceAndEachOnce() {
    assertThat(Explanation.of(TestSpark.session(), run.toString(), List.of("f", "a", "f")))
        .extracting(Explanation::id)
        .containsExactly("f", "a");
  }

  @Test
  void showsTheReasonsOfAnotherVersionAsTheyAre() {
    assertThat(explain("spam-2/00001"))
        .startsWith("spam-2/00001  DROPPED at stage select: too long\n")
        .contains("  7 filters   dropped here  too long\n  7 stratum   not reached\n");
  }

  @Test
  void namesTheIdsThatAnUnknownOneWasPerhapsMeantToBe() {
    assertThatThrownBy(() -> explain("SPAM-2/0001"))
        .hasMessage(
            "Cannot explain: no example of the run in %s has the id SPAM-2/0001. The nearest are spam-2/00001."
                .formatted(run));
    assertThatThrownBy(
            () ->
                Explanation.of(
                    TestSpark.session(),
                    run.toString(),
                    List.of("a", "n01440764/10026", "\u001bz")))
        .hasMessage(
            """
            Cannot explain: 2 problems
              - no example of the run in %1$s has the id n01440764/10026. None is near it; the first are a, b, c.
              - no example of the run in %1$s has the id z. The nearest are a, b, c.\
            """
                .formatted(run));
  }

  private String explain(String id) {
    return Explanation.of(TestSpark.session(), run.toString(), id).asText();
  }

  private static Row scores(String id, Map<String, Object> scores) {
    Object[] values = new Object[ScoreStage.SCHEMA.size()];
    values[0] = id;
    scores.forEach((name, score) -> values[ScoreStage.SCHEMA.fieldIndex(name)] = score);
    return RowFactory.create(values);
  }

  private void write(String part, Dataset<Row> rows) {
    rows.write().parquet(run.resolve(part).toString());
  }
}
