package io.secateur.redundancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.example.SeededHash;
import io.secateur.testing.Serialized;
import io.secateur.testing.Shuffles;
import io.secateur.testing.Trials;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrequencySketchTest {

  @Test
  void neverCountsTooLow() {
    Trials.forAll(
        random -> {
          long[] hashes = hashes(random);
          FrequencySketch sketch = sketch(random.nextInt(1, 12), hashes);

          exact(hashes)
              .forEach(
                  (hash, count) ->
                      assertThat(sketch.count(hash))
                          .isBetween(Math.min(count, FrequencySketch.MOST), FrequencySketch.MOST));
        });
  }

  @Test
  void countsExactlyWhatSharesNoCounter() {
    Trials.forAll(
        random -> {
          long[] hashes = hashes(random);
          FrequencySketch sketch = sketch(24, hashes);
          Map<Long, Integer> counters = exact(LongStream.of(hashes).map(h -> h >>> 40).toArray());

          for (long hash : exact(hashes).keySet()) {
            assertThat(sketch.count(hash))
                .isEqualTo(Math.min(FrequencySketch.MOST, counters.getOrDefault(hash >>> 40, 0)));
          }
        });
  }

  @Test
  void countsNothingWhereItSawNothing() {
    FrequencySketch sketch = sketch(10, 0);

    assertThat(sketch.count(0)).isEqualTo(1);
    assertThat(sketch.count(-1)).isZero();
    assertThat(sketch.count(1L << 54)).isZero();
  }

  @Test
  void stopsAtTheMost() {
    long[] hashes = new long[1_000];
    FrequencySketch sketch = sketch(10, hashes);

    assertThat(sketch.count(0)).isEqualTo(255);
    sketch.addPart(0, sketch.part(0, 1));
    assertThat(sketch.count(0)).isEqualTo(255);
  }

  @Test
  void partsMergeInAnyOrderToTheWhole() {
    Trials.forAll(
        random -> {
          int bits = random.nextInt(1, 12);
          int tasks = random.nextInt(1, 6);
          long[][] shares = new long[tasks][];
          Arrays.setAll(shares, i -> hashes(random));
          FrequencySketch whole =
              sketch(bits, Arrays.stream(shares).flatMapToLong(LongStream::of).toArray());
          int length = random.nextInt(1, whole.size() + 10);

          FrequencySketch merged = new FrequencySketch(bits);
          for (int from = 0; from < whole.size(); from += length) {
            byte[] sum = new byte[0];
            for (int i : Shuffles.of(tasks, random)) {
              byte[] part = sketch(bits, shares[i]).part(from, length);
              sum =
                  random.nextBoolean()
                      ? FrequencySketch.sum(sum, part)
                      : FrequencySketch.sum(part, sum);
            }
            merged.addPart(from, sum);
          }

          assertThat(merged.part(0, merged.size())).isEqualTo(whole.part(0, whole.size()));
        });
  }

  @Test
  void aPartOfNothingIsEmpty() {
    FrequencySketch sketch = sketch(10, -1);

    assertThat(sketch.part(0, 1_023)).isEmpty();
    assertThat(sketch.part(1_023, 4_096)).containsExactly(1);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 10",
    "1, 10",
    "256, 10",
    "511, 10",
    "512, 11",
    "1023, 11",
    "1024, 12",
    "31600000, 26",
    "134217727, 28",
    "134217728, 28",
    "9223372036854775807, 28"
  })
  void hasTwoToFourCountersForEachAdditionWithinBounds(long additions, int bits) {
    assertThat(FrequencySketch.bitsFor(additions)).isEqualTo(bits);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 31, 64})
  void refusesOtherBits(int bits) {
    assertThatThrownBy(() -> new FrequencySketch(bits))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid bits: %d (must be in [1, 30])".formatted(bits));
  }

  @Test
  void countsTheSameAfterSerialization() {
    FrequencySketch sketch = sketch(11, LongStream.range(0, 500).map(SeededHash::mix).toArray());

    FrequencySketch copy = (FrequencySketch) Serialized.copyOf(sketch);

    assertThat(copy.part(0, 2_048)).isEqualTo(sketch.part(0, 2_048));
  }

  private static FrequencySketch sketch(int bits, long... hashes) {
    FrequencySketch sketch = new FrequencySketch(bits);
    sketch.add(hashes);
    return sketch;
  }

  /** Few enough values that some are added hundreds of times. */
  private static long[] hashes(SplittableRandom random) {
    int distinct = random.nextInt(1, 50);
    return IntStream.range(0, random.nextInt(2_000))
        .mapToLong(i -> SeededHash.mix(random.nextInt(1 + random.nextInt(distinct))))
        .toArray();
  }

  private static Map<Long, Integer> exact(long[] hashes) {
    Map<Long, Integer> counts = new HashMap<>();
    LongStream.of(hashes).forEach(hash -> counts.merge(hash, 1, Integer::sum));
    return counts;
  }
}
