package io.secateur.jobs.spark;

import static io.secateur.jobs.spark.SeenTask.NONE;
import static io.secateur.jobs.spark.SeenTask.TASKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.inference.Cuda;
import io.secateur.inference.Precision;
import io.secateur.jobs.config.ConfigException;
import io.secateur.jobs.config.InferenceConfig;
import io.secateur.jobs.config.InferenceConfig.Choice;
import io.secateur.jobs.testing.FakeGpus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which GPUs Spark gives to which tasks, on two workers of three cores and two GPUs each. No engine
 * runs but for the one that has no GPU.
 */
class GpuSchedulingTest {
  private static final Set<String> GPUS = Set.of("0", "1");

  @BeforeAll
  static void startCluster(@TempDir Path folder) throws IOException {
    new FakeGpus(folder)
        .session(
            /* workers= */ 2,
            /* cores= */ 3,
            new String[] {"0", "1"},
            Map.of("spark.executor.resource.gpu.amount", "2", "spark.cores.max", "6"));
  }

  @AfterAll
  static void stopCluster() {
    spark().stop();
  }

  @Test
  void eachTaskUsesAGpuOfItsWorkerAndNoTwoAtOnceTheSame() {
    List<SeenTask> seen = SeenTask.ofInference(spark(), /* tasksPerGpu= */ 1, 0);

    assertThat(seen).hasSize(TASKS).allMatch(task -> GPUS.contains(task.address()));
    assertThat(SeenTask.byGpu(seen)).as("GPUs in use: all").hasSize(4);
    SeenTask.byGpu(seen).forEach(SeenTask::assertNoneOverlap);
    // or it would prove nothing
    assertThat(seen).anyMatch(one -> seen.stream().anyMatch(other -> besides(one, other)));
  }

  @Test
  void tasksShareAGpuWhereTheyAreToldToAndNoMoreThanThat() {
    List<SeenTask> seen = SeenTask.ofInference(spark(), /* tasksPerGpu= */ 2, 0);

    assertThat(seen).hasSize(TASKS).allMatch(task -> GPUS.contains(task.address()));
    for (List<SeenTask> onOne : SeenTask.byGpu(seen)) {
      for (SeenTask task : onOne) {
        assertThat(onOne.stream().filter(other -> runsAtBeginOf(task, other)).count())
            .as("at once")
            .isLessThanOrEqualTo(2);
      }
    }
  }

  @Test
  void otherStagesHoldNone() {
    assertThat(SeenTask.ofAnother(spark()))
        .hasSize(TASKS)
        .allMatch(task -> task.address().equals(NONE));
  }

  @Test
  void aRunThatMustHaveGpusIsRefusedWhereTheEngineHasNone() {
    Inference must =
        Inference.of(spark(), new InferenceConfig(Choice.GPU, Precision.FP32, 256, 1, 0));

    Cuda.missing()
        .ifPresentOrElse(
            missing ->
                assertThatThrownBy(() -> must.check(spark()))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining(
                        "invalid inference.device: gpu (Spark must give tasks a GPU that works: on executor ")
                    .hasMessageEndingWith(
                        ", %s; see docs/gpus.md, or set it to auto)".formatted(missing)),
            () -> must.check(spark()));
  }

  private static boolean besides(SeenTask one, SeenTask other) {
    return !other.equals(one) && other.worker().equals(one.worker()) && other.overlaps(one);
  }

  private static boolean runsAtBeginOf(SeenTask task, SeenTask other) {
    return other.begin() <= task.begin() && task.begin() < other.end();
  }

  private static SparkSession spark() {
    return SparkSession.getDefaultSession().get();
  }
}
