package io.secateur.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopKTest extends SelectionPolicyContract {

  @Override
  SelectionPolicy policy() {
    return new TopK();
  }

  @Test
  void keepsTheGreatestValuesOfTheWhole() {
    assertThat(policy().strata()).isEqualTo(SelectionPolicy.Strata.WHOLE);
    assertThat(policy().order()).isEqualTo(SelectionPolicy.Order.VALUE);
    assertThat(policy().nests()).isTrue();
    assertThat(policy().plan(List.of(stratum(1_000)), 300).kept()).containsExactly(300L);
  }

  @ParameterizedTest
  @CsvSource({
    "100, 100, FINE",
    "50, 100, FINE",
    "49, 100, WARN",
    "30, 100, WARN", // 70 % is the limit, not past it
    "29, 100, REFUSE",
    "0, 1, REFUSE",
    "0, 0, FINE",
    "2767011611056432743, 9223372036854775807, WARN", // the last ones over and under 30 %
    "2767011611056432742, 9223372036854775806, WARN",
    "2767011611056432742, 9223372036854775807, REFUSE",
    "3000000000000000000, 9223372036854775807, WARN"
  })
  void warnsPastHalfAndRefusesPastSeventyPercent(long kept, long of, TopK.Verdict verdict) {
    assertThat(TopK.verdict(kept, of)).isEqualTo(verdict);
  }

  @Test
  void aVerdictKnowsItsLimit() {
    assertThat(TopK.Verdict.FINE.prunedPast()).isZero();
    assertThat(TopK.Verdict.WARN.prunedPast()).isEqualTo(0.5);
    assertThat(TopK.Verdict.REFUSE.prunedPast()).isEqualTo(0.7);
  }

  @ParameterizedTest
  @CsvSource({"-1, 5", "6, 5"})
  void refusesToJudgeWhatCannotBe(long kept, long of) {
    assertThatThrownBy(() -> TopK.verdict(kept, of))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid kept: %d (must be in [0, %d])", kept, of);
  }
}
