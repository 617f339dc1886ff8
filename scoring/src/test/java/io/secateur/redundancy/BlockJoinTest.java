package io.secateur.redundancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.secateur.example.SeededHash;
import io.secateur.redundancy.BlockJoin.Pair;
import io.secateur.testing.RandomSets;
import io.secateur.testing.Serialized;
import io.secateur.testing.Trials;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockJoinTest {
  /** Each like the next one, 8 of 10, and no others alike. */
  private static final long[][] CHAIN = {run(0, 9), run(1, 10), run(2, 11), run(3, 12)};

  @Test
  void duplicatesEqualTheTwinThatComparesAllPairs() {
    Trials.forAll(
        random -> {
          long[][] family = RandomSets.family(random.nextInt(40), 60, random);
          double threshold = RandomSets.threshold(random);

          assertThat(new BlockJoin(threshold).duplicates(given(family, random), sizes(family)))
              .isEqualTo(duplicates(family, threshold));
        });
  }

  @Test
  void spanningPairsJoinWhatChainsOfDuplicatesJoin() {
    Trials.forAll(
        random -> {
          long[][] family = RandomSets.family(random.nextInt(40), 60, random);
          double threshold = RandomSets.threshold(random);

          List<Pair> pairs =
              new BlockJoin(threshold).spanning(given(family, random), sizes(family));

          assertThat(firsts(family.length, pairs))
              .isEqualTo(firsts(family.length, similar(family, threshold)));
          assertThat(similar(family, threshold)).containsAll(pairs);
          assertThat(pairs).hasSize(family.length - components(family.length, pairs));
        });
  }

  @Test
  void aChainKeepsEverySecondAndIsOneComponent() {
    BlockJoin join = new BlockJoin(0.8);

    assertThat(join.duplicates(CHAIN, sizes(CHAIN)))
        .containsExactly(new Pair(0, 1, 0.8), new Pair(2, 3, 0.8));
    assertThat(join.spanning(CHAIN, sizes(CHAIN)))
        .containsExactly(new Pair(0, 1, 0.8), new Pair(1, 2, 0.8), new Pair(2, 3, 0.8));
  }

  @Test
  void theKeeperIsTheFirstOfTheKeptAndNotTheMostSimilar() {
    long[][] sets = {run(0, 10), run(2, 12), run(1, 11)}; // the last has 9 of 11 with both

    assertThat(new BlockJoin(0.75).duplicates(sets, sizes(sets)))
        .containsExactly(new Pair(0, 2, 9 / 11.0));
  }

  @Test
  void whatIsLeftOutOfASetCounts() {
    long[][] shared = {run(0, 8), run(0, 8), run(0, 8)};

    assertThat(new BlockJoin(0.8).duplicates(shared, new int[] {10, 8, 9}))
        .containsExactly(new Pair(0, 1, 0.8));
    assertThat(new BlockJoin(0.8).duplicates(shared, new int[] {8, 9, 11}))
        .containsExactly(new Pair(0, 1, 8 / 9.0));
  }

  @Test
  void emptySetsAreNoDuplicates() {
    long[][] sets = {{}, {}, {1}, {}, {1}};

    assertThat(new BlockJoin(0.5).duplicates(sets, sizes(sets))).containsExactly(new Pair(2, 4, 1));
    assertThat(new BlockJoin(0.5).spanning(sets, sizes(sets))).containsExactly(new Pair(2, 4, 1));
    assertThat(new BlockJoin(0.5).duplicates(new long[0][], new int[0])).isEmpty();
    assertThat(new BlockJoin(0.5).spanning(new long[0][], new int[0])).isEmpty();
  }

  @Test
  void thousandsOfNearCopiesAreFast() {
    SplittableRandom random = new SplittableRandom(1);
    long[][] copies = new long[5_000][];
    Arrays.setAll(copies, i -> nearCopy(random));

    assertTimeout(
        Duration.ofSeconds(10),
        () -> {
          assertThat(new BlockJoin(0.8).duplicates(copies, sizes(copies)))
              .hasSize(4_999)
              .allMatch(pair -> pair.first() == 0);
          assertThat(new BlockJoin(0.8).spanning(copies, sizes(copies))).hasSize(4_999);
        });
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1.1, Double.NaN})
  void refusesOtherThresholds(double threshold) {
    assertThatThrownBy(() -> new BlockJoin(threshold))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid threshold: %s (must be in (0, 1])".formatted(threshold));
  }

  @Test
  void isItselfAfterSerialization() {
    assertThat(Serialized.copyOf(new BlockJoin(0.8))).isEqualTo(new BlockJoin(0.8));
  }

  /** Hundred and fifty elements, of which five are its own. */
  private static long[] nearCopy(SplittableRandom random) {
    return LongStream.concat(
            LongStream.range(0, 145).map(SeededHash::mix), random.longs(5).map(x -> x | 1))
        .sorted()
        .distinct()
        .toArray();
  }

  private static long[] run(long from, long to) {
    return LongStream.range(from, to).toArray();
  }

  private static int[] sizes(long[][] family) {
    return Arrays.stream(family).mapToInt(set -> set.length).toArray();
  }

  /** The whole sets, or what they share. */
  private static long[][] given(long[][] family, SplittableRandom random) {
    if (random.nextBoolean()) {
      return family;
    }
    FrequencySketch sketch = new FrequencySketch(random.nextInt(1, 20));
    Arrays.stream(family).forEach(sketch::add);
    return Arrays.stream(family)
        .map(set -> PrefixFilter.shared(set, sketch))
        .toArray(long[][]::new);
  }

  private static List<Pair> similar(long[][] family, double threshold) {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < family.length; i++) {
      for (int j = 0; j < i; j++) {
        double similarity = Jaccard.of(family[i], family[j]);
        if (similarity >= threshold) {
          pairs.add(new Pair(j, i, similarity));
        }
      }
    }
    return pairs;
  }

  private static List<Pair> duplicates(long[][] family, double threshold) {
    Set<Integer> gone = new HashSet<>();
    List<Pair> duplicates = new ArrayList<>();
    for (Pair pair : similar(family, threshold)) { // by second, then by first
      if (!gone.contains(pair.first()) && gone.add(pair.second())) {
        duplicates.add(pair);
      }
    }
    return duplicates;
  }

  /** The first set of the component of each: labels spread until nothing changes. */
  private static int[] firsts(int count, List<Pair> pairs) {
    int[] firsts = IntStream.range(0, count).toArray();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Pair pair : pairs) {
        int first = Math.min(firsts[pair.first()], firsts[pair.second()]);
        changed |= firsts[pair.first()] != first || firsts[pair.second()] != first;
        firsts[pair.first()] = first;
        firsts[pair.second()] = first;
      }
    }
    return firsts;
  }

  private static int components(int count, List<Pair> pairs) {
    return (int) Arrays.stream(firsts(count, pairs)).distinct().count();
  }
}
