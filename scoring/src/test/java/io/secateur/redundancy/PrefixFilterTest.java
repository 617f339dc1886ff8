package io.secateur.redundancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.testing.RandomSets;
import io.secateur.testing.Serialized;
import io.secateur.testing.Trials;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixFilterTest {

  @Test
  void everyPairThatReachesTheThresholdMeetsAtAPossiblePlace() {
    Trials.forAll(
        random -> {
          PrefixFilter filter = new PrefixFilter(RandomSets.threshold(random));
          Sets sets = new Sets(RandomSets.family(random.nextInt(2, 25), 60, random), random);

          for (int a = 0; a < sets.family.length; a++) {
            for (int b = 0; b < a; b++) {
              if (Jaccard.of(sets.family[a], sets.family[b]) >= filter.threshold()) {
                assertThat(sets.meet(a, b, filter)).isTrue();
              }
            }
          }
        });
  }

  @Test
  void setsThatMissTheThresholdByOneElementAreOftenImpossible() {
    PrefixFilter filter = new PrefixFilter(0.8);

    assertThat(filter.possible(80, 100)).isTrue();
    assertThat(filter.possible(79, 100)).isFalse();
    assertThat(filter.possible(100, 79)).isFalse();
    assertThat(filter.possible(90, 9, 90, 9)).isTrue();
    assertThat(filter.possible(90, 0, 90, 10)).isTrue(); // 80 of 100
    assertThat(filter.possible(90, 0, 90, 11)).isFalse();
    assertThat(filter.possible(90, 11, 90, 0)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0.8, 0, 0",
    "0.8, 1, 1",
    "0.8, 5, 2",
    "0.8, 100, 21",
    "0.07, 100, 94", // 0.07 * 100 is a little more than 7
    "0.7, 10, 4",
    "0.35, 20, 14",
    "0.29, 100, 72",
    "1.0, 1, 1",
    "1.0, 1000000, 1",
    "0.000001, 10, 10"
  })
  void thePrefixIsWhatThePigeonsNeed(double threshold, int size, int length) {
    assertThat(new PrefixFilter(threshold).length(size)).isEqualTo(length);
  }

  @Test
  void aPrefixEndsWhereTheRestIsTooSmallToReachTheThreshold() {
    Trials.forAll(
        random -> {
          int whole = random.nextInt(1, 5_000);
          int common = random.nextInt(1, whole + 1);
          PrefixFilter filter = new PrefixFilter(common / (double) whole);

          assertThat(filter.length(whole)).isEqualTo(whole - common + 1);
        });
  }

  @Test
  void keysAscendFromTheFirstPlaceToTheEndOfThePrefix() {
    Trials.forAll(
        random -> {
          PrefixFilter filter = new PrefixFilter(RandomSets.threshold(random));
          Sets sets = new Sets(RandomSets.family(random.nextInt(1, 25), 60, random), random);

          for (int a = 0; a < sets.family.length; a++) {
            long[] shared = sets.shared[a];
            int size = sets.family[a].length;
            long[] keys = filter.keys(shared, size, sets.sketch);

            assertThat(keys).isSorted().hasSizeLessThanOrEqualTo(shared.length);
            if (keys.length > 0) {
              assertThat(filter.firstPlace(size, keys.length)).isEqualTo(size - shared.length);
            }
            assertThat(LongStream.of(keys)).allMatch(key -> key >= 0);
          }
        });
  }

  @Test
  void aSetOfWhichTooLittleIsSharedHasNoKeys() {
    FrequencySketch sketch = new FrequencySketch(20);
    long[] set = {1L << 50, 2L << 50, 3L << 50, 4L << 50, 5L << 50};
    sketch.add(set);
    sketch.add(new long[] {set[0], set[1], set[2]});
    long[] shared = PrefixFilter.shared(set, sketch);

    assertThat(shared).containsExactly(set[0], set[1], set[2]);
    assertThat(new PrefixFilter(0.8).keys(shared, 5, sketch)).isEmpty();
    assertThat(new PrefixFilter(0.6).keys(shared, 5, sketch)).hasSize(1);
  }

  @Test
  void theSharedPartLosesNoIntersection() {
    Trials.forAll(
        random -> {
          Sets sets = new Sets(RandomSets.family(random.nextInt(2, 25), 60, random), random);

          for (int a = 0; a < sets.family.length; a++) {
            assertThat(sets.shared[a]).isSorted();
            assertThat(Jaccard.common(sets.shared[a], sets.family[a]))
                .isEqualTo(sets.shared[a].length);
            for (int b = 0; b < a; b++) {
              assertThat(Jaccard.common(sets.shared[a], sets.shared[b]))
                  .isEqualTo(Jaccard.common(sets.family[a], sets.family[b]));
            }
          }
        });
  }

  @Test
  void rareHashesComeFirst() {
    FrequencySketch sketch = new FrequencySketch(20);
    long rare = 9L << 50;
    long frequent = 1L << 50;
    long very = 2L << 50;
    sketch.add(new long[] {rare, rare, frequent, frequent, frequent});
    for (int i = 0; i < 300; i++) {
      sketch.add(new long[] {very});
    }
    long[] shared = {frequent, very, rare}; // ascending

    assertThat(new PrefixFilter(0.1).keys(shared, 3, sketch))
        .containsExactly(key(2, rare), key(3, frequent), key(127, very));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.1, 1.000001, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesOtherThresholds(double threshold) {
    assertThatThrownBy(() -> new PrefixFilter(threshold))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid threshold: %s (must be in (0, 1])".formatted(threshold));
  }

  @Test
  void isItselfAfterSerialization() {
    assertThat(Serialized.copyOf(new PrefixFilter(0.8))).isEqualTo(new PrefixFilter(0.8));
  }

  /** The sign is turned, so that keys of one count ascend as hashes do. */
  private static long key(long count, long hash) {
    return count << 56 | (hash + Long.MIN_VALUE) >>> 8;
  }

  /** A family, and a sketch of it that may be so small that all collide. */
  private static final class Sets {
    private final long[][] family;
    private final FrequencySketch sketch;
    private final long[][] shared;

    Sets(long[][] family, SplittableRandom random) {
      this.family = family;
      this.sketch = new FrequencySketch(random.nextBoolean() ? 20 : random.nextInt(1, 8));
      Arrays.stream(family).forEach(sketch::add);
      this.shared = new long[family.length][];
      Arrays.setAll(shared, i -> PrefixFilter.shared(family[i], sketch));
    }

    boolean meet(int a, int b, PrefixFilter filter) {
      long[] keysA = filter.keys(shared[a], family[a].length, sketch);
      long[] keysB = filter.keys(shared[b], family[b].length, sketch);
      for (int i = 0; i < keysA.length; i++) {
        for (int j = 0; j < keysB.length; j++) {
          int placeA = filter.firstPlace(family[a].length, keysA.length) + i;
          int placeB = filter.firstPlace(family[b].length, keysB.length) + j;
          if (keysA[i] == keysB[j]
              && filter.possible(family[a].length, placeA, family[b].length, placeB)) {
            return true;
          }
        }
      }
      return false;
    }
  }
}
