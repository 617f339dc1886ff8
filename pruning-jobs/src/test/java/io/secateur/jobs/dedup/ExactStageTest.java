package io.secateur.jobs.dedup;

import static io.secateur.jobs.testing.TestSpark.lines;
import static io.secateur.jobs.testing.TestSpark.row;
import static io.secateur.jobs.testing.TestSpark.table;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class ExactStageTest {
  private static final String EXAMPLES =
      "id string, key string, characters int, label string, status string, scope string";

  @Test
  void keepsTheSmallestIdOfEachSetOfCopies() {
    Dataset<Row> examples =
        table(
            EXAMPLES,
            row("c", "k1", 3, "x", null, null),
            row("a", "k1", 3, "x", null, null),
            row("b", "k1", 3, "x", null, null),
            row("d", "k2", 3, "x", null, null));

    assertThat(found(examples)).containsExactly("[b,a,exact,1.0]", "[c,a,exact,1.0]");
  }

  @Test
  void keepsALabelledCopyBeforeAnUnlabelledOne() {
    Dataset<Row> examples =
        table(EXAMPLES, row("a", "k1", 3, null, null, null), row("b", "k1", 3, "x", null, null));

    assertThat(found(examples)).containsExactly("[a,b,exact,1.0]");
  }

  @Test
  void leavesExamplesWithoutTextAlone() {
    Dataset<Row> examples =
        table(
            EXAMPLES,
            row("a", "empty", 0, "x", "TEXT_NULL", null),
            row("b", "empty", 0, "x", "TEXT_EMPTY", null));

    assertThat(found(examples)).isEmpty();
  }

  @Test
  void comparesLengthsToo() {
    Dataset<Row> examples =
        table(EXAMPLES, row("a", "k1", 3, "x", null, null), row("b", "k1", 4, "x", null, null));

    assertThat(found(examples)).isEmpty();
  }

  @Test
  void looksForCopiesWithinAScopeOnly() {
    Dataset<Row> examples =
        table(
            EXAMPLES,
            row("a", "k1", 3, "x", null, "[\"1\"]"),
            row("b", "k1", 3, "x", null, "[\"2\"]"),
            row("c", "k1", 3, "x", null, "[null]"),
            row("d", "k1", 3, "x", null, "[\"2\"]"),
            row("e", "k1", 3, "x", null, "[null]"));

    for (int partitions : List.of(1, 2, 7)) {
      assertThat(found(examples.repartition(partitions)))
          .containsExactly("[d,b,exact,1.0]", "[e,c,exact,1.0]");
    }
  }

  @Test
  void leavesOneOfFiveThousandCopiesAtAnyPartitioning() {
    Row[] rows = new Row[5_000];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = RowFactory.create("id%04d".formatted(i), "same", 9, "x", null, null);
    }
    Dataset<Row> examples = table(EXAMPLES, rows);

    for (int partitions : List.of(1, 2, 7)) {
      Dataset<Row> found = ExactStage.find(examples.repartition(partitions));
      assertThat(found.count()).isEqualTo(4_999);
      assertThat(found.filter("keeper_id <> 'id0000'").count()).isZero();
    }
  }

  @Test
  void ordersIdsByTheirBytes() {
    Dataset<Row> examples =
        table(
            EXAMPLES,
            row("\uD83D\uDE00", "k1", 3, "x", null, null), // U+1F600, after U+FFFD
            row("\uFFFD", "k1", 3, "x", null, null));

    assertThat(found(examples)).containsExactly("[\uD83D\uDE00,\uFFFD,exact,1.0]");
  }

  /** The same on the driver as on the cluster. */
  private static List<String> found(Dataset<Row> examples) {
    List<String> found = lines(ExactStage.find(examples));
    assertThat(lines(ExactStage.findMany(examples))).isEqualTo(found);
    return found;
  }
}
