package io.secateur.jobs.spark;

import io.secateur.inference.Cuda;
import io.secateur.inference.Device;
import io.secateur.jobs.config.InferenceConfig.Choice;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The device of a task.
 *
 * @param device to use
 * @param problem why it is not the GPU that there should be, if so
 */
record DeviceChoice(Device device, Optional<String> problem) {

  /**
   * Chooses.
   *
   * @param choice as configured
   * @param assigned addresses of GPUs that Spark gave the task
   * @param visible CUDA_VISIBLE_DEVICES of its JVM; null where it is not set
   */
  static DeviceChoice of(Choice choice, List<String> assigned, @Nullable String visible) {
    if (choice == Choice.CPU) {
      return new DeviceChoice(Device.CPU, Optional.empty());
    }
    if (assigned.isEmpty()) {
      return choice == Choice.AUTO
          ? new DeviceChoice(Device.CPU, Optional.empty())
          : new DeviceChoice(Device.CPU, Optional.of("Spark gave the task no GPU"));
    }
    String address = assigned.get(0);
    return Cuda.number(address, visible)
        .map(number -> new DeviceChoice(Device.gpu(number), Optional.empty()))
        .orElseGet(() -> new DeviceChoice(Device.CPU, Optional.of(hidden(address, visible))));
  }

  private static String hidden(String address, @Nullable String visible) {
    return visible == null
        ? "Spark gave GPU %s, which CUDA knows by no number (a discovery script must give numbers, or CUDA_VISIBLE_DEVICES be set)"
            .formatted(address)
        : "Spark gave GPU %s, which CUDA_VISIBLE_DEVICES = %s hides".formatted(address, visible);
  }
}
