package io.secateur.jobs.energy;

import io.secateur.jobs.energy.Counter.Missing;
import io.secateur.jobs.energy.Counter.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The devices of a job on this machine, each with its counter. */
final class Gpus {
  private Gpus() {}

  /**
   * Counters of the devices.
   *
   * @param nvml NVIDIA's library, if it is there
   * @param assigned numbers or UUIDs of the job's devices; where nobody says: all of the machine
   */
  static List<Counter> counters(
      Optional<Nvml> nvml, Optional<List<String>> assigned, LongSupplier nanos) {
    if (nvml.isEmpty()) {
      return assigned.orElse(List.of()).stream()
          .map(gpu -> missing(gpu, "there is no NVML"))
          .toList();
    }
    if (assigned.isPresent() && assigned.get().isEmpty()) {
      return List.of();
    }
    List<Counter> all = new ArrayList<>();
    try {
      int devices = nvml.get().devices();
      for (int device = 0; device < devices; device++) {
        all.add(NvmlCounter.of(nvml.get(), device, nanos));
      }
    } catch (Nvml.Failure e) {
      return List.of(missing("all", String.valueOf(e.getMessage())));
    }
    return assigned.isEmpty()
        ? all
        : assigned.get().stream().map(gpu -> named(gpu, all)).distinct().toList();
  }

  /**
   * What CUDA is told of the devices, if it is. Like CUDA, it stops at the first that cannot be
   * one: {@code -1} hides them all.
   *
   * @param variable CUDA_VISIBLE_DEVICES
   */
  static Optional<List<String>> visible(@Nullable String variable) {
    return Optional.ofNullable(variable)
        .map(
            value ->
                Arrays.stream(value.split(",", -1))
                    .map(String::strip)
                    .takeWhile(device -> device.matches("\\d+|GPU-.+|MIG-.+"))
                    .toList());
  }

  /** UUIDs may be cut short, as in CUDA_VISIBLE_DEVICES; a slice of a device has no counter. */
  private static Counter named(String gpu, List<Counter> all) {
    for (int device = 0; device < all.size(); device++) {
      if (gpu.equals(Integer.toString(device))
          || (gpu.startsWith("GPU-") && all.get(device).id().startsWith(gpu))) {
        return all.get(device);
      }
    }
    return missing(gpu, "it is none of the %d devices".formatted(all.size()));
  }

  private static Counter missing(String gpu, String why) {
    return new Missing("gpu " + gpu, "nvml", Part.GPU, "nvml: GPU %s: %s".formatted(gpu, why));
  }
}
