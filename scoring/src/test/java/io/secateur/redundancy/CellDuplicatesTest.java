package io.secateur.redundancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.example.Matrix;
import io.secateur.redundancy.CellDuplicates.Match;
import io.secateur.testing.RandomEmbeddings;
import io.secateur.testing.Trials;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellDuplicatesTest {

  @Test
  void aChainDropsItsMiddleAlone() {
    // 20 degrees from one to the next: cosine 0.94, and 0.77 from the first to the third.
    Matrix chain = Matrix.ofRows(List.of(direction(0), direction(20), direction(40)), 2);

    assertThat(new CellDuplicates(0.9).find(chain))
        .containsExactly(new Match(1, 0, Cosines.of(chain.row(1), chain.row(0))));
  }

  @Test
  void theKeeperIsTheFirstThatIsSimilarEnoughEvenIfALaterOneIsCloser() {
    Matrix rows = Matrix.ofRows(List.of(direction(0), direction(30), direction(20)), 2);

    assertThat(new CellDuplicates(0.9).find(rows))
        .extracting(Match::duplicate, Match::keeper)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(2, 0));
  }

  @Test
  void oneOfManyEqualRowsStays() {
    Matrix rows = Matrix.of(1, 2, 0, 1).rows(new int[1_000]);

    List<Match> matches = new CellDuplicates(1).find(rows);

    assertThat(matches).hasSize(999).allMatch(match -> match.keeper() == 0 && match.cosine() == 1);
  }

  @Test
  void findsNothingAmongNoneOrOne() {
    assertThat(new CellDuplicates(0.5).find(Matrix.of(0, 2))).isEmpty();
    assertThat(new CellDuplicates(0.5).find(Matrix.of(1, 2, 0, 1))).isEmpty();
  }

  @Test
  void equalsTheTwinThatComparesOneByOne() {
    Trials.forAll(
        random -> {
          Matrix rows = RandomEmbeddings.next(random);
          double minCosine = random.nextDouble(0.5, 1);

          assertThat(new CellDuplicates(minCosine).find(rows)).isEqualTo(twin(rows, minCosine));
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {63, 64, 65, 130, 511, 512, 513, 1024, 1030})
  void equalsTheTwinAroundTheSizeOfABlock(int rows) {
    Matrix many = RandomEmbeddings.of(rows, 16, new SplittableRandom(rows));
    // So near to one that hardly any two match: nearly all are kept, and fill the blocks.
    Matrix distinct = apart(rows, 16);

    assertThat(new CellDuplicates(0.95).find(many)).isEqualTo(twin(many, 0.95));
    assertThat(new CellDuplicates(0.999).find(distinct)).isEqualTo(twin(distinct, 0.999));
  }

  @Test
  void everyMatchReachesTheThresholdAndNoTwoThatStayDo() {
    Trials.forAll(
        random -> {
          Matrix rows = RandomEmbeddings.next(random);
          double minCosine = random.nextDouble(0.5, 1);

          List<Match> matches = new CellDuplicates(minCosine).find(rows);

          Set<Integer> gone = gone(matches);
          for (Match match : matches) {
            assertThat(match.cosine())
                .isEqualTo(Cosines.of(rows.row(match.duplicate()), rows.row(match.keeper())));
            assertThat((double) match.cosine()).isGreaterThanOrEqualTo(minCosine);
            assertThat(match.keeper()).isLessThan(match.duplicate());
            assertThat(gone).doesNotContain(match.keeper());
          }
          int[] kept = IntStream.range(0, rows.rows()).filter(row -> !gone.contains(row)).toArray();
          for (int i : kept) {
            for (int j : kept) {
              assertThat(i < j && Cosines.of(rows.row(i), rows.row(j)) >= minCosine).isFalse();
            }
          }
        });
  }

  @Test
  void removesNothingThatTheRuleOfAllEarlierRowsKeeps() {
    Trials.forAll(
        random -> {
          Matrix rows = RandomEmbeddings.next(random);
          double minCosine = random.nextDouble(0.5, 1);

          Set<Integer> goneByAllEarlier =
              IntStream.range(0, rows.rows())
                  .filter(
                      i ->
                          IntStream.range(0, i)
                              .anyMatch(j -> Cosines.of(rows.row(i), rows.row(j)) >= minCosine))
                  .boxed()
                  .collect(Collectors.toSet());

          assertThat(goneByAllEarlier).containsAll(gone(new CellDuplicates(minCosine).find(rows)));
        });
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.5, 1.01, Double.NaN})
  void refusesAThresholdOutOfRange(double minCosine) {
    assertThatThrownBy(() -> new CellDuplicates(minCosine))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid minCosine: %s (must be in (0, 1])", minCosine);
  }

  private static float[] direction(double degrees) {
    double radians = Math.toRadians(degrees);
    return new float[] {(float) Math.cos(radians), (float) Math.sin(radians)};
  }

  private static Matrix apart(int rows, int columns) {
    SplittableRandom random = new SplittableRandom(1);
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      vectors.add(RandomEmbeddings.unit(columns, random));
    }
    vectors.set(rows - 1, vectors.get(rows - 2)); // one match, at the very end
    return Matrix.ofRows(vectors, columns);
  }

  private static Set<Integer> gone(List<Match> matches) {
    return matches.stream().map(Match::duplicate).collect(Collectors.toSet());
  }

  private static List<Match> twin(Matrix rows, double minCosine) {
    List<Match> matches = new ArrayList<>();
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < rows.rows(); i++) {
      float[] row = rows.row(i);
      int example = i;
      kept.stream()
          .map(j -> new Match(example, j, Cosines.of(row, rows.row(j))))
          .filter(match -> match.cosine() >= minCosine)
          .findFirst()
          .ifPresentOrElse(matches::add, () -> kept.add(example));
    }
    return matches;
  }
}
