package io.secateur.redundancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SearchCostTest {

  @Test
  void countsAMultiplicationAndAnAdditionADimension() {
    SearchCost cost = new SearchCost(200_000, 384, 500, 2);

    assertThat(cost.fit(32_768, 20)).isEqualTo(2.0 * 384 * 500 * 32_768 * 21);
    assertThat(cost.place()).isEqualTo(76.8e9);
    // 500 cells of 800: 319,600 pairs each
    assertThat(cost.search()).isEqualTo(500 * (800 * 800 / 2.0) * 768, within(1.0));
  }

  @Test
  void oneCellMeetsEachPairOnce() {
    assertThat(new SearchCost(1_000, 10, 1, 2).search()).isEqualTo(2 * 10 * 1_000 * 1_000 / 2.0);
    assertThat(new SearchCost(100, 10, 1, 2).fit(32_768, 20)).isEqualTo(2.0 * 10 * 100 * 21);
    assertThat(new SearchCost(0, 10, 1, 2).search()).isZero();
  }
}
