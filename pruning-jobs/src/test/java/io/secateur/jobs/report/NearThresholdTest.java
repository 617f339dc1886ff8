package io.secateur.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NearThresholdTest {
  private static final Map<String, Long> COUNTS =
      Map.of(
          "near_sampled", 1_000L,
          "near_pairs_0.70", 200L,
          "near_missed_0.70", 50L,
          "near_later_0.70", 100L,
          "near_pairs_0.80", 0L,
          "near_missed_0.80", 0L,
          "near_later_0.80", 0L);

  @Test
  void saysWhatEachThresholdMeansWithIntervals() {
    List<NearThreshold> thresholds = NearThreshold.of(COUNTS, 0.8);

    assertThat(thresholds).hasSize(2);
    assertThat(thresholds.get(0).inForce()).isFalse();
    assertThat(thresholds.get(0).recall()).isEqualTo(0.75);
    // Wilson's interval of 100 of 1,000 and of 150 of 200
    assertThat(thresholds.get(0).laterInWords()).isEqualTo("10.0 % (8.3 to 12.0)");
    assertThat(thresholds.get(0).recallInWords()).isEqualTo("75.0 % (68.6 to 80.5)");
    assertThat(thresholds.get(1).inForce()).isTrue();
    assertThat(thresholds.get(1).recallInWords()).isEqualTo("–");
  }

  @Test
  void aTerminalShowsThemAsATable() {
    assertThat(NearThreshold.table(NearThreshold.of(COUNTS, 0.8)))
        .isEqualTo(
            """
            threshold   would drop, at most      pairs resolved by this run
            J >= 0.70    10.0 % (8.3 to 12.0)     75.0 % (68.6 to 80.5)    150 of 200
            J >= 0.80 *  0.0 % (0.0 to 0.4)       –                        0 of 0
            by brute force on 1,000 sampled examples, with intervals of 95 %; * is in force
            """);
  }

  @Test
  void nothingWasMeasuredWhereNothingWasSearched() {
    assertThat(NearThreshold.of(Map.of(), 0.8)).isEmpty();
    assertThat(NearThreshold.table(List.of())).isEmpty();
  }
}
