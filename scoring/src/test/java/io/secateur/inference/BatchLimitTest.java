package io.secateur.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BatchLimitTest {

  @Test
  void givesWhatIsAskedForUntilMemoryDoesNotSuffice() {
    BatchLimit limit = new BatchLimit();

    assertThat(limit.rows(32, 256)).isEqualTo(32);
    assertThat(limit.rows(Integer.MAX_VALUE, 1)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void halvesAndRemembersAlsoForRowsOfAnotherSize() {
    BatchLimit limit = new BatchLimit();

    assertThat(limit.halve(32, 256)).isTrue();

    assertThat(limit.rows(32, 256)).isEqualTo(16);
    assertThat(limit.rows(32, 128)).isEqualTo(32);
    assertThat(limit.rows(64, 128)).isEqualTo(32);
    assertThat(limit.rows(32, 512)).isEqualTo(8);
  }

  @Test
  void neverGivesFewerThanOneRowAndSaysWhenThereIsNoneFewer() {
    BatchLimit limit = new BatchLimit();
    limit.halve(2, 16);

    assertThat(limit.rows(32, 1_000_000)).isEqualTo(1);
    assertThat(limit.halve(1, 16)).isFalse();
    assertThat(limit.rows(32, 16)).isEqualTo(1);
  }

  @Test
  void anOlderFailureOfMoreDoesNotGiveAnythingBack() {
    BatchLimit limit = new BatchLimit();
    limit.halve(8, 16);
    limit.halve(64, 16);

    assertThat(limit.rows(64, 16)).isEqualTo(4);
  }

  @Test
  void anyNeedIsMetAfterAsManyFailuresAsItHasHalves() {
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 2_000; round++) {
      int asked = 1 + random.nextInt(2_000);
      int size = 1 + random.nextInt(500);
      int fit = 1 + random.nextInt(asked);
      BatchLimit limit = new BatchLimit();
      int failures = 0;
      while (limit.rows(asked, size) > fit) {
        assertThat(limit.halve(limit.rows(asked, size), size)).isTrue();
        failures++;
      }
      assertThat(failures).isLessThanOrEqualTo(1 + (int) (Math.log(asked) / Math.log(2)));
      assertThat(limit.rows(asked, size)).isGreaterThan((fit - 1) / 2);
    }
  }

  @Test
  void isOneAModelAndDevice() {
    Path model = Path.of("/models/a/model.onnx");
    BatchLimit found = BatchLimit.of(model, Device.gpu(0));

    assertThat(BatchLimit.of(model, Device.gpu(0))).isSameAs(found);
    assertThat(BatchLimit.of(model, Device.gpu(1))).isNotSameAs(found);
    assertThat(BatchLimit.of(model, Device.CPU)).isNotSameAs(found);
    assertThat(BatchLimit.of(Path.of("/models/b/model.onnx"), Device.gpu(0))).isNotSameAs(found);
  }
}
