package io.secateur.redundancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.secateur.example.SeededHash;
import io.secateur.testing.Serialized;
import io.secateur.testing.Trials;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.commons.math3.stat.StatUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MinHashTest {
  private static final long MASK = 0xFFFF_FFFFL;

  @Test
  void equalsTheTwinInSixtyFourBits() {
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

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 30, 100, 300})
  void agreesEquallyOftenInEachPlaceHoweverLongTheTexts(int size) {
    // Sets of 3 n values of which n are common: a similarity of 1/5.
    int hashes = 64;
    int pairs = 6_000;
    MinHash minHash = new MinHash(hashes, 7);
    int[] agreements = new int[hashes];
    SplittableRandom random = new SplittableRandom(size);
    for (int pair = 0; pair < pairs; pair++) {
      long[] values = random.longs(5L * size).toArray();
      int[] a = minHash.signature(Arrays.copyOfRange(values, 0, 3 * size));
      int[] b = minHash.signature(Arrays.copyOfRange(values, 2 * size, 5 * size));
      for (int j = 0; j < hashes; j++) {
        agreements[j] += a[j] == b[j] ? 1 : 0;
      }
    }

    double sigma = Math.sqrt(pairs * 0.2 * 0.8);
    double squares =
        IntStream.of(agreements).mapToDouble(n -> Math.pow((n - 0.2 * pairs) / sigma, 2)).sum();
    assertThat((double) IntStream.of(agreements).sum())
        .isEqualTo(0.2 * hashes * pairs, within(3 * sigma * Math.sqrt(hashes)));
    assertThat(squares).isEqualTo(hashes, within(3 * Math.sqrt(2.0 * hashes))); // chi-squared
  }

  @Test
  void setsThatShareNothingAlmostNeverAgree() {
    MinHash minHash = new MinHash(20_000, 3);

    assertThat(
            MinHash.agreement(minHash.signature(set(0, 300)), minHash.signature(set(5_000, 300))))
        .isLessThan(1e-4);
  }

  @Test
  void agreementIsAShareOfPlaces() {
    assertThat(MinHash.agreement(new int[] {1, 2, 3, 4}, new int[] {1, 9, 3, 9})).isEqualTo(0.5);
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

  /** The formula in arithmetic modulo 2^32. */
  private static int[] twin(MinHash minHash, long[] set) {
    SplittableRandom salts = new SplittableRandom(minHash.seed());
    return IntStream.range(0, minHash.hashes())
        .map(
            ignored -> {
              long salt = salts.nextLong(); // SplitMix64 is what Java's generator is
              long factor = salt % (1L << 32) | 1;
              return LongStream.of(set)
                  .map(x -> (x ^ (x >>> 32)) & MASK)
                  .map(y -> (y * (factor & MASK) + (salt >>> 32)) & MASK)
                  .map(z -> ((z ^ (z >>> 15)) * 0x85EB_CA6BL) & MASK)
                  .mapToInt(h -> (int) (h / 2))
                  .min()
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
