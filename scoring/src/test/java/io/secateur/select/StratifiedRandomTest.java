package io.secateur.select;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.testing.Trials;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StratifiedRandomTest extends SelectionPolicyContract {

  @Override
  SelectionPolicy policy() {
    return new StratifiedRandom();
  }

  @Test
  void apportionsSeatsAsSainteLagueDid() {
    List<Stratum> parties = List.of(stratum(53_000), stratum(24_000), stratum(23_000));

    assertThat(policy().plan(parties, 7).kept()).containsExactly(3L, 2L, 2L);
  }

  @Test
  void theFirstOfEqualsGoesFirst() {
    List<Stratum> equals = List.of(stratum(10), stratum(10), stratum(10));

    assertThat(policy().plan(equals, 4).kept()).containsExactly(2L, 1L, 1L);
    assertThat(policy().plan(equals, 5).kept()).containsExactly(2L, 2L, 1L);
  }

  @Test
  void whatConstraintsKeepCountsAsGivenAlready() {
    List<Stratum> strata = List.of(new Stratum("a", 100, 0, 0), new Stratum("b", 100, 40, 0));

    assertThat(policy().plan(strata, 60).kept()).containsExactly(20L, 40L);
    assertThat(policy().plan(strata, 100).kept()).containsExactly(50L, 50L);
  }

  @Test
  void everyLabelKeepsItsShareToWithinOneExample() {
    List<Stratum> labels = List.of(stratum(900), stratum(90), stratum(10));

    assertThat(policy().plan(labels, 300).kept()).containsExactly(270L, 27L, 3L);
  }

  @Test
  void equalsTheTwinThatGivesOneSeatAtATime() {
    Trials.forAll(
        random -> {
          List<Stratum> strata = strata(random);
          long budget = budget(strata, random);

          assertThat(policy().plan(strata, budget).kept()).isEqualTo(twin(strata, budget));
        });
  }

  @Test
  void cutsByLabelAndDrawsByHash() {
    assertThat(policy().strata()).isEqualTo(SelectionPolicy.Strata.LABEL);
    assertThat(policy().order()).isEqualTo(SelectionPolicy.Order.HASH);
    assertThat(policy().nests()).isTrue();
  }

  /** The quotients as fractions of whole numbers, so that a tie is a tie. */
  static List<Long> twin(List<Stratum> strata, long budget) {
    long[] kept = strata.stream().mapToLong(Stratum::atLeast).toArray();
    while (LongStream.of(kept).sum() < Math.min(budget, total(strata))) {
      int best = -1;
      for (int s = 0; s < kept.length; s++) {
        boolean room = kept[s] < strata.get(s).size();
        if (room
            && (best < 0
                || strata.get(s).size() * (2 * kept[best] + 1)
                    > strata.get(best).size() * (2 * kept[s] + 1))) {
          best = s;
        }
      }
      kept[best]++;
    }
    return LongStream.of(kept).boxed().toList();
  }
}
