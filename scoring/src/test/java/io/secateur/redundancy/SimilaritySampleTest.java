package io.secateur.redundancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.testing.Serialized;
import io.secateur.testing.Trials;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SimilaritySampleTest {

  @Test
  void equalsComparingEachWithEach() {
    Trials.forAll(
        random -> {
          long[][] sets = new long[random.nextInt(6)][];
          for (int i = 0; i < sets.length; i++) {
            sets[i] = set(random);
          }
          long[] other = set(random);
          double atLeast = random.nextDouble(0.05, 1);
          Map<Integer, Double> expected = new TreeMap<>();
          for (int i = 0; i < sets.length; i++) {
            if (Jaccard.of(sets[i], other) >= atLeast) {
              expected.put(i, Jaccard.of(sets[i], other));
            }
          }

          assertThat(compared(new SimilaritySample(sets), other, atLeast)).isEqualTo(expected);
        });
  }

  @Test
  void isTheSameAfterSerialization() {
    SimilaritySample sample = new SimilaritySample(new long[][] {{1, 2, 3}, {0, 3}});

    assertThat(compared((SimilaritySample) Serialized.copyOf(sample), new long[] {0, 3}, 0.2))
        .containsExactly(Map.entry(0, 0.25), Map.entry(1, 1.0));
  }

  private static Map<Integer, Double> compared(
      SimilaritySample sample, long[] set, double atLeast) {
    Map<Integer, Double> found = new TreeMap<>();
    sample.compare(set, atLeast, found::put);
    return found;
  }

  private static long[] set(SplittableRandom random) {
    return random.longs(random.nextInt(12), 0, 20).distinct().sorted().toArray();
  }
}
