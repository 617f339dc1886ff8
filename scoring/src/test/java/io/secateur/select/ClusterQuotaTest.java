package io.secateur.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.secateur.testing.Trials;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterQuotaTest extends SelectionPolicyContract {

  @Override
  SelectionPolicy policy() {
    return new ClusterQuota();
  }

  @Test
  void equallyVariedClustersKeepEquallyMuchAsFarAsTheyCan() {
    List<Stratum> equal = List.of(stratum(100), stratum(100), stratum(100));
    List<Stratum> oneSmall = List.of(stratum(10), stratum(100), stratum(100));

    assertThat(policy().plan(equal, 90).kept()).containsExactly(30L, 30L, 30L);
    assertThat(policy().plan(oneSmall, 90).kept()).containsExactly(10L, 40L, 40L);
  }

  @Test
  void whatRoundingLeavesGoesToTheFirstOfEquals() {
    assertThat(policy().plan(List.of(stratum(9), stratum(9), stratum(9)), 4).kept())
        .containsExactly(2L, 1L, 1L);
    assertThat(policy().plan(List.of(stratum(9), stratum(9), stratum(9)), 5).kept())
        .containsExactly(2L, 2L, 1L);
  }

  @Test
  void theMoreVariedClusterKeepsMoreByTheSoftmax() {
    List<Stratum> strata =
        List.of(new Stratum("plain", 1_000, 0, 0.1), new Stratum("varied", 1_000, 0, 0.6));
    double varied = 1_000 / (1 + Math.exp(-0.5 / 0.5));

    assertThat(policy().plan(strata, 1_000).kept())
        .containsExactly(1_000 - Math.round(varied), Math.round(varied));
  }

  @Test
  void aLowTemperatureGivesAllToTheMostVariedAndAHighOneSharesEvenly() {
    List<Stratum> strata =
        List.of(new Stratum("plain", 1_000, 0, 0.1), new Stratum("varied", 1_000, 0, 0.6));

    assertThat(new ClusterQuota(0.001).plan(strata, 1_000).kept()).containsExactly(0L, 1_000L);
    assertThat(new ClusterQuota(1e9).plan(strata, 1_000).kept()).containsExactly(500L, 500L);
    assertThat(new ClusterQuota().temperature()).isEqualTo(0.5);
  }

  @Test
  void noOtherQuotasLieCloserToTheSoftmax() {
    Trials.forAll(
        random -> {
          List<Stratum> strata = few(random);
          long budget = Math.min(budget(strata, random), total(strata));
          ClusterQuota policy = new ClusterQuota(random.nextDouble(0.05, 2));
          double[] target = target(strata, budget, policy.temperature());

          double ours = distance(policy.plan(strata, budget).kept(), target);

          assertThat(ours).isEqualTo(nearest(strata, target, 0, budget), within(1e-6));
        });
  }

  @Test
  void lowersOrRaisesAllQuotasInsideTheirBoundsByTheSameShift() {
    Trials.forAll(
        random -> {
          List<Stratum> strata = strata(random);
          long budget = Math.min(budget(strata, random), total(strata));
          double[] target = target(strata, budget, 0.5);

          List<Long> kept = policy().plan(strata, budget).kept();

          // The conditions of Karush, Kuhn and Tucker, to within the one example of rounding: no
          // quota that could grow lies further below its target than one that could shrink.
          for (int a = 0; a < strata.size(); a++) {
            for (int b = 0; b < strata.size(); b++) {
              if (kept.get(a) < strata.get(a).size() && kept.get(b) > strata.get(b).atLeast()) {
                assertThat(kept.get(b) - target[b])
                    .isLessThanOrEqualTo(kept.get(a) - target[a] + 1 + 1e-6);
              }
            }
          }
        });
  }

  @Test
  void cutsByClusterAndKeepsTheGreatestValues() {
    assertThat(policy().strata()).isEqualTo(SelectionPolicy.Strata.CLUSTER);
    assertThat(policy().order()).isEqualTo(SelectionPolicy.Order.VALUE);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN})
  void refusesATemperatureThatIsNotAboveZero(double temperature) {
    assertThatThrownBy(() -> new ClusterQuota(temperature))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid temperature: %s (must be above 0)", temperature);
  }

  private static List<Stratum> few(SplittableRandom random) {
    return IntStream.range(0, random.nextInt(1, 5))
        .mapToObj(
            s -> {
              long size = random.nextLong(9);
              return new Stratum("s" + s, size, random.nextLong(size / 2 + 1), random.nextDouble());
            })
        .toList();
  }

  private static double[] target(List<Stratum> strata, long budget, double temperature) {
    double sum = strata.stream().mapToDouble(s -> Math.exp(s.weight() / temperature)).sum();
    return strata.stream()
        .mapToDouble(s -> Math.exp(s.weight() / temperature) / sum * budget)
        .toArray();
  }

  private static double distance(List<Long> kept, double[] target) {
    return IntStream.range(0, target.length)
        .mapToDouble(c -> (kept.get(c) - target[c]) * (kept.get(c) - target[c]))
        .sum();
  }

  /** The least distance of all quotas there can be, tried one by one. */
  private static double nearest(List<Stratum> strata, double[] target, int c, long left) {
    if (c == strata.size()) {
      return left == 0 ? 0 : Double.POSITIVE_INFINITY;
    }
    double least = Double.POSITIVE_INFINITY;
    for (long x = strata.get(c).atLeast(); x <= Math.min(left, strata.get(c).size()); x++) {
      double rest = nearest(strata, target, c + 1, left - x);
      least = Math.min(least, (x - target[c]) * (x - target[c]) + rest);
    }
    return least;
  }
}
