package io.secateur.jobs.spark;

import static io.secateur.jobs.testing.TestSpark.row;
import static io.secateur.jobs.testing.TestSpark.table;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class InvariantStageTest {
  private static final String LEDGER =
      "id string, decision string, reason string, keeper_id string, similarity double,"
          + " threshold double";
  private static final String EXAMPLES = "id string, scope string";
  private static final Row KEPT = row("a", "keep", "WITHIN_QUOTA", null, null, null);
  private static final Row NEAR = row("b", "drop", "NEAR_DUPLICATE", "a", 0.9, 0.8);
  private static final Row OVER = row("c", "drop", "OVER_QUOTA", null, null, null);

  @Test
  void passesARunThatKeepsItsLaws() {
    InvariantStage.Checked checked =
        InvariantStage.check(examples("a", "b", "c"), table(LEDGER, KEPT, NEAR, OVER), ids("a"));

    assertThat(checked.duplicates()).isEqualTo(1);
    assertThat(checked.written()).isEqualTo(1);
  }

  @Test
  void findsAnExampleWithoutADecision() {
    refuses(
        table(LEDGER, KEPT, NEAR),
        ids("a"),
        "3 examples, but 2 decisions about 2; 1 examples without a decision");
  }

  @Test
  void findsAnExampleWithTwoDecisions() {
    refuses(table(LEDGER, KEPT, NEAR, OVER, OVER), ids("a"), "3 examples, but 4 decisions about 3");
  }

  @Test
  void findsThatOtherRowsWereWritten() {
    refuses(table(LEDGER, KEPT, NEAR, OVER), ids("c"), "the 1 rows written are not the 1 kept");
  }

  @Test
  void findsADuplicateBelowItsThreshold() {
    Row weak = row("b", "drop", "NEAR_DUPLICATE", "a", 0.7, 0.8);

    refuses(table(LEDGER, KEPT, weak, OVER), ids("a"), "1 duplicates below their threshold");
  }

  @Test
  void findsADuplicateOfADuplicateOfItsOwnKind() {
    Row chained = row("c", "drop", "NEAR_DUPLICATE", "b", 0.9, 0.8);

    refuses(
        table(LEDGER, KEPT, NEAR, chained),
        ids("a"),
        "1 duplicates whose keeper their stage did not keep");
  }

  @Test
  void findsADuplicateOfAnExampleOfAnotherScope() {
    Row stranger = row("c", "drop", "EXACT_DUPLICATE", "a", 1.0, 1.0);
    Dataset<Row> ledger = table(LEDGER, KEPT, NEAR, stranger);

    for (String scope : List.of("[\"2\"]", "[null]")) {
      refuses(
          table(EXAMPLES, row("a", "[\"1\"]"), row("b", "[\"1\"]"), row("c", scope)),
          ledger,
          ids("a"),
          "1 duplicates whose keeper is of another scope");
    }
    refuses(
        table(EXAMPLES, row("a", "[\"1\"]"), row("b", "[\"1\"]"), row("c", null)),
        ledger,
        ids("a"),
        "1 duplicates whose keeper is of another scope");
  }

  @Test
  void passesDuplicatesWithinTheirScope() {
    Row copy = row("d", "drop", "EXACT_DUPLICATE", "c", 1.0, 1.0);
    Row other = row("c", "keep", "WITHIN_QUOTA", null, null, null);

    InvariantStage.Checked checked =
        InvariantStage.check(
            table(
                EXAMPLES,
                row("a", "[\"1\"]"),
                row("b", "[\"1\"]"),
                row("c", "[null]"),
                row("d", "[null]")),
            table(LEDGER, KEPT, NEAR, other, copy),
            ids("a", "c"));

    assertThat(checked.duplicates()).isEqualTo(2);
  }

  private static void refuses(Dataset<Row> ledger, Dataset<Row> written, String what) {
    refuses(examples("a", "b", "c"), ledger, written, what);
  }

  private static void refuses(
      Dataset<Row> examples, Dataset<Row> ledger, Dataset<Row> written, String what) {
    assertThatThrownBy(() -> InvariantStage.check(examples, ledger, written))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The result breaks its laws: " + what);
  }

  /** Examples of a run without a scope. */
  private static Dataset<Row> examples(String... ids) {
    return ids(ids).withColumn("scope", lit(null).cast("string"));
  }

  private static Dataset<Row> ids(String... ids) {
    Row[] rows = new Row[ids.length];
    for (int i = 0; i < ids.length; i++) {
      rows[i] = row(ids[i]);
    }
    return table("id string", rows);
  }
}
