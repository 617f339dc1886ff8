package io.secateur.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.secateur.testing.Reference;
import io.secateur.testing.Trials;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CcsTest extends SelectionPolicyContract {
  private static final Reference PEER = Reference.named("ccs-1000");

  @Override
  SelectionPolicy policy() {
    return new Ccs();
  }

  @Test
  void countsAsManyInEachStratumAsTheAuthorsBetweenTheirBounds() {
    ScoreStrata strata =
        new ScoreStrata(PEER.numbers("min")[0], PEER.numbers("max_times_1_0001")[0], 50);

    assertThat(counts(strata)).containsExactly(PEER.integers("count_per_stratum"));
  }

  @Test
  void betweenOurBoundsNoStratumDiffersByMoreThanTheFewScoresNearACut() {
    double[] scores = PEER.numbers("scores");
    ScoreStrata strata =
        new ScoreStrata(
            Arrays.stream(scores).min().orElseThrow(),
            Arrays.stream(scores).max().orElseThrow(),
            50);

    int[] ours = counts(strata);

    for (int s = 0; s < ours.length; s++) {
      assertThat(ours[s]).isCloseTo(PEER.integers("count_per_stratum")[s], within(1));
    }
    assertThat(ours[49]).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 50, 100, 300, 500, 700, 900, 1000})
  void sharesTheBudgetAsTheAuthorsDo(int budget) {
    List<Stratum> strata =
        IntStream.of(PEER.integers("count_per_stratum"))
            .mapToObj(SelectionPolicyContract::stratum)
            .toList();

    assertThat(policy().plan(strata, budget).kept().stream().mapToInt(Long::intValue).toArray())
        .containsExactly(PEER.part("budgets").integers(Integer.toString(budget)));
  }

  @Test
  void whatSmallStrataLackTheGreaterOnesShare() {
    assertThat(policy().plan(List.of(stratum(100), stratum(4), stratum(100)), 44).kept())
        .containsExactly(20L, 4L, 20L);
    assertThat(policy().plan(List.of(stratum(0), stratum(9), stratum(9)), 10).kept())
        .containsExactly(0L, 5L, 5L);
  }

  @Test
  void whatDivisionLeavesGoesToTheFirstOfEquals() {
    assertThat(policy().plan(List.of(stratum(9), stratum(9), stratum(9)), 4).kept())
        .containsExactly(2L, 1L, 1L);
  }

  @Test
  void whatConstraintsKeepIsReservedBeforeSmallerStrataTakeTheirShare() {
    List<Stratum> strata = List.of(stratum(10), new Stratum("b", 100, 25, 0));

    assertThat(policy().plan(strata, 30).kept()).containsExactly(5L, 25L);
    assertThat(policy().plan(strata, 25).kept()).containsExactly(0L, 25L);
  }

  @Test
  void forGivenStrataABiggerBudgetTakesNothingAway() {
    Trials.forAll(
        random -> {
          List<Stratum> strata = strata(random);
          long budget = budget(strata, random);

          List<Long> smaller = policy().plan(strata, budget).kept();
          List<Long> bigger = policy().plan(strata, budget + 1).kept();

          for (int s = 0; s < smaller.size(); s++) {
            assertThat(bigger.get(s)).isBetween(smaller.get(s), smaller.get(s) + 1);
          }
        });
  }

  @Test
  void noStratumWithoutFloorsKeepsLessThanASmallerOne() {
    Trials.forAll(
        random -> {
          List<Stratum> strata =
              strata(random).stream().map(stratum -> stratum(stratum.size())).toList();

          List<Long> kept = policy().plan(strata, budget(strata, random)).kept();

          for (int a = 0; a < kept.size(); a++) {
            for (int b = 0; b < kept.size(); b++) {
              if (strata.get(a).size() < strata.get(b).size()) {
                assertThat(kept.get(a)).isLessThanOrEqualTo(kept.get(b));
              }
            }
          }
        });
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0",
    "0.5, 0",
    "0.4, 0.05",
    "0.3, 0.1",
    "0.25, 0.15",
    "0.2, 0.2",
    "0.1, 0.3",
    "0.01, 0.3",
    "0, 0.3"
  })
  void dropsMoreOfTheHardestTheLessIsKept(double keptShare, double hardest) {
    assertThat(Ccs.hardest(keptShare)).isEqualTo(hardest, within(1e-15));
  }

  @Test
  void theSharesOfTheTableAreExact() {
    assertThat(Ccs.hardest(0.3)).isEqualTo(0.1);
    assertThat(Ccs.hardest(0.2)).isEqualTo(0.2);
    assertThat(Ccs.hardest(0.1)).isEqualTo(0.3);
  }

  @Test
  void droppingTheHardestNeverDropsWhatTheBudgetNeeds() {
    Trials.forAll(
        random -> {
          double kept = random.nextDouble();
          double more = Math.min(1, kept + random.nextDouble(0.2));

          assertThat(Ccs.hardest(kept)).isLessThan(1 - kept);
          assertThat(Ccs.hardest(more)).isLessThanOrEqualTo(Ccs.hardest(kept));
        });
  }

  @Test
  void cutsByScoreAndDrawsByHash() {
    assertThat(policy().strata()).isEqualTo(SelectionPolicy.Strata.SCORE);
    assertThat(policy().order()).isEqualTo(SelectionPolicy.Order.HASH);
    assertThat(policy().nests()).isFalse();
    assertThat(new Ccs().count()).isEqualTo(50);
  }

  @Test
  void refusesNoStrataAndSharesOutOfRange() {
    assertThatThrownBy(() -> new Ccs(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid strata: 0 (must be at least 1)");
    assertThatThrownBy(() -> Ccs.hardest(1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid kept share: 1.5 (must be in [0, 1])");
    assertThatThrownBy(() -> Ccs.hardest(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid kept share: NaN (must be in [0, 1])");
  }

  private static int[] counts(ScoreStrata strata) {
    int[] counts = new int[strata.size()];
    for (double score : PEER.numbers("scores")) {
      counts[strata.of(score)]++;
    }
    return counts;
  }
}
