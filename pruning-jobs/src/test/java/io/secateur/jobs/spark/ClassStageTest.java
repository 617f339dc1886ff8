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
    assertThat(ClassStage.ofProbe(labels("spam", "ham", null, "spam"), List.of()))
        .containsExactly("ham", "spam");
    assertThat(ClassStage.of(labels("spam", "ham"), List.of(), 2)).containsExactly("ham", "spam");
  }

  @Test
  void numbersFromZeroAreThemselves() {
    String[] eleven = IntStream.range(0, 11).mapToObj(Integer::toString).toArray(String[]::new);

    assertThat(ClassStage.of(labels(eleven), List.of(), 11)).containsExactly(eleven);
    assertThat(ClassStage.of(labels("2", "0"), List.of(), 4)).containsExactly("0", "1", "2", "3");
    assertThat(ClassStage.ofProbe(labels(eleven), List.of())).containsExactlyInAnyOrder(eleven);
  }

  @Test
  void numbersThatAreNoPlacesAreNotGuessed() {
    assertThatThrownBy(() -> ClassStage.of(labels("1", "2"), List.of(), 2))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot tell the classes: predictions have 2 logits, and the 2 labels are numbers that are no places from 0 (1, 2). Name the classes in the order of the logits with models.classes.");
    assertThat(ClassStage.ofProbe(labels("2", "1"), List.of())).containsExactly("1", "2");
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
            "Cannot tell the classes: predictions have 3 logits, and the 2 labels are names (a, b). Name the classes in the order of the logits with models.classes.");
    assertThatThrownBy(() -> ClassStage.ofProbe(labels("a"), List.of()))
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
