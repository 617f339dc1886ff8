package io.secateur.inference;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.engine.StandardCapabilities;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What this JVM has of NVIDIA's CUDA. */
public final class Cuda {
  /** In the jar of ONNX Runtime that was built for CUDA, and in no other. */
  private static final String PROVIDER =
      "/ai/onnxruntime/native/linux-x64/libonnxruntime_providers_cuda.so";

  private Cuda() {}

  /** Why ONNX Runtime cannot use a GPU in this JVM; empty where it can, if there is one. */
  public static Optional<String> missing() {
    if (Cuda.class.getResource(PROVIDER) == null) {
      return Optional.of(
          "the ONNX Runtime on the class path was built without CUDA (onnxruntime, not onnxruntime_gpu)");
    }
    Offline.configure();
    try {
      return Engine.getEngine("OnnxRuntime").hasCapability(StandardCapabilities.CUDA)
          ? Optional.empty()
          : Optional.of(
              "ONNX Runtime cannot load its CUDA provider (CUDA or cuDNN is not on this machine, or of another version)");
    } catch (EngineException | LinkageError e) {
      return Optional.of("ONNX Runtime does not start: " + e.getMessage());
    }
  }

  /**
   * The number of a GPU among those that CUDA sees, which it counts anew from 0.
   *
   * @param address as a discovery script gave it: a number or a UUID
   * @param visible CUDA_VISIBLE_DEVICES of this JVM; null where it is not set
   * @return empty where it is not among them, or has a UUID and nothing says which that is
   */
  public static Optional<Integer> number(String address, @Nullable String visible) {
    boolean counted = address.matches("\\d{1,9}");
    if (visible == null) {
      return counted ? Optional.of(Integer.parseInt(address)) : Optional.empty();
    }
    List<String> seen =
        Arrays.stream(visible.split(",", -1))
            .map(String::strip)
            .takeWhile(device -> device.matches("\\d+|GPU-.+|MIG-.+")) // as CUDA does
            .toList();
    for (int number = 0; number < seen.size(); number++) {
      if (same(seen.get(number), address)) {
        return Optional.of(number);
      }
    }
    // a container's script counts what it sees, whatever that is called outside
    boolean named = seen.stream().noneMatch(device -> device.matches("\\d+"));
    return counted && named && Integer.parseInt(address) < seen.size()
        ? Optional.of(Integer.parseInt(address))
        : Optional.empty();
  }

  /** UUIDs may be cut short in CUDA_VISIBLE_DEVICES. */
  private static boolean same(String seen, String address) {
    return seen.equals(address) || (seen.startsWith("GPU-") && address.startsWith(seen));
  }
}
