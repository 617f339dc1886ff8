package io.secateur.jobs.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.example.Doubles;
import io.secateur.example.Predictions;
import io.secateur.jobs.config.ScoreConfig;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.spark.ArrayColumns;
import io.secateur.jobs.testing.TestSpark;
import io.secateur.learnability.LabelIssue;
import io.secateur.testing.RandomPredictions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class LabelIssueStageTest {
  private static final StructType SAID =
      StructType.fromDDL("id string, label int, probabilities binary");

  @Test
  void flagsWhatThePureScorerFlags() {
    SplittableRandom random = new SplittableRandom(11);
    for (int classes : List.of(2, 5, 12)) {
      Predictions block = RandomPredictions.probabilities(400, classes, random);

      assertFlags(
          LabelIssueStage.flag(said(block).repartition(3), names(classes), /* minPerClass= */ 10),
          block);
    }
  }

  @Test
  void flagsTheSameHoweverManyDigitsTheSearchTakes() {
    // margins that differ in their last bits only, and others that begin alike
    SplittableRandom random = new SplittableRandom(12);
    Predictions block = RandomPredictions.probabilities(300, 3, random);
    double[] close = new double[900];
    for (int i = 0; i < 300; i++) {
      double off = (i % 5) * 0x1p-50 + (i % 3) * 0x1p-30;
      for (int k = 0; k < 3; k++) {
        close[3 * i + k] = block.labels().at(i) == k ? 0.3 : (i + k) % 2 == 0 ? 0.4 + off : 0.2;
      }
    }
    for (Predictions one : List.of(block, new Predictions(Doubles.of(close), block.labels()))) {
      for (long few : List.of(0L, 40L)) {
        assertFlags(
            LabelIssueStage.flag(said(one).repartition(2), names(3), /* minPerClass= */ 10, few),
            one);
      }
    }
  }

  /** That the flags are those of all examples in one block. */
  private static void assertFlags(Dataset<Row> flagged, Predictions block) {
    double[] expected = new LabelIssue(10).score(block);
    Map<String, Row> found = new HashMap<>();
    flagged.collectAsList().forEach(row -> found.put(row.getString(0), row));
    assertThat(found).hasSize(block.size());
    int issues = 0;
    for (int i = 0; i < expected.length; i++) {
      Row row = found.getOrDefault("id" + i, RowFactory.create());
      assertThat(row.<Double>getAs(LabelIssueStage.FLAG)).isEqualTo(expected[i]);
      assertThat(row.<String>getAs(LabelIssueStage.SUGGESTED))
          .isEqualTo(expected[i] == 1 ? "class " + likeliest(block, i) : null);
      issues += (int) expected[i];
    }
    assertThat(issues).isPositive();
  }

  @Test
  void equalMarginsByTheThousandAreOneCutoff() {
    // two values only: digits never tell them apart, and they must not be collected
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      boolean wrong = i % 10 == 0;
      double own = wrong ? 0.1 : 0.9;
      rows.add(RowFactory.create("id" + i, 0, ArrayColumns.packed(new double[] {own, 1 - own})));
      rows.add(RowFactory.create("other" + i, 1, ArrayColumns.packed(new double[] {0.1, 0.9})));
    }

    Dataset<Row> flagged =
        LabelIssueStage.flag(TestSpark.session().createDataFrame(rows, SAID), names(2), 10);

    assertThat(flagged.filter("label_issue = 1").count()).isEqualTo(300);
    assertThat(
            flagged.filter("label_issue = 1 and label = 0 and suggested_label = 'class 1'").count())
        .isEqualTo(300);
  }

  @Test
  void refusesMoreCellsThanTheDriverHolds() {
    ScoreConfig issues = new ScoreConfig(List.of("label_issue"), 0, 10, null);
    Dataset<Row> examples =
        TestSpark.session().range(16_000_001).selectExpr("if(id = 0, null, '1') label");

    LearnedStage.checkSize(issues, 4_000, examples);
    LearnedStage.checkSize(issues, 10_000, examples);
    LearnedStage.checkSize(
        new ScoreConfig(List.of("label_quality"), 0, 10, null),
        10_000,
        examples.unionByName(examples));
    assertThatThrownBy(() -> LearnedStage.checkSize(issues, 5_000, examples.unionByName(examples)))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot score with label_issue: 32,000,000 labelled examples of 5,000 classes may make 25,000,000 pairs of a label and what an example looks like (at most 16,000,000). Take label_quality alone, which ranks labels, or coarser labels.");
  }

  @Test
  void whatHasNoLabelOrNoProbabilityHasNoFlag() {
    double[] unknown = {Double.NaN, 0.5};
    Dataset<Row> said =
        TestSpark.session()
            .createDataFrame(
                List.of(
                    RowFactory.create("a", null, null),
                    RowFactory.create("b", 0, ArrayColumns.packed(unknown)),
                    RowFactory.create("c", 1, ArrayColumns.packed(new double[] {0.4, 0.6}))),
                SAID);

    assertThat(TestSpark.lines(LabelIssueStage.flag(said, names(2), 1).select("id", "label_issue")))
        .containsExactly("[a,null]", "[b,null]", "[c,0.0]");
  }

  private static Dataset<Row> said(Predictions block) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < block.size(); i++) {
      int example = i;
      double[] probabilities =
          IntStream.range(0, block.classes()).mapToDouble(k -> block.at(example, k)).toArray();
      rows.add(
          RowFactory.create("id" + i, block.labels().at(i), ArrayColumns.packed(probabilities)));
    }
    return TestSpark.session().createDataFrame(rows, SAID);
  }

  private static List<String> names(int classes) {
    return IntStream.range(0, classes).mapToObj(k -> "class " + k).toList();
  }

  private static int likeliest(Predictions block, int example) {
    int best = 0;
    for (int k = 1; k < block.classes(); k++) {
      best = block.at(example, k) > block.at(example, best) ? k : best;
    }
    return best;
  }
}
