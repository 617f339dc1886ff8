package io.secateur.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.jobs.run.DataException;
import io.secateur.jobs.testing.TestSpark;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class ClassStageTest {

  @Test
  void namesAreSorted() {
    assertThat(ClassStage.of(labels("spam", "ham", null, "spam"), List.of(), 0))
        .containsExactly("ham", "spam");
    assertThat(ClassStage.of(labels("spam", "ham"), List.of(), 2)).containsExactly("ham", "spam");
  }

  @Test
  void numbersAreThemselvesWhoeverAsks() {
    String[] eleven = IntStream.range(0, 11).mapToObj(Integer::toString).toArray(String[]::new);

    // a probe does not know how many logits there will be, a scorer does: one order for both
    assertThat(ClassStage.of(labels(eleven), List.of(), 0)).containsExactly(eleven);
    assertThat(ClassStage.of(labels(eleven), List.of(), 11)).containsExactly(eleven);
    assertThat(ClassStage.of(labels("2", "0"), List.of(), 4)).containsExactly("0", "1", "2", "3");
  }

  @Test
  void numbersThatAreNoPlacesAreNames() {
    assertThat(ClassStage.of(labels("10", "9"), List.of(), 2)).containsExactly("10", "9");
    assertThat(ClassStage.of(labels("007", "1"), List.of(), 0)).containsExactly("007", "1");
  }

  @Test
  void theUsersOrderComesFirst() {
    assertThat(ClassStage.of(labels("b"), List.of("c", "b", "a"), 3))
        .containsExactly("c", "b", "a");
    assertThatThrownBy(() -> ClassStage.of(labels("b", "d"), List.of("a", "b"), 3))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot tell the classes: 2 problems\n  - 1 labels are outside models.classes (d)\n  - predictions have 3 logits, but models.classes names 2 classes");
  }

  @Test
  void refusesWhatCannotBeTold() {
    assertThatThrownBy(() -> ClassStage.of(labels("a", "b"), List.of(), 3))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot tell the classes: predictions have 3 logits, but there are 2 labels (a, b). Name the classes in the order of the logits with models.classes.");
    assertThatThrownBy(() -> ClassStage.of(labels("a"), List.of(), 0))
        .isInstanceOf(DataException.class)
        .hasMessage("Cannot score by predictions: the examples have 1 label (must be at least 2)");
  }

  private static Dataset<Row> labels(@org.jspecify.annotations.Nullable String... labels) {
    Row[] rows = new Row[labels.length];
    for (int i = 0; i < labels.length; i++) {
      rows[i] = TestSpark.row(labels[i]);
    }
    return TestSpark.table("label string", rows);
  }
}
