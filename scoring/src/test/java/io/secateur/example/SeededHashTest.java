package io.secateur.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.testing.Trials;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;

class SeededHashTest {
  private static final int KEYS = 10_000;

  @Test
  void mixesAsSplitMix64Does() {
    long golden = 0x9E37_79B9_7F4A_7C15L;

    // The first outputs of the generator with seed 0, as its authors publish them.
    assertThat(SeededHash.mix(golden)).isEqualTo(0xE220_A839_7B1D_CDAFL);
    assertThat(SeededHash.mix(2 * golden)).isEqualTo(0x6E78_9E6A_A1B9_65F4L);
  }

  @Test
  void neverChangesFromOneVersionToTheNext() {
    ContentKey abc = ContentKey.of("abc");

    assertThat(SeededHash.of(42, abc)).isEqualTo(0x8092_5A61_6A0B_C5DBL);
    assertThat(SeededHash.unit(42, abc)).isEqualTo(0.5022331703021754);
  }

  @Test
  void unitLiesBetweenZeroAndOneAndSortsAsTheHashDoes() {
    Trials.forAll(
        random -> {
          long seed = random.nextLong();
          ContentKey one = key(random);
          ContentKey other = key(random);

          assertThat(SeededHash.unit(seed, one)).isGreaterThanOrEqualTo(0).isLessThan(1);
          assertThat(Double.compare(SeededHash.unit(seed, one), SeededHash.unit(seed, other)))
              .isEqualTo(
                  Long.compareUnsigned(
                      SeededHash.of(seed, one) >>> 11, SeededHash.of(seed, other) >>> 11));
        });
  }

  @Test
  void signedOrderIsTheUnsignedOrderOfTheHash() {
    Trials.forAll(
        random -> {
          long seed = random.nextLong();
          ContentKey one = key(random);
          ContentKey other = key(random);

          assertThat(Long.compare(SeededHash.order(seed, one), SeededHash.order(seed, other)))
              .isEqualTo(
                  Long.compareUnsigned(SeededHash.of(seed, one), SeededHash.of(seed, other)));
        });
  }

  @Test
  void isUniformOverKeysThatLookRandomAndOverKeysThatCount() {
    assertThat(uniformity(units(7, randomKeys()))).isGreaterThan(0.001);
    assertThat(uniformity(units(7, countingKeys()))).isGreaterThan(0.001);
  }

  @Test
  void seedsThatFollowOneAnotherDrawIndependently() {
    double[] one = units(1, countingKeys());
    double[] two = units(2, countingKeys());

    // Three standard errors of the correlation of independent draws.
    assertThat(Math.abs(new PearsonsCorrelation().correlation(one, two)))
        .isLessThan(3 / Math.sqrt(KEYS));
  }

  @Test
  void halvesOfTheKeyAreNotInterchangeable() {
    assertThat(SeededHash.of(1, new ContentKey(2, 3)))
        .isNotEqualTo(SeededHash.of(1, new ContentKey(3, 2)));
  }

  private static double uniformity(double[] units) {
    double[] expected = new double[100];
    Arrays.fill(expected, KEYS / 100.0);
    long[] observed = new long[100];
    for (double unit : units) {
      observed[(int) (unit * 100)]++;
    }
    return new ChiSquareTest().chiSquareTest(expected, observed);
  }

  private static double[] units(long seed, ContentKey[] keys) {
    return Arrays.stream(keys).mapToDouble(key -> SeededHash.unit(seed, key)).toArray();
  }

  private static ContentKey[] randomKeys() {
    SplittableRandom random = new SplittableRandom(1);
    return IntStream.range(0, KEYS).mapToObj(i -> key(random)).toArray(ContentKey[]::new);
  }

  private static ContentKey[] countingKeys() {
    return IntStream.range(0, KEYS).mapToObj(i -> new ContentKey(0, i)).toArray(ContentKey[]::new);
  }

  private static ContentKey key(SplittableRandom random) {
    return new ContentKey(random.nextLong(), random.nextLong());
  }
}
