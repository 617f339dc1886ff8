package io.secateur.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.secateur.select.Composition.Part;
import io.secateur.testing.Trials;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompositionTest {

  @Test
  void theSameSharesHaveNotDrifted() {
    Composition same =
        new Composition("class", List.of(new Part("a", 300, 30, 30), new Part("b", 100, 0, 10)));

    assertThat(same.drift()).isZero();
    assertThat(same.randomDrift()).isPositive();
  }

  @Test
  void nothingInCommonIsOneBit() {
    Composition none =
        new Composition("class", List.of(new Part("a", 300, 1, 0), new Part("b", 0, 1, 10)));

    assertThat(none.drift()).isEqualTo(1, within(1e-12));
  }

  @Test
  void aDriftByHand() {
    // p = (1/2, 1/2), q = (1/4, 3/4): ½ (½ log2 4/3 + ½ log2 4/5) + ½ (¼ log2 2/3 + ¾ log2 6/5)
    Composition drifted =
        new Composition("class", List.of(new Part("a", 50, 0, 1), new Part("b", 50, 0, 3)));

    assertThat(drifted.drift()).isEqualTo(0.04879494069539847, within(1e-12));
  }

  @Test
  void aDriftIsAShare() {
    Trials.forAll(
        random -> {
          List<Part> parts = new ArrayList<>();
          for (int i = 0; i < 1 + random.nextInt(6); i++) {
            parts.add(
                new Part("p" + i, random.nextLong(100), random.nextLong(50), random.nextLong(50)));
          }
          assertThat(new Composition("x", parts).drift()).isBetween(0.0, 1.0);
          assertThat(new Composition("x", List.of()).drift()).isZero();
        });
  }

  @Test
  void namesWhatAllButVanishedWorstFirst() {
    Composition some =
        new Composition(
            "class",
            List.of(
                new Part("common", 1000, 0, 500),
                new Part("thin", 100, 0, 6),
                new Part("gone", 100, 0, 0),
                new Part("fair", 100, 0, 30),
                new Part("tiny", 10, 0, 0)));

    assertThat(some.collapsed()).extracting(Part::value).containsExactly("gone", "thin");
  }
}
