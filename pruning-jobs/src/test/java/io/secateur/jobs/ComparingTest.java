package io.secateur.jobs;

import static io.secateur.jobs.testing.TestSpark.row;
import static io.secateur.jobs.testing.TestSpark.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.jobs.diff.Difference;
import io.secateur.jobs.diff.DifferenceText;
import io.secateur.jobs.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two small runs side by side. */
class ComparingTest {
  private static final String LEDGER =
      "id string, key string, decision string, reason string, stratum string, place bigint,"
          + " score_name string, score double, keeper_id string, similarity double,"
          + " threshold double";
  private static final String SCORES = "id string, el2n double, aum double";

  @TempDir private Path folder;

  @Test
  void saysWhatChangedAndWhy() throws IOException {
    layOutBoth(1);

    assertThat(DifferenceText.of(compare("before", "after")))
        .isEqualTo(
            """
            before  %1$s/before
            after   %1$s/after

            settings
              environment.java  17.0.1 -> 17.0.2
              model.name  minilm -> not set
              score.scorers  ["el2n"] -> ["el2n","aum"]
              select.keep  0.6 -> 0.3
              select.min-per-class  not set -> 5
            inputs    3 files, 6 B -> 2 files, 5 B
              changed      b.parquet
              only before  c.parquet

                                           before        after       change
            examples                            6            6            0
            kept                                5            3           -2
            keep WITHIN_QUOTA                   5            3           -2
            drop OVER_QUOTA                     0            2           +2
            drop NEAR_DUPLICATE                 1            1            0

            changes   3 of 5 examples in both (60.0 %%); 1 only before, 1 only after
                       2  keep WITHIN_QUOTA -> drop OVER_QUOTA
                          c [2J  place 3 in stratum all, which keeps 5, el2n 0.2000 -> place 5 in stratum all, which keeps 3, el2n 0.1000
                          b  place 2 in stratum all, which keeps 5 -> place 4 in stratum all, which keeps 3
                       1  drop NEAR_DUPLICATE -> drop NEAR_DUPLICATE, by another keeper
                          d  keeper a 0.8000 >= 0.7 -> keeper b 0.9000 >= 0.7
                       1  keep WITHIN_QUOTA -> not there
                          f  place 5 in stratum all, which keeps 5 -> -
                       1  not there -> keep WITHIN_QUOTA
                          g  - -> place 1 in stratum all, which keeps 3

            scores                        in both      changed  missing before   missing now  largest difference
            el2n                                3            2               1             0  0.5000 of b
            aum                                 1            1               0             1  infinite of a
            """
                .formatted(folder));
  }

  @Test
  void isTheSameHoweverTheRowsLie() throws IOException {
    layOutBoth(1);
    Difference one = compare("before", "after");
    Path other = folder.resolve("other");
    Files.createDirectories(other);
    Path first = folder;
    folder = other;
    layOutBoth(7);
    Difference seven = compare("before", "after");
    folder = first;

    assertThat(seven.ledger()).isEqualTo(one.ledger());
    assertThat(seven.scores()).isEqualTo(one.scores());
  }

  @Test
  void findsNothingBetweenARunAndItself() throws IOException {
    layOutBoth(2);

    Difference none = compare("before", "before");

    assertThat(none.settings()).isEmpty();
    assertThat(none.inputs().same()).isTrue();
    assertThat(none.ledger().changes()).isEmpty();
    assertThat(none.sameScores()).isTrue();
    assertThat(DifferenceText.of(none))
        .contains("settings  the same\ninputs    the same: 3 files, 6 B\n")
        .contains("changes   0 of 6 examples in both (0.0 %); 0 only before, 0 only after\n")
        .endsWith("scores    the same, by their digest\n");
  }

  @Test
  void showsNoMoreThanAFewOfManyKinds() throws IOException {
    List<Row> before = new ArrayList<>();
    List<Row> after = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      before.add(placed("e" + i, "k%03d".formatted(i), "keep", "R" + i % 25, i, null, null));
      after.add(placed("e" + i, "k%03d".formatted(i), "drop", "R" + i % 25, i, null, null));
    }
    run("before", "{}", before, List.of(), 3);
    run("after", "{}", after, List.of(), 2);

    Difference many = compare("before", "after");

