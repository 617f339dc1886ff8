package io.secateur.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.testing.RandomEmbeddings;
import io.secateur.testing.Serialized;
import io.secateur.testing.Trials;
import java.util.List;
import org.junit.jupiter.api.Test;

class MatrixTest {
  private final Matrix matrix = Matrix.of(2, 3, 1, 2, 3, 4, 5, 6);

  @Test
  void holdsItsValuesRowByRow() {
    assertThat(matrix.rows()).isEqualTo(2);
    assertThat(matrix.columns()).isEqualTo(3);
    assertThat(matrix.at(0, 2)).isEqualTo(3);
    assertThat(matrix.at(1, 0)).isEqualTo(4);
    assertThat(matrix.row(1)).containsExactly(4, 5, 6);
    assertThat(matrix).hasToString("Matrix[2 x 3]");
  }

  @Test
  void neverSharesItsValues() {
    float[] values = {1, 2};
    float[] row = {1, 2};
    Matrix copied = Matrix.of(1, 2, values);
    Matrix ofRows = Matrix.ofRows(List.of(row), 2);

    values[0] = 9;
    row[0] = 9;
    copied.row(0)[1] = 9;
    copied.rows(0).row(0)[1] = 9;

    assertThat(copied.row(0)).containsExactly(1, 2);
    assertThat(ofRows.row(0)).containsExactly(1, 2);
  }

  @Test
  void picksRowsInTheOrderAskedForAndAsOftenAsAsked() {
    assertThat(matrix.rows(1, 0, 1)).isEqualTo(Matrix.of(3, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6));
    assertThat(matrix.rows(new int[0])).isEqualTo(Matrix.of(0, 3));
  }

  @Test
  void isBuiltOfRowsAsOfValues() {
    assertThat(Matrix.ofRows(List.of(new float[] {1, 2, 3}, new float[] {4, 5, 6}), 3))
        .isEqualTo(matrix);
    assertThat(Matrix.ofRows(List.of(), 3)).isEqualTo(Matrix.of(0, 3));
  }

  @Test
  void tellsShapesApartThatHoldTheSameValues() {
    assertThat(Matrix.of(1, 4, 1, 2, 3, 4)).isNotEqualTo(Matrix.of(2, 2, 1, 2, 3, 4));
    assertThat(Matrix.of(0, 3)).isNotEqualTo(Matrix.of(0, 4));
    assertThat(matrix)
        .hasSameHashCodeAs(Matrix.of(2, 3, 1, 2, 3, 4, 5, 6))
        .isNotEqualTo(Matrix.of(2, 3, 1, 2, 3, 4, 5, 7));
  }

  @Test
  void isItselfAfterSerialization() {
    Trials.forAll(
        20,
        random -> {
          Matrix any = RandomEmbeddings.next(random);

          assertThat(Serialized.copyOf(any)).isEqualTo(any);
        });
  }

  @Test
  void refusesValuesThatDoNotFitTheShape() {
    assertThatThrownBy(() -> Matrix.of(2, 2, 1, 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid matrix: 3 values for shape 2 x 2");
    assertThatThrownBy(() -> Matrix.of(0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid matrix: 0 values for shape 0 x 0");
    assertThatThrownBy(() -> Matrix.of(-1, -1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid matrix: 1 values for shape -1 x -1");
    assertThatThrownBy(() -> Matrix.of(65_536, 65_536)) // whose product overflows to 0
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid matrix: 0 values for shape 65536 x 65536");
  }

  @Test
  void refusesARowOfAnotherLength() {
    assertThatThrownBy(() -> Matrix.ofRows(List.of(new float[2], new float[3]), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid matrix: row 1 has 3 values (must be 2)");
  }

  @Test
  void hasNoRowBeyondItsLast() {
    assertThatThrownBy(() -> matrix.row(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> matrix.row(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> matrix.rows(0, 2)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
