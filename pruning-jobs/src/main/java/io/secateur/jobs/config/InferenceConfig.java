package io.secateur.jobs.config;

import io.secateur.inference.Precision;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/**
 * The {@code inference} block: what models run on.
 *
 * @param device that tasks use
 * @param precision of models on a GPU
 * @param gpuBatchSize examples a batch at most on a GPU, at least 1
 * @param tasksPerGpu that share one, at least 1
 * @param executorGpus of executors that inference alone asks for, where Spark allocates them
 *     dynamically; 0: all executors are alike
 */
public record InferenceConfig(
    Choice device, Precision precision, int gpuBatchSize, int tasksPerGpu, int executorGpus)
    implements Serializable {

  /** Which device a task uses. */
  public enum Choice {
    /** The GPU that Spark gave it, if it did and it works. */
    AUTO,
    /** The processor, whatever Spark gave it. */
    CPU,
    /** The GPU that Spark gave it, or the run ends. */
    GPU;

    /** As the configuration has it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static InferenceConfig from(Values inference) {
    String device = inference.choice("device", List.of("auto", "cpu", "gpu"));
    String precision = inference.choice("precision", List.of("fp32", "fp16"));
    return new InferenceConfig(
        Choice.valueOf(device.toUpperCase(Locale.ROOT)),
        Precision.valueOf(precision.toUpperCase(Locale.ROOT)),
        inference.smallCount("gpu-batch-size", 1, "must be a whole number, at least 1"),
        inference.smallCount("tasks-per-gpu", 1, "must be a whole number, at least 1"),
        inference.smallCount("executor-gpus", 0, "must be a whole number; 0: as Spark is set"));
  }
}
