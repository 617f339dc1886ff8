package io.secateur.jobs.spark;

import static io.secateur.jobs.spark.SeenTask.NONE;
import static io.secateur.jobs.spark.SeenTask.TASKS;
import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.jobs.testing.FakeGpus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which executors have which GPUs of one worker. No engine runs. */
class GpuExecutorsTest {
  @TempDir private Path folder;

  @AfterEach
  void stopCluster() {
    SparkSession.getDefaultSession().get().stop();
  }

  @Test
  void executorsOfOneWorkerHaveDifferentGpus() throws IOException {
    SparkSession spark =
        session(
            Map.of(
                "spark.executor.resource.gpu.amount", "1",
                "spark.executor.cores", "1",
                "spark.cores.max", "2"));

    List<SeenTask> seen = SeenTask.ofInference(spark, /* tasksPerGpu= */ 1, 0);

    Map<String, Set<String>> addresses =
        seen.stream()
            .collect(
                Collectors.groupingBy(
                    SeenTask::executor, Collectors.mapping(SeenTask::address, Collectors.toSet())));
    assertThat(addresses.values()).containsExactlyInAnyOrder(Set.of("4"), Set.of("7"));
    SeenTask.byGpu(seen).forEach(SeenTask::assertNoneOverlap);
  }

  @Test
  void whereExecutorsComeAndGoOnlyThoseOfInferenceHaveGpus() throws IOException {
    SparkSession spark =
        session(
            Map.of(
                "spark.dynamicAllocation.enabled", "true",
                "spark.dynamicAllocation.shuffleTracking.enabled", "true",
                "spark.dynamicAllocation.maxExecutors", "1", // of each kind
                "spark.dynamicAllocation.executorIdleTimeout", "600s",
                "spark.executor.cores", "1",
                "spark.scheduler.minRegisteredResourcesRatio", "0"));

    List<SeenTask> before = SeenTask.ofAnother(spark);
    List<SeenTask> seen = SeenTask.ofInference(spark, /* tasksPerGpu= */ 1, /* executorGpus= */ 1);

    assertThat(before).hasSize(TASKS).allMatch(task -> task.address().equals(NONE));
    assertThat(seen).hasSize(TASKS).allMatch(task -> Set.of("4", "7").contains(task.address()));
    assertThat(executors(seen)).doesNotContainAnyElementsOf(executors(before));
    SeenTask.byGpu(seen).forEach(SeenTask::assertNoneOverlap);
  }

  private SparkSession session(Map<String, String> settings) throws IOException {
    return new FakeGpus(folder)
        .session(/* workers= */ 1, /* cores= */ 2, new String[] {"4", "7"}, settings);
  }

  private static Set<String> executors(List<SeenTask> tasks) {
    return tasks.stream().map(SeenTask::executor).collect(Collectors.toSet());
  }
}