    assertThat(many.ledger().changes()).hasSize(20).allMatch(change -> change.examples() == 4);
    assertThat(many.ledger().moreChanges()).isEqualTo(5);
    assertThat(many.ledger().changes().get(0).shown())
        .extracting(Difference.Shown::id)
        .containsExactly("e0", "e25", "e50");
    assertThat(DifferenceText.of(many)).contains("and 5 rarer kinds of change\n");
  }

  @Test
  void refusesWhatIsNoRun() throws IOException {
    layOutBoth(1);
    assertThatThrownBy(() -> compare("before", "none"))
        .hasMessage(
            "Cannot compare: there is no run in %s/none (it has no run.json).".formatted(folder));
  }

  private Difference compare(String before, String after) {
    return Comparing.of(
        TestSpark.session(), folder.resolve(before).toString(), folder.resolve(after).toString());
  }

  private void layOutBoth(int partitions) throws IOException {
    run(
        "before",
        """
        {"config": {"select": {"keep": 0.6}, "score": {"scorers": ["el2n"]}},
         "model": {"name": "minilm"}, "environment": {"java": "17.0.1", "cores": "2"},
         "digests": {"2-scores": "one"},
         "inputs": {"files": 3, "bytes": 6, "named": [
           {"path": "a.parquet", "bytes": 1, "sha256": "x"},
           {"path": "b.parquet", "bytes": 2, "sha256": "y"},
           {"path": "c.parquet", "bytes": 3, "sha256": "z"}]}}
        """,
        List.of(
            placed("a", "9", "keep", "WITHIN_QUOTA", 0, null, null),
            placed("b", "8", "keep", "WITHIN_QUOTA", 1, null, null),
            placed("c\u001b[2J", "7", "keep", "WITHIN_QUOTA", 2, "el2n", 0.2),
            row("d", "6", "drop", "NEAR_DUPLICATE", null, null, null, null, "a", 0.8, 0.7),
            placed("e", "5", "keep", "WITHIN_QUOTA", 3, null, null),
            placed("f", "4", "keep", "WITHIN_QUOTA", 4, null, null)),
        List.of(
            row("a", 0.5, 1.0),
            row("b", 1.0, 2.0),
            row("c", Double.NaN, null),
            row("d", null, null)),
        partitions);
    run(
        "after",
        """
        {"config": {"select": {"keep": "0.3", "min-per-class": 5}, "score": {"scorers": ["el2n", "aum"]}},
         "environment": {"java": "17.0.2", "cores": "64"},
         "digests": {"2-scores": "other"},
         "inputs": {"files": 2, "bytes": 5, "named": [
           {"path": "a.parquet", "bytes": 1, "sha256": "x"},
           {"path": "b.parquet", "bytes": 4, "sha256": "y"}]}}
        """,
        List.of(
            placed("a", "9", "keep", "WITHIN_QUOTA", 1, null, null),
            placed("b", "8", "drop", "OVER_QUOTA", 3, null, null),
            placed("c\u001b[2J", "7", "drop", "OVER_QUOTA", 4, "el2n", 0.1),
            row("d", "6", "drop", "NEAR_DUPLICATE", null, null, null, null, "b", 0.9, 0.7),
            placed("e", "5", "keep", "WITHIN_QUOTA", 2, null, null),
            placed("g", "3", "keep", "WITHIN_QUOTA", 0, null, null)),
        List.of(
            row("a", 0.5, Double.POSITIVE_INFINITY),
            row("b", 1.5, null),
            row("c", 0.25, null),
            row("d", 0.5, null)),
        partitions);
  }

  private static Row placed(
      String id,
      String key,
      String decision,
      String reason,
      long place,
      @Nullable String scoreName,
      @Nullable Double score) {
    return row(id, key, decision, reason, "all", place, scoreName, score, null, null, null);
  }

  private void run(String name, String record, List<Row> ledger, List<Row> scores, int partitions)
      throws IOException {
    Path run = folder.resolve(name);
    write(run.resolve("4-decisions"), table(LEDGER, ledger.toArray(Row[]::new)), partitions);
    if (!scores.isEmpty()) {
      write(run.resolve("2-scores"), table(SCORES, scores.toArray(Row[]::new)), partitions);
    }
    Files.writeString(run.resolve("run.json"), record);
  }

  private static void write(Path path, Dataset<Row> rows, int partitions) {
    rows.repartition(partitions).write().parquet(path.toString());
  }
}
