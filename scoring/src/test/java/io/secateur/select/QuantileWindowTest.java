package io.secateur.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.testing.Trials;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantileWindowTest extends SelectionPolicyContract {
  private static final List<QuantileWindow> THIRDS =
      List.of(new QuantileWindow(0, 0.3), new QuantileWindow(0.3, 0.7), new QuantileWindow(0.7, 1));

  @Override
  SelectionPolicy policy() {
    return new QuantileWindow();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.29, 100, 0, 29", // in binary, 0.29 * 100 is 28.999999999999996
    "0.29, 0.57, 100, 29, 57",
    "0.3, 0.7, 10, 3, 7",
    "0.3, 0.7, 3, 1, 3",
    "0.3, 0.7, 1, 1, 1", // nobody
    "0, 0.3, 1, 0, 1",
    "0.7, 1, 1, 1, 1",
    "0, 1, 0, 0, 0",
    "0.1, 1, 9223372036854775807, 922337203685477581, 9223372036854775807"
  })
  void holdsThePlacesFromOneQuantileToTheNext(
      double from, double to, long size, long first, long end) {
    QuantileWindow window = new QuantileWindow(from, to);

    assertThat(window.first(size)).isEqualTo(first);
    assertThat(window.end(size)).isEqualTo(end);
    assertThat(window.holds(first - 1, size)).isFalse();
    assertThat(window.holds(end, size)).isFalse();
    if (first < end) {
      assertThat(window.holds(first, size)).isTrue();
      assertThat(window.holds(end - 1, size)).isTrue();
    }
  }

  @Test
  void lowMiddleAndHighPartitionADomainOfAnySize() {
    Trials.forAll(
        random -> {
          long size = random.nextLong(1, random.nextBoolean() ? 30 : Long.MAX_VALUE);
          long place = random.nextLong(size);

          assertThat(THIRDS.stream().filter(window -> window.holds(place, size))).hasSize(1);
          assertThat(THIRDS.get(0).first(size)).isZero();
          assertThat(THIRDS.get(2).end(size)).isEqualTo(size);
        });
  }

  @Test
  void windowsThatMeetAnywherePartitionADomain() {
    Trials.forAll(
        random -> {
          double cut = random.nextDouble(Double.MIN_VALUE, 1);
          int size = random.nextInt(1, 50);

          for (int place = 0; place < size; place++) {
            assertThat(new QuantileWindow(0, cut).holds(place, size))
                .isNotEqualTo(new QuantileWindow(cut, 1).holds(place, size));
          }
        });
  }

  @Test
  void drawsByHashFromTheMiddle() {
    assertThat(policy().strata()).isEqualTo(SelectionPolicy.Strata.WHOLE);
    assertThat(policy().order()).isEqualTo(SelectionPolicy.Order.HASH);
    assertThat(policy()).isEqualTo(new QuantileWindow(0.3, 0.7));
  }

  @ParameterizedTest
  @CsvSource({"0.3, 0.3", "0.7, 0.3", "-0.1, 0.3", "0.3, 1.1", "NaN, 1", "0, NaN"})
  void refusesWhatIsNoWindow(double from, double to) {
    assertThatThrownBy(() -> new QuantileWindow(from, to))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid window: [%s, %s) (must be in [0, 1], and not empty)", from, to);
  }
}
