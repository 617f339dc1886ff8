package io.secateur.jobs;

import static io.secateur.jobs.testing.TestSpark.row;
import static io.secateur.jobs.testing.TestSpark.table;
import static org.assertj.core.api.Assertions.assertThat;

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
            "id string, label string, scope string",
            row("a", "ham", null),
            row("b", "spam\u001b[2J\n", null),
            row("c", null, null),
            row("d", "ham", null)));
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
            "id string, decision string, stage string, reason string",
            row("a", "keep", "select", "WITHIN_QUOTA"),
            row("b", "drop", "score", "LABEL_ISSUE"),
            row("c", "keep", "select", "WITHIN_QUOTA"),
            row("d", "keep", "select", "WITHIN_QUOTA")));
    Files.writeString(run.resolve("run.json"), "{}");
  }

  @Test
  void showsEveryScoreAndTheLabelThatAFlaggedOneShouldHave() {
    assertThat(explain("b"))
        .isEqualTo(
            """
            b  DROPPED at stage score: its label looks wrong, and select.drop-label-issues is set
              el2n                     1.2500   higher than 50.0 % of 2 scored
              cartography_variability  0.2500   higher than 0.0 % of 1 scored
              label_quality            0.1000   higher than 0.0 % of 2 scored
              label_issue              flagged: given spam [2J, suggested ham
            """);
  }

  @Test
  void saysWhatWasNotFlagged() {
    assertThat(explain("a"))
        .isEqualTo(
            """
            a  KEPT at stage select: within the quota of its stratum
              el2n                     0.5000   higher than 0.0 % of 2 scored
              label_quality            0.4000   higher than 50.0 % of 2 scored
              label_issue              not flagged
            """);
  }

  @Test
  void saysNothingOfScoresThatThereAreNot() {
    assertThat(explain("c"))
        .endsWith("stratum\n  prototypicality          0.7500   higher than 0.0 % of 1 scored\n");
    assertThat(explain("d"))
        .isEqualTo("d  KEPT at stage select: within the quota of its stratum\n");
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
