package io.secateur.jobs.spark;

import java.util.Map;
import org.apache.spark.resource.ExecutorResourceRequests;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;

/** What tasks of inference ask Spark for. */
final class GpuProfile {
  static final String GPU = "gpu";

  private GpuProfile() {}

  /**
   * The profile of a plan that has GPUs.
   *
   * @param spark its settings: executors of inference are otherwise like all others
   */
  static ResourceProfile of(GpuPlan plan, Map<String, String> spark) {
    int cpus = Integer.parseInt(spark.getOrDefault("spark.task.cpus", "1"));
    ResourceProfileBuilder profile =
        new ResourceProfileBuilder()
            .require(new TaskResourceRequests().cpus(cpus).resource(GPU, plan.aTask()));
    if (plan.way() == GpuPlan.Way.EXECUTORS) {
      profile.require(executors(plan, spark));
    }
    return profile.build();
  }

  private static ExecutorResourceRequests executors(GpuPlan plan, Map<String, String> spark) {
    String of = "spark.executor.resource.gpu.";
    ExecutorResourceRequests executors =
        new ExecutorResourceRequests()
            .memory(spark.getOrDefault("spark.executor.memory", "1g"))
            .resource(
                GPU,
                plan.anExecutor(),
                spark.getOrDefault(of + "discoveryScript", ""),
                spark.getOrDefault(of + "vendor", ""));
    String cores = spark.get("spark.executor.cores");
    if (cores != null) {
      executors.cores(Integer.parseInt(cores));
    }
    String overhead = spark.get("spark.executor.memoryOverhead");
    if (overhead != null) {
      executors.memoryOverhead(overhead);
    }
    return executors;
  }
}
