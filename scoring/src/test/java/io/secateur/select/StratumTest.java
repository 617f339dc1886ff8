package io.secateur.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StratumTest {

  @ParameterizedTest
  @CsvSource({"-1, 0", "5, -1", "5, 6"})
  void refusesCountsOutOfRange(long size, long atLeast) {
    assertThatThrownBy(() -> new Stratum("cats", size, atLeast, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid stratum cats: %d of %d kept (must be in [0, size])", atLeast, size);
  }

  @Test
  void quotasAddUpAndNeverShareTheirCounts() {
    List<Long> counts = new ArrayList<>(List.of(2L, 3L));
    Quotas quotas = new Quotas(counts);

    counts.set(0, 9L);

    assertThat(quotas.kept()).containsExactly(2L, 3L);
    assertThat(quotas.total()).isEqualTo(5);
  }
}
