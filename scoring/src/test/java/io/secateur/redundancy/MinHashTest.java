package io.secateur.redundancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.secateur.example.SeededHash;
import io.secateur.testing.Serialized;
import io.secateur.testing.Trials;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.commons.math3.stat.StatUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MinHashTest {

  @Test
  void equalsTheTwinThatSortsUnsigned() {
    Trials.forAll(
        random -> {
          long[] set = random.longs(random.nextInt(1, 30)).toArray();
          MinHash minHash = new MinHash(random.nextInt(1, 40), random.nextLong());

          assertThat(minHash.signature(set)).isEqualTo(twin(minHash, set));
        });
  }

  @Test
  void dependsOnTheSetAloneAndNotOnItsOrder() {
    MinHash minHash = new MinHash(64, 7);

    assertThat(minHash.signature(new long[] {1, 2, 3}))
        .isEqualTo(minHash.signature(new long[] {3, 1, 2, 2}))
        .isEqualTo(new MinHash(64, 7).signature(new long[] {1, 2, 3}));
  }

  @Test
  void otherSeedsGiveOtherSignatures() {
    assertThat(new MinHash(8, 1).signature(new long[] {1, 2, 3}))
        .isNotEqualTo(new MinHash(8, 2).signature(new long[] {1, 2, 3}));
  }

  @Test
  void aLongerSignatureBeginsWithTheShorterOne() {
    long[] set = {1, 2, 3};

    assertThat(new MinHash(64, 7).signature(set)).startsWith(new MinHash(16, 7).signature(set));
  }

  @ParameterizedTest
  @CsvSource({
    "0.3, 300, 350", "0.5, 500, 250", "0.8, 800, 100", // long texts
    "0.3, 12, 14", "0.5, 20, 10", "0.8, 24, 3" // short ones, of about thirty shingles
  })
  void agreesAsOftenAsTheSetsAreAlike(double jaccard, int common, int alone) {
    int hashes = 20_000;
    long[] a = set(0, common + alone);
    long[] b = LongStream.concat(values(0, common), values(5_000, alone)).toArray();
    MinHash minHash = new MinHash(hashes, 42);

    double agreement = MinHash.agreement(minHash.signature(a), minHash.signature(b));

    assertThat(Jaccard.of(sorted(a), sorted(b))).isEqualTo(jaccard);
    assertThat(agreement)
        .isEqualTo(jaccard, within(3 * Math.sqrt(jaccard * (1 - jaccard) / hashes)));
  }

  @Test
  void variesNoMoreForShortTextsThanChanceDoes() {
    // One order of the hashes for all permutations would give 0.082 here in place of 0.0625.
    int hashes = 64;
    double[] estimates =
        IntStream.range(0, 4_000)
            .mapToDouble(
                pair -> {
                  long[] a = set(pair * 1_000L, 30);
                  long[] b =
                      LongStream.concat(values(pair * 1_000L, 20), values(pair * 1_000L + 500, 10))
                          .toArray();
                  MinHash minHash = new MinHash(hashes, 42);
                  return MinHash.agreement(minHash.signature(a), minHash.signature(b));
                })
            .toArray();

    assertThat(Math.sqrt(StatUtils.variance(estimates)))
        .isEqualTo(Math.sqrt(0.25 / hashes), within(0.003));
  }

  @Test
  void agreementIsAShareOfPlaces() {
    assertThat(MinHash.agreement(new long[] {1, 2, 3, 4}, new long[] {1, 9, 3, 9})).isEqualTo(0.5);
  }

  @Test
  void refusesAnEmptySet() {
    assertThatThrownBy(() -> new MinHash(4, 1).signature(new long[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid set: empty (must hold at least one value)");
  }

  @Test
  void refusesAnEmptySignature() {
    assertThatThrownBy(() -> new MinHash(0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid hashes: 0 (must be at least 1)");
  }

  @Test
  void isItselfAfterSerialization() {
    assertThat(Serialized.copyOf(new MinHash(189, 42))).isEqualTo(new MinHash(189, 42));
  }

  private static long[] twin(MinHash minHash, long[] set) {
    SplittableRandom salts = new SplittableRandom(minHash.seed());
    return LongStream.range(0, minHash.hashes())
        .map(
            ignored -> {
              long salt = salts.nextLong(); // SplitMix64 is what Java's generator is
              return LongStream.of(set)
                  .map(x -> SeededHash.mix(x ^ salt))
                  .boxed()
                  .min(Long::compareUnsigned)
                  .orElseThrow();
            })
        .toArray();
  }

  private static long[] set(long from, int size) {
    return values(from, size).toArray();
  }

  private static LongStream values(long from, int size) {
    return LongStream.range(from, from + size).map(i -> SeededHash.mix(i + 1));
  }

  private static long[] sorted(long[] values) {
    return LongStream.of(values).sorted().toArray();
  }
}
