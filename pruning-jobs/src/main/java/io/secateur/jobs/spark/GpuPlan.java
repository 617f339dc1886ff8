package io.secateur.jobs.spark;

import io.secateur.jobs.config.InferenceConfig;
import io.secateur.jobs.config.InferenceConfig.Choice;
import java.io.Serializable;
import java.util.Map;

/**
 * How tasks of inference come by GPUs, as Spark is set.
 *
 * @param way that Spark gives them
 * @param anExecutor GPUs of one
 * @param aTask GPUs of one; below 1 where tasks share
 * @param why in words
 */
record GpuPlan(Way way, int anExecutor, double aTask, String why) implements Serializable {
  static final String AMOUNT = "spark.executor.resource.gpu.amount";
  private static final String DYNAMIC = "spark.dynamicAllocation.enabled";

  /** How Spark gives GPUs. */
  enum Way {
    /** Not at all. */
    NONE,
    /** All executors have some: only tasks of inference ask for them. */
    TASKS,
    /** Inference asks for executors of its own. */
    EXECUTORS
  }

  /**
   * Plans.
   *
   * @param spark its settings
   */
  static GpuPlan of(InferenceConfig config, Map<String, String> spark) {
    if (config.device() == Choice.CPU) {
      return none("inference.device is cpu");
    }
    if (spark.getOrDefault("spark.master", "local").matches("local(\\[.*)?")) {
      return none("Spark in local mode gives tasks no GPU");
    }
    int configured = amount(spark);
    double aTask = 1.0 / config.tasksPerGpu();
    if (Boolean.parseBoolean(spark.getOrDefault(DYNAMIC, "false"))) {
      int anExecutor = config.executorGpus() > 0 ? config.executorGpus() : configured;
      return anExecutor > 0
          ? new GpuPlan(Way.EXECUTORS, anExecutor, aTask, "executors of their own")
          : none("neither %s nor inference.executor-gpus is set".formatted(AMOUNT));
    }
    return configured > 0
        ? new GpuPlan(Way.TASKS, configured, aTask, "stage-level scheduling")
        : none(AMOUNT + " is not set");
  }

  private static GpuPlan none(String why) {
    return new GpuPlan(Way.NONE, 0, 0, why);
  }

  private static int amount(Map<String, String> spark) {
    String amount = spark.getOrDefault(AMOUNT, "0").strip();
    return amount.matches("\\d{1,9}") ? Integer.parseInt(amount) : 0;
  }

  /** Whether tasks of inference get any. */
  boolean gpus() {
    return way != Way.NONE;
  }
}
