package io.secateur.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BinsTest {

  @Test
  void haveRoundEnds() {
    Bins bins = Bins.of(0, 1, 0.01, 0.99, /* whole= */ false);

    assertThat(bins.step()).isEqualTo(0.05);
    assertThat(bins.count()).isEqualTo(20);
    assertThat(bins.starts()).startsWith("0.00", "0.05", "0.10").endsWith("0.95");
    assertThat(bins.labels().get(6)).isEqualTo("0.30 to 0.35");
  }

  @Test
  void aValueOnABorderIsInTheBinThatBeginsThere() {
    Bins bins = new Bins(0, 0.1, 10, /* below= */ false, /* above= */ false);

    assertThat(bins.of(0.3)).isEqualTo(3);
    assertThat(bins.of(0.29999)).isEqualTo(2);
    assertThat(bins.of(1)).isEqualTo(9);
  }

  @Test
  void whatLiesFarOutSharesTheOuterBins() {
    Bins bins = Bins.of(-1e6, 1e9, 1, 2, /* whole= */ false);

    assertThat(bins.below()).isTrue();
    assertThat(bins.above()).isTrue();
    assertThat(bins.of(-1e6)).isZero();
    assertThat(bins.of(1e9)).isEqualTo(bins.count() - 1);
    assertThat(bins.labels().get(0)).startsWith("< ");
    assertThat(bins.labels().get(bins.count() - 1)).startsWith("≥ ");
  }

  @Test
  void wholeNumbersHaveBinsOfTheirOwn() {
    Bins bins = Bins.of(0, 3, 0, 3, /* whole= */ true);

    assertThat(bins.starts()).containsExactly("0", "1", "2", "3");
    assertThat(bins.of(3)).isEqualTo(3);
  }

  @Test
  void oneValueHasOneBin() {
    for (double value : new double[] {0, 7, -0.25, 1e300, 1e-300}) {
      Bins bins = Bins.of(value, value, value, value, /* whole= */ false);

      assertThat(bins.count()).as("%s", value).isLessThanOrEqualTo(2);
      assertThat(bins.of(value)).isLessThan(bins.count());
    }
  }

  @Test
  void areNeverMoreThanAChartHolds() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 10_000; i++) {
      double min = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-6, 7));
      double max = min + random.nextDouble() * Math.pow(10, random.nextInt(-6, 7));
      double low = min + random.nextDouble() * (max - min) / 2;
      double high = max - random.nextDouble() * (max - min) / 2;

      Bins bins = Bins.of(min, max, low, high, random.nextBoolean());

      assertThat(bins.count()).as("%s to %s", min, max).isBetween(1, Bins.MOST);
      assertThat(bins.of(min)).isBetween(0, bins.count() - 1);
      assertThat(bins.labels()).hasSize(bins.count());
    }
  }
}
