package io.secateur.jobs.spark;

import io.secateur.inference.Cuda;
import io.secateur.inference.Device;
import io.secateur.inference.ModelException;
import io.secateur.inference.Placement;
import io.secateur.jobs.config.InferenceConfig;
import io.secateur.jobs.config.InferenceConfig.Choice;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts models where tasks run: on the GPU that Spark gave the task, else on the processor.
 *
 * @param config as configured
 * @param fallbacks executors that used a processor in the place of a GPU, and why
 * @param used GPUs
 */
record Placing(InferenceConfig config, @Nullable Distinct fallbacks, @Nullable Distinct used)
    implements Serializable {
  private static final Logger LOG = LoggerFactory.getLogger(Placing.class);

  /** What could not be loaded onto a GPU in this JVM, and why: it is not tried again. */
  private static final Map<String, String> REFUSED = new ConcurrentHashMap<>();

  /** What this JVM's log has said. */
  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

  /** See {@link Inference#open}. */
  <T extends AutoCloseable> T open(Class<T> kind, String key, Function<Placement, T> open) {
    TaskContext task = TaskContext.get();
    int threads = Math.max(1, task.cpus());
    DeviceChoice chosen = choice(config.device());
    chosen.problem().ifPresent(this::fallBack);
    T model = opened(kind, key, open, chosen.device(), threads);
    TaskCompletionListener release = context -> OpenModels.release(model);
    var unused = task.addTaskCompletionListener(release);
    return model;
  }

  /** What the task that asks cannot have of a GPU, and why; empty where it can have one. */
  static String problem() {
    return choice(Choice.GPU)
        .problem()
        .or(Cuda::missing)
        .map(why -> "on executor %s, %s".formatted(executor(), why))
        .orElse("");
  }

  private static DeviceChoice choice(Choice choice) {
    return DeviceChoice.of(choice, assigned(), System.getenv("CUDA_VISIBLE_DEVICES"));
  }

  /** Addresses of the GPUs that Spark gave to the task that asks. */
  static List<String> assigned() {
    @Nullable ResourceInformation gpu = TaskContext.get().resourcesJMap().get(GpuProfile.GPU);
    return gpu == null ? List.of() : Arrays.asList(gpu.addresses());
  }

  private <T extends AutoCloseable> T opened(
      Class<T> kind, String key, Function<Placement, T> open, Device device, int threads) {
    if (device.isGpu()) {
      Placement placement = new Placement(device, config.precision(), threads);
      String where = kind.getName() + key + placement;
      @Nullable String refused = REFUSED.get(where);
      if (refused == null) {
        try {
          T model = OpenModels.use(kind, key, placement, open);
          note(used, "%s/%s".formatted(executor(), device));
          return model;
        } catch (ModelException e) {
          refused = String.valueOf(e.getMessage());
          REFUSED.put(where, refused);
        }
      }
      fallBack(refused);
    }
    return OpenModels.use(kind, key, Placement.cpu(threads), open);
  }

  /** Ends the task where it must have a GPU; else says once a JVM that it has none. */
  private void fallBack(String problem) {
    if (config.device() == Choice.GPU) {
      throw new ModelException(
          "Cannot run a model on a GPU on executor %s: %s. See docs/gpus.md, or set inference.device = auto."
              .formatted(executor(), problem));
    }
    if (SAID.add(problem)) {
      LOG.warn("NO GPU IS USED, though Spark gave one: {}. This executor uses its CPUs.", problem);
    }
    note(fallbacks, executor() + "\t" + problem);
  }

  private static String executor() {
    return SparkEnv.get().executorId();
  }

  private static void note(@Nullable Distinct texts, String text) {
    if (texts != null) {
      texts.add(text);
    }
  }
}
