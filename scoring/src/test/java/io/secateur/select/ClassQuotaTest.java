package io.secateur.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.testing.Trials;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassQuotaTest extends SelectionPolicyContract {

  @Override
  SelectionPolicy policy() {
    return new ClassQuota();
  }

  @Test
  void aClassKeepsAFractionInProportionToTheRecallItLacks() {
    List<Stratum> classes = List.of(weighing(1_000, 0.1), weighing(1_000, 0.4));

    assertThat(policy().plan(classes, 500).kept()).containsExactly(100L, 400L);
  }

  @Test
  void whatAFullClassCannotTakeGoesToTheOthersInProportion() {
    List<Stratum> classes = List.of(weighing(100, 1), weighing(1_000, 0.1), weighing(1_000, 0.2));

    assertThat(policy().plan(classes, 700).kept()).containsExactly(100L, 200L, 400L);
  }

  @Test
  void aClassThatIsAlwaysRecalledDoesNotVanish() {
    List<Stratum> classes = List.of(weighing(10_000, 0), weighing(10_000, 0.99));

    assertThat(policy().plan(classes, 1_000).kept()).containsExactly(10L, 990L);
  }

  @Test
  void withoutRecallsEveryClassKeepsTheSameFraction() {
    Trials.forAll(
        random -> {
          double weight = random.nextBoolean() ? 1 : random.nextDouble();
          List<Stratum> classes =
              strata(random).stream()
                  .map(s -> new Stratum(s.name(), s.size(), s.atLeast(), weight))
                  .toList();
          long budget = budget(classes, random);

          assertThat(policy().plan(classes, budget))
              .isEqualTo(new StratifiedRandom().plan(classes, budget));
        });
  }

  @Test
  void floorsCountAsGivenAlready() {
    List<Stratum> classes =
        List.of(new Stratum("a", 1_000, 300, 0.1), new Stratum("b", 1_000, 0, 0.4));

    assertThat(policy().plan(classes, 500).kept()).containsExactly(300L, 200L);
  }

  @Test
  void equalsTheTwinThatGivesOneSeatAtATime() {
    Trials.forAll(
        random -> {
          List<Stratum> classes = strata(random);
          long budget = budget(classes, random);

          assertThat(policy().plan(classes, budget).kept()).isEqualTo(twin(classes, budget));
        });
  }

  @Test
  void cutsByLabelAndDrawsByHash() {
    assertThat(policy().strata()).isEqualTo(SelectionPolicy.Strata.LABEL);
    assertThat(policy().order()).isEqualTo(SelectionPolicy.Order.HASH);
    assertThat(policy().nests()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void refusesAWeightOutOfRange(double weight) {
    assertThatThrownBy(() -> policy().plan(List.of(weighing(5, weight)), 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid weight: %s of class a (must be in [0, 1])", weight);
  }

  private static Stratum weighing(long size, double weight) {
    return new Stratum("a", size, 0, weight);
  }

  /** The quotients as exact decimals, so that a tie is a tie. */
  private static List<Long> twin(List<Stratum> classes, long budget) {
    long[] kept = classes.stream().mapToLong(Stratum::atLeast).toArray();
    while (LongStream.of(kept).sum() < Math.min(budget, total(classes))) {
      int best = -1;
      for (int c = 0; c < kept.length; c++) {
        boolean room = kept[c] < classes.get(c).size();
        if (room
            && (best < 0
                || claim(classes.get(c), kept[best]).compareTo(claim(classes.get(best), kept[c]))
                    > 0)) {
          best = c;
        }
      }
      kept[best]++;
    }
    return LongStream.of(kept).boxed().toList();
  }

  private static BigDecimal claim(Stratum stratum, long seatsOfTheOther) {
    return new BigDecimal(Math.max(0.01, stratum.weight()))
        .multiply(BigDecimal.valueOf(stratum.size() * (2 * seatsOfTheOther + 1)));
  }
}
