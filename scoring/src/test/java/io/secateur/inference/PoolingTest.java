package io.secateur.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PoolingTest {

  @Test
  void isTheMeanOfTheTokensAtUnitLength() {
    float[] values = {9, 9, 1, 4, 5, 4, 9, 9}; // two rows of two, after and before others

    assertThat(Pooling.unitMean(values, 2, 2, 2))
        .containsExactly(new float[] {0.6f, 0.8f}, within(1e-7f));
  }

  @Test
  void theZeroVectorStaysZero() {
    assertThat(Pooling.unitMean(new float[] {1, 2, -1, -2}, 0, 2, 2)).containsExactly(0, 0);
  }

  @Test
  void neitherOverflowsNorUnderflows() {
    assertThat(Pooling.unitMean(new float[] {3e38f, 3e38f, 3e38f, 3e38f}, 0, 2, 2))
        .containsExactly(new float[] {0.7071068f, 0.7071068f}, within(1e-7f));
    assertThat(Pooling.unitMean(new float[] {Float.MIN_VALUE, 0}, 0, 1, 2)).containsExactly(1, 0);
  }
}
