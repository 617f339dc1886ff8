package io.secateur.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.testing.Serialized;
import io.secateur.testing.Trials;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The laws of every policy. Extend it; one method to fill in. */
abstract class SelectionPolicyContract {

  /** The policy under test. */
  abstract SelectionPolicy policy();

  @Test
  final void keepsNoLessThanConstraintsDoAndNoMoreThanThereIs() {
    Trials.forAll(
        random -> {
          List<Stratum> strata = strata(random);

          Quotas quotas = policy().plan(strata, budget(strata, random));

          assertThat(quotas.kept()).hasSameSizeAs(strata);
          for (int s = 0; s < strata.size(); s++) {
            assertThat(quotas.kept().get(s))
                .isBetween(strata.get(s).atLeast(), strata.get(s).size());
          }
        });
  }

  @Test
  final void spendsTheWholeBudgetAndNeverMoreThanThereIs() {
    Trials.forAll(
        random -> {
          List<Stratum> strata = strata(random);
          long budget = budget(strata, random);

          assertThat(policy().plan(strata, budget).total())
              .isEqualTo(Math.min(budget, total(strata)));
        });
  }

  @Test
  final void aBiggerBudgetTakesNothingAwayWhereThePolicyNests() {
    Trials.forAll(
        random -> {
          List<Stratum> strata = strata(random);
          long budget = budget(strata, random);
          Quotas smaller = policy().plan(strata, budget);
          for (int more = 1; more <= 50 && policy().nests(); more++) {
            Quotas bigger = policy().plan(strata, budget + more);
            assertTakesNothingAway(smaller, bigger);
            smaller = bigger;
          }
        });
  }

  @Test
  final void aBiggerBudgetTakesNothingAwayFromBillionsEither() {
    Trials.forAll(
        random -> {
          List<Stratum> strata = billions(random);
          long budget = random.nextLong(total(strata) + 1);
          Quotas smaller = policy().plan(strata, budget);
          for (int more = 1; more <= 20 && policy().nests(); more++) {
            Quotas bigger = policy().plan(strata, budget + more);
            assertTakesNothingAway(smaller, bigger);
            smaller = bigger;
          }
        });
  }

  @Test
  final void plansTheSameTwice() {
    Trials.forAll(
        random -> {
          List<Stratum> strata = strata(random);
          long budget = budget(strata, random);

          assertThat(policy().plan(strata, budget)).isEqualTo(policy().plan(strata, budget));
        });
  }

  @Test
  final void keepsEverythingWhereTheBudgetIsMoreThanThereIs() {
    List<Stratum> strata = List.of(stratum(3), stratum(0), stratum(5));

    assertThat(policy().plan(strata, Long.MAX_VALUE).kept()).containsExactly(3L, 0L, 5L);
    assertThat(policy().plan(strata, 8).kept()).containsExactly(3L, 0L, 5L);
  }

  @Test
  final void keepsWhatConstraintsDoWhereTheBudgetIsNoMore() {
    List<Stratum> strata = List.of(new Stratum("a", 90, 2, 1), new Stratum("b", 10, 9, 0));

    assertThat(policy().plan(strata, 11).kept()).containsExactly(2L, 9L);
  }

  @Test
  final void keepsNothingOfNothing() {
    assertThat(policy().plan(List.of(), 0).kept()).isEmpty();
    assertThat(policy().plan(List.of(), 10).kept()).isEmpty();
    assertThat(policy().plan(List.of(stratum(0), stratum(0)), 10).kept()).containsExactly(0L, 0L);
    assertThat(policy().plan(List.of(stratum(7)), 0).kept()).containsExactly(0L);
  }

  @Test
  final void refusesABudgetBelowWhatConstraintsKeep() {
    List<Stratum> strata = List.of(new Stratum("a", 90, 20, 1), new Stratum("b", 10, 9, 1));

    assertThatThrownBy(() -> policy().plan(strata, 28))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid budget: 28 examples (must be at least the 29 that constraints keep)");
    assertThatThrownBy(() -> policy().plan(List.of(stratum(7)), -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid budget: -1 examples (must be at least the 0 that constraints keep)");
  }

  @Test
  @Timeout(30)
  final void plansForTrillionsAtOnce() {
    List<Stratum> strata =
        IntStream.range(0, 1_000)
            .mapToObj(s -> new Stratum("s" + s, 7_000_000_000L + 13L * s, s, s / 1_000.0))
            .toList();
    long budget = total(strata) / 3;

    Quotas quotas = policy().plan(strata, budget);

    assertThat(quotas.total()).isEqualTo(budget);
    for (int s = 0; s < strata.size(); s++) {
      assertThat(quotas.kept().get(s)).isBetween(strata.get(s).atLeast(), strata.get(s).size());
    }
  }

  @Test
  final void nameIsAConfigurationName() {
    assertThat(policy().name()).matches("[a-z][a-z0-9_]*");
  }

  @Test
  final void isItselfAfterSerialization() {
    assertThat(Serialized.copyOf(policy())).isEqualTo(policy());
  }

  static Stratum stratum(long size) {
    return new Stratum("a", size, 0, 1);
  }

  static long total(List<Stratum> strata) {
    return strata.stream().mapToLong(Stratum::size).sum();
  }

  /** A few strata, some empty, many of equal or proportional sizes, so that there are ties. */
  static List<Stratum> strata(SplittableRandom random) {
    int unit = random.nextInt(1, 20);
    return IntStream.range(0, random.nextInt(12))
        .mapToObj(
            s -> {
              long size = random.nextBoolean() ? unit * random.nextLong(6) : random.nextLong(200);
              long atLeast = random.nextInt(3) == 0 ? random.nextLong(size + 1) : 0;
              return new Stratum("s" + s, size, atLeast, random.nextDouble());
            })
        .toList();
  }

  /** Any budget that covers the constraints, up to a little more than there is. */
  static long budget(List<Stratum> strata, SplittableRandom random) {
    long atLeast = strata.stream().mapToLong(Stratum::atLeast).sum();
    return random.nextLong(atLeast, total(strata) + 20);
  }

  private static List<Stratum> billions(SplittableRandom random) {
    long unit = random.nextLong(1, 3_000_000_000L);
    return LongStream.range(0, random.nextInt(1, 8))
        .mapToObj(s -> new Stratum("s" + s, unit * random.nextLong(6), 0, random.nextDouble()))
        .toList();
  }

  private static void assertTakesNothingAway(Quotas smaller, Quotas bigger) {
    for (int s = 0; s < smaller.kept().size(); s++) {
      assertThat(bigger.kept().get(s)).isGreaterThanOrEqualTo(smaller.kept().get(s));
    }
  }
}
