package io.secateur.redundancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.example.Matrix;
import io.secateur.testing.RandomEmbeddings;
import io.secateur.testing.Trials;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CosinesTest {

  @Test
  void isTheSumOfProducts() {
    assertThat(Cosines.of(new float[] {0.6f, 0.8f}, new float[] {1, 0})).isEqualTo(0.6f);
    assertThat(Cosines.of(new float[] {0, 1}, new float[] {0, -1})).isEqualTo(-1);
  }

  @Test
  void hasTheSameBitsInBlocksAndAlone() {
    Trials.forAll(
        random -> {
          Matrix left = RandomEmbeddings.next(random);
          Matrix right = RandomEmbeddings.of(random.nextInt(60), left.columns(), random);

          assertThat(between(left, right)).isEqualTo(alone(left, right));
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 63, 64, 65, 511, 512, 513, 1025})
  void hasTheSameBitsAroundTheSizeOfABlock(int rows) {
    SplittableRandom random = new SplittableRandom(rows);
    Matrix left = RandomEmbeddings.of(7, 48, random);
    Matrix right = RandomEmbeddings.of(rows, 48, random);

    assertThat(between(left, right)).isEqualTo(alone(left, right));
    assertThat(between(right, left)).isEqualTo(alone(right, left));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 383, 384, 385})
  void hasTheSameBitsWhateverIsLeftOfTheDimensions(int columns) {
    SplittableRandom random = new SplittableRandom(columns);
    Matrix left = RandomEmbeddings.of(8, columns, random);
    Matrix right = RandomEmbeddings.of(30, columns, random);

    assertThat(between(left, right)).isEqualTo(alone(left, right));
  }

  @Test
  void hasTheSameBitsOnceTheCompilerHasTurnedTheLoopsIntoVectors() {
    SplittableRandom random = new SplittableRandom(9);
    Matrix left = RandomEmbeddings.of(200, 96, random);
    Matrix right = RandomEmbeddings.of(600, 96, random);
    int[][] expected = alone(left, right);

    for (int i = 0; i < 50; i++) {
      assertThat(between(left, right)).isDeepEqualTo(expected);
    }
  }

  @Test
  void hasTheSameBitsWhicheverWayRound() {
    Trials.forAll(
        random -> {
          Matrix left = RandomEmbeddings.next(random);
          Matrix right = RandomEmbeddings.of(random.nextInt(60), left.columns(), random);

          int[][] forth = between(left, right);
          int[][] back = between(right, left);

          for (int i = 0; i < left.rows(); i++) {
            for (int j = 0; j < right.rows(); j++) {
              assertThat(forth[i][j]).isEqualTo(back[j][i]);
            }
          }
        });
  }

  private static int[][] between(Matrix left, Matrix right) {
    int[][] bits = new int[left.rows()][right.rows()];
    int[] next = new int[left.rows()];
    Cosines.between(
        left,
        right,
        (row, first, cosines, count) -> {
          assertThat(first).isEqualTo(next[row]); // columns come in order
          next[row] += count;
          for (int c = 0; c < count; c++) {
            bits[row][first + c] = Float.floatToRawIntBits(cosines[c]);
          }
        });
    assertThat(Arrays.stream(next)).allMatch(columns -> columns == right.rows());
    return bits;
  }

  private static int[][] alone(Matrix left, Matrix right) {
    int[][] bits = new int[left.rows()][right.rows()];
    for (int i = 0; i < left.rows(); i++) {
      for (int j = 0; j < right.rows(); j++) {
        bits[i][j] = Float.floatToRawIntBits(Cosines.of(left.row(i), right.row(j)));
      }
    }
    return bits;
  }
}
