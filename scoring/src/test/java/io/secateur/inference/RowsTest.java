package io.secateur.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowsTest {

  @ParameterizedTest
  @CsvSource({"1, 2, 4", "2, 2, 4", "3, 3, 4", "4, 4, 4", "5, 5, 8", "64, 64, 64"})
  void aBatchIsFilledUp(int examples, int onnx, int torch) {
    assertThat(Rows.ONNX.of(examples)).isEqualTo(onnx);
    assertThat(Rows.TORCH.of(examples)).isEqualTo(torch);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 3", "4, 4", "7, 4", "2147483647, 2147483644"})
  void aLimitIsRoundedDownUnlessItIsBelowFour(int limit, int torch) {
    assertThat(Rows.ONNX.most(limit)).isEqualTo(limit);
    assertThat(Rows.TORCH.most(limit)).isEqualTo(torch);
  }
}
