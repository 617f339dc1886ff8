package io.secateur.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.inference.Device;
import io.secateur.inference.Precision;
import io.secateur.jobs.config.InferenceConfig;
import io.secateur.jobs.config.InferenceConfig.Choice;
import io.secateur.jobs.spark.GpuPlan.Way;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is decided of devices without asking any. */
class GpuPlanTest {
  private static final Map<String, String> WITH_GPUS =
      Map.of("spark.master", "spark://host:7077", "spark.executor.resource.gpu.amount", "2");

  @Test
  void whereExecutorsHaveGpusTasksOfInferenceAskForThem() {
    GpuPlan plan = GpuPlan.of(config(Choice.AUTO, 1, 0), WITH_GPUS);

    assertThat(plan).isEqualTo(new GpuPlan(Way.TASKS, 2, 1, "stage-level scheduling"));
    assertThat(GpuPlan.of(config(Choice.GPU, 4, 0), WITH_GPUS).aTask()).isEqualTo(0.25);
  }

  @Test
  void whereExecutorsComeAndGoInferenceAsksForItsOwn() {
    Map<String, String> dynamic = new HashMap<>(WITH_GPUS);
    dynamic.put("spark.dynamicAllocation.enabled", "true");

    assertThat(GpuPlan.of(config(Choice.AUTO, 1, 0), dynamic))
        .isEqualTo(new GpuPlan(Way.EXECUTORS, 2, 1, "executors of their own"));
    dynamic.remove("spark.executor.resource.gpu.amount");
    assertThat(GpuPlan.of(config(Choice.AUTO, 1, 4), dynamic).anExecutor()).isEqualTo(4);
    assertThat(GpuPlan.of(config(Choice.AUTO, 1, 0), dynamic).why())
        .isEqualTo("neither spark.executor.resource.gpu.amount nor inference.executor-gpus is set");
  }

  @Test
  void nothingIsAskedForWhereThereIsNothing() {
    assertThat(GpuPlan.of(config(Choice.CPU, 1, 0), WITH_GPUS).why())
        .isEqualTo("inference.device is cpu");
    assertThat(GpuPlan.of(config(Choice.AUTO, 1, 0), Map.of("spark.master", "yarn")))
        .isEqualTo(new GpuPlan(Way.NONE, 0, 0, "spark.executor.resource.gpu.amount is not set"));
    for (String local : List.of("local", "local[2]", "local[*]")) {
      Map<String, String> settings = new HashMap<>(WITH_GPUS);
      settings.put("spark.master", local);
      assertThat(GpuPlan.of(config(Choice.AUTO, 1, 0), settings).why())
          .isEqualTo("Spark in local mode gives tasks no GPU");
    }
    // which is a cluster, with executors of its own
    assertThat(
            GpuPlan.of(
                    config(Choice.AUTO, 1, 0),
                    Map.of(
                        "spark.master",
                        "local-cluster[1,1,1024]",
                        "spark.executor.resource.gpu.amount",
                        "1"))
                .gpus())
        .isTrue();
  }

  @Test
  void aTaskUsesTheFirstGpuThatItWasGiven() {
    assertThat(DeviceChoice.of(Choice.AUTO, List.of("1", "0"), null).device())
        .isEqualTo(Device.gpu(1));
    assertThat(DeviceChoice.of(Choice.GPU, List.of("3"), "2,3").device()).isEqualTo(Device.gpu(1));
  }

  @Test
  void withoutAGpuATaskUsesTheProcessorUnlessItMayNot() {
    DeviceChoice auto = DeviceChoice.of(Choice.AUTO, List.of(), null);
    assertThat(auto.device()).isEqualTo(Device.CPU);
    assertThat(auto.problem()).isEmpty();
    DeviceChoice cpu = DeviceChoice.of(Choice.CPU, List.of("0"), null);
    assertThat(cpu.device()).isEqualTo(Device.CPU);
    assertThat(cpu.problem()).isEmpty();
    assertThat(DeviceChoice.of(Choice.GPU, List.of(), null).problem())
        .contains("Spark gave the task no GPU");
  }

  @Test
  void aGpuThatCudaDoesNotSeeIsAProblem() {
    assertThat(DeviceChoice.of(Choice.AUTO, List.of("5"), "0,1").problem())
        .contains("Spark gave GPU 5, which CUDA_VISIBLE_DEVICES = 0,1 hides");
    assertThat(DeviceChoice.of(Choice.AUTO, List.of("GPU-1"), null).problem())
        .contains(
            "Spark gave GPU GPU-1, which CUDA knows by no number (a discovery script must give"
                + " numbers, or CUDA_VISIBLE_DEVICES be set)");
  }

  private static InferenceConfig config(Choice device, int tasksPerGpu, int executorGpus) {
    return new InferenceConfig(device, Precision.FP32, 256, tasksPerGpu, executorGpus);
  }
}
