package io.secateur.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.example.Matrix;
import io.secateur.testing.RandomEmbeddings;
import io.secateur.testing.Serialized;
import io.secateur.testing.Shuffles;
import io.secateur.testing.Trials;
import java.util.Arrays;
import java.util.Collections;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The laws of greedy policies, besides those of all. Extend it; two methods to fill in. */
abstract class GreedyPolicyContract extends SelectionPolicyContract {

  @Override
  abstract GreedyPolicy policy();

  /** The same policy without laziness or layout: every gain looked at for every pick. */
  abstract Picks.Growing twin(Matrix vectors, double[] values);

  /** What picks are made from. */
  static final class Block {
    private final Matrix vectors;
    private final double[] values;
    private final int[] given;

    Block(Matrix vectors, double[] values, int[] given) {
      this.vectors = vectors;
      this.values = values;
      this.given = given;
    }

    Matrix vectors() {
      return vectors;
    }

    double[] values() {
      return values;
    }

    int[] given() {
      return given;
    }
  }

  @Test
  final void picksEveryRowOnceAndTheGivenOnesFirst() {
    forBlocks(
        block -> {
          Picks picks = all(block);

          assertThat(IntStream.of(picks.order()).sorted().toArray())
              .containsExactly(IntStream.range(0, block.vectors().rows()).toArray());
          assertThat(Arrays.copyOf(picks.order(), block.given().length))
              .containsExactly(block.given());
        });
  }

  @Test
  final void gainsNeverRiseAndAreFinite() {
    forBlocks(
        block -> {
          Picks picks = all(block);

          for (int i = 0; i < picks.size(); i++) {
            assertThat(picks.gain(i)).isFinite();
            assertThat(picks.gain(i))
                .isLessThanOrEqualTo(i == 0 ? Double.MAX_VALUE : picks.gain(i - 1));
          }
        });
  }

  @Test
  final void fewerPicksAreTheFirstOfMore() {
    forBlocks(
        block -> {
          int rows = block.vectors().rows();
          Picks all = all(block);
          for (int most = block.given().length; most <= rows; most += 1 + rows / 5) {
            Picks first = policy().picks(block.vectors(), block.values(), block.given(), most);

            assertThat(first.order()).containsExactly(Arrays.copyOf(all.order(), most));
            assertThat(first.gains()).containsExactly(Arrays.copyOf(all.gains(), most));
          }
        });
  }

  @Test
  final void equalsTheTwinThatLooksAtEveryRow() {
    forBlocks(
        block -> {
          int rows = block.vectors().rows();
          Picks twin =
              Picks.greedily(twin(block.vectors(), block.values()), rows, firstOf(block), rows);

          assertThat(all(block).order()).containsExactly(twin.order());
          for (int i = 0; i < rows; i++) {
            assertThat(all(block).gain(i)).isEqualTo(twin.gain(i));
          }
        });
  }

  @Test
  final void equalRowsComeInTheirOrder() {
    float[] unit = RandomEmbeddings.unit(5, new SplittableRandom(1));
    Matrix equal = Matrix.ofRows(Collections.nCopies(30, unit), 5);
    double[] ones = IntStream.range(0, 30).mapToDouble(i -> 1).toArray();

    int[] order = policy().picks(equal, ones, new int[0], 30).order();

    assertThat(order[0]).isZero();
    assertThat(policy().picks(equal, ones, new int[] {7}, 30).row(0)).isEqualTo(7);
    if (goesByVectorsAlone()) {
      assertThat(order).containsExactly(IntStream.range(0, 30).toArray());
    }
  }

  @Test
  final void picksTheSameTwiceAndLeavesItsInputAlone() {
    forBlocks(
        block -> {
          double[] values = block.values().clone();
          int[] given = block.given().clone();

          assertThat(all(block)).isEqualTo(all(block));
          assertThat(block.values()).containsExactly(values);
          assertThat(block.given()).containsExactly(given);
        });
  }

  @Test
  final void picksAreThemselvesAfterSerializationAndShareNoArray() {
    Picks picks = policy().picks(Matrix.of(2, 1, 1, -1), new double[] {1, 1}, new int[0], 2);

    picks.order()[0] = 9;
    picks.gains()[0] = 9;

    assertThat(Serialized.copyOf(picks)).isEqualTo(picks).hasSameHashCodeAs(picks);
    assertThat(picks.order()).containsExactly(0, 1);
    assertThat(picks).hasToString("Picks[2]");
  }

  @Test
  final void picksNothingFromNothing() {
    assertThat(policy().picks(Matrix.of(0, 3), new double[0], new int[0], 5).size()).isZero();
    assertThat(policy().picks(Matrix.of(1, 1, 1), new double[1], new int[0], 0).size()).isZero();
    assertThat(policy().picks(Matrix.of(1, 1, 1), new double[1], new int[0], 5).order())
        .containsExactly(0);
  }

  @Test
  final void takesTheWholeAndNests() {
    assertThat(policy().strata()).isEqualTo(SelectionPolicy.Strata.WHOLE);
    assertThat(policy().order()).isEqualTo(SelectionPolicy.Order.GAIN);
    assertThat(policy().nests()).isTrue();
  }

  @Test
  final void refusesGivenRowsThatCannotBe() {
    Matrix vectors = Matrix.of(3, 1, 1, 1, 1);
    double[] values = new double[3];

    assertThatThrownBy(() -> policy().picks(vectors, values, new int[] {3}, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid given row: 3 (must be one of 3, once)");
    assertThatThrownBy(() -> policy().picks(vectors, values, new int[] {-1}, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid given row: -1 (must be one of 3, once)");
    assertThatThrownBy(() -> policy().picks(vectors, values, new int[] {1, 1}, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid given row: 1 (must be one of 3, once)");
    assertThatThrownBy(() -> policy().picks(vectors, values, new int[] {1, 2}, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid most: 1 (must be at least the 2 rows given)");
  }

  @Test
  final void refusesVectorsThatAreNotFinite() {
    assertThatThrownBy(
            () -> policy().picks(Matrix.of(2, 2, 1, 0, Float.NaN, 1), new double[2], new int[0], 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid vector: NaN in row 1 (must be finite)");
  }

  /** Whether equal vectors are equal to it. */
  boolean goesByVectorsAlone() {
    return true;
  }

  /** What the twin is given; k-center takes the first row as given where none is. */
  int[] firstOf(Block block) {
    return block.given();
  }

  Picks all(Block block) {
    return policy().picks(block.vectors(), block.values(), block.given(), block.vectors().rows());
  }

  /** Blocks with ties, of vectors as of values, and with some rows given. */
  static void forBlocks(Consumer<Block> law) {
    Trials.forAll(
        60,
        random -> {
          Matrix vectors = RandomEmbeddings.next(random);
          int rows = vectors.rows();
          double[] values =
              random.doubles(rows).map(v -> v < 0.5 ? Math.rint(v * 8) / 8 : v).toArray();
          int given = random.nextBoolean() ? 0 : random.nextInt(rows + 1);
          law.accept(new Block(vectors, values, Arrays.copyOf(Shuffles.of(rows, random), given)));
        });
  }

  /** Picks the best row by looking at the gain of each. */
  abstract static class Naive implements Picks.Growing {
    final boolean[] added;

    Naive(int rows) {
      added = new boolean[rows];
    }

    @Override
    public int best() {
      int best = -1;
      for (int row = 0; row < added.length; row++) {
        if (!added[row] && (best < 0 || gain(row) > gain(best))) {
          best = row;
        }
      }
      return best;
    }

    @Override
    public void add(int row) {
      added[row] = true;
    }
  }
}
