package io.secateur.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.testing.Trials;
import org.junit.jupiter.api.Test;

class SortableBitsTest {
  private static final double[] EDGES = {
    Double.NEGATIVE_INFINITY,
    -Double.MAX_VALUE,
    -1,
    -Double.MIN_VALUE,
    0,
    Double.MIN_VALUE,
    1,
    Double.MAX_VALUE,
    Double.POSITIVE_INFINITY
  };

  @Test
  void sortsAsTheNumbersDo() {
    for (int i = 1; i < EDGES.length; i++) {
      assertThat(SortableBits.ascending(EDGES[i]))
          .isGreaterThan(SortableBits.ascending(EDGES[i - 1]));
      assertThat(SortableBits.descending(EDGES[i]))
          .isLessThan(SortableBits.descending(EDGES[i - 1]));
    }
    assertThat(SortableBits.ascending(-0.0)).isEqualTo(SortableBits.ascending(0.0));
  }

  @Test
  void givesTheNumberBack() {
    Trials.forAll(
        random -> {
          double value = Double.longBitsToDouble(random.nextLong());
          if (!Double.isNaN(value)) {
            assertThat(SortableBits.ofAscending(SortableBits.ascending(value))).isEqualTo(value);
            assertThat(SortableBits.ofDescending(SortableBits.descending(value))).isEqualTo(value);
          }
        });
  }
}
