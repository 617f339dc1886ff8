package io.secateur.jobs.config;

import static io.secateur.jobs.config.Reading.read;
import static io.secateur.jobs.config.Reading.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InferenceConfigTest {

  @Test
  void readsEachDevice() {
    assertThat(read("inference.device = auto").inference().device())
        .isEqualTo(InferenceConfig.Choice.AUTO);
    assertThat(read("inference.device = cpu").inference().device())
        .isEqualTo(InferenceConfig.Choice.CPU);
    assertThat(read("inference.device = gpu").inference().device())
        .isEqualTo(InferenceConfig.Choice.GPU);
  }

  @Test
  void refusesWhatIsNoDevicePrecisionOrCount() {
    refuses(
        """
        inference {
          device = cuda, precision = bf16
          gpu-batch-size = 0, tasks-per-gpu = 0.5, executor-gpus = -1
        }
        """,
        "run.conf: 3: invalid inference.device: cuda (must be one of auto, cpu, gpu)",
        "run.conf: 3: invalid inference.precision: bf16 (must be one of fp32, fp16; did you mean fp16?)",
        "run.conf: 4: invalid inference.gpu-batch-size: 0 (must be a whole number, at least 1)",
        "run.conf: 4: invalid inference.tasks-per-gpu: 0.5 (must be a whole number, at least 1)",
        "run.conf: 4: invalid inference.executor-gpus: -1 (must be a whole number; 0: as Spark is set)");
  }
}
