package io.secateur.jobs.spark;

import io.secateur.inference.Device;
import io.secateur.inference.Placement;
import io.secateur.inference.Precision;
import io.secateur.jobs.config.ConfigException;
import io.secateur.jobs.config.InferenceConfig;
import io.secateur.jobs.config.InferenceConfig.Choice;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Where models run: on the GPUs that Spark gives to tasks, else on processors. Only what goes
 * through {@link #map} asks Spark for GPUs, so that no other stage holds them; where there are none
 * to be had, nothing is asked for and nothing changes.
 */
public final class Inference implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Batches that a window should have, so that those of one length fill. */
  private static final int BATCHES = 16;

  private final GpuPlan plan;
  private final Placing placing;
  private final transient @Nullable ResourceProfile profile;
  private transient boolean checked;

  private Inference(GpuPlan plan, Placing placing, @Nullable ResourceProfile profile) {
    this.plan = plan;
    this.placing = placing;
    this.profile = profile;
  }

  /** On processors, whatever Spark offers. */
  public static Inference onCpus() {
    InferenceConfig config = new InferenceConfig(Choice.CPU, Precision.FP32, 1, 1, 0);
    return new Inference(GpuPlan.of(config, Map.of()), new Placing(config, null, null), null);
  }

  /** As configured, on what Spark offers. */
  public static Inference of(SparkSession spark, InferenceConfig config) {
    Map<String, String> settings = new TreeMap<>();
    Arrays.stream(spark.sparkContext().getConf().getAll())
        .forEach(setting -> settings.put(setting._1(), setting._2()));
    GpuPlan plan = GpuPlan.of(config, settings);
    if (!plan.gpus()) {
      return new Inference(plan, new Placing(config, null, null), null);
    }
    Distinct fallbacks = Distinct.on(spark.sparkContext());
    Distinct used = Distinct.on(spark.sparkContext());
    return new Inference(plan, new Placing(config, fallbacks, used), GpuProfile.of(plan, settings));
  }

  /**
   * Refuses, before any long work, a run that must have GPUs and will get none: one task tries, the
   * first time that this is called.
   *
   * @throws ConfigException if so
   */
  public void check(SparkSession spark) {
    if (checked || placing.config().device() != Choice.GPU) {
      return;
    }
    if (profile == null) {
      throw refused(plan.why() + "; see docs/gpus.md, or set it to auto");
    }
    String problem =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(List.of(0), 1)
            .map(none -> Placing.problem())
            .withResources(profile)
            .first();
    if (!problem.isEmpty()) {
      throw refused(problem + "; see docs/gpus.md, or set it to auto");
    }
    checked = true;
  }

  private static ConfigException refused(String why) {
    return new ConfigException(
        List.of(
            "invalid inference.device: gpu (Spark must give tasks a GPU that works: %s)"
                .formatted(why)));
  }

  /** Whether tasks get GPUs. */
  public boolean gpus() {
    return plan.gpus();
  }

  /** Whether a model's copy of 16 bits is used, where it has one and the GPU works. */
  public boolean halves() {
    return gpus() && placing.config().precision() == Precision.FP16;
  }

  /** In words, for a plan. */
  public String words() {
    if (!gpus()) {
      return "on CPUs: " + plan.why();
    }
    int tasks = placing.config().tasksPerGpu();
    return "on GPUs: %s, %s, %s, batches of at most %,d"
        .formatted(
            tasks == 1 ? "one a task" : "one for %,d tasks".formatted(tasks),
            plan.why(),
            halves() ? "fp16 where a model has it" : "fp32",
            placing.config().gpuBatchSize());
  }

  /**
   * Examples a batch at most.
   *
   * @param device of the task
   * @param onCpu as configured for processors
   */
  public int batchSize(Device device, int onCpu) {
    return device.isGpu() ? placing.config().gpuBatchSize() : onCpu;
  }

  /**
   * Texts that are sorted by length together, and about how many a task has.
   *
   * @param onCpu on processors, whose batches are small
   */
  public int window(int onCpu) {
    return gpus() ? Math.max(onCpu, BATCHES * placing.config().gpuBatchSize()) : onCpu;
  }

  /**
   * Maps the partitions of a table by a model.
   *
   * @param model maps those of one task, and opens what it needs by {@link #open}
   * @param schema of what comes out
   */
  public Dataset<Row> map(
      Dataset<Row> rows, MapPartitionsFunction<Row, Row> model, StructType schema) {
    if (profile == null) {
      return rows.mapPartitions(model, Encoders.row(schema));
    }
    // a Dataset cannot ask for resources, an RDD can
    JavaRDD<Row> mapped = rows.toJavaRDD().mapPartitions(model::call).withResources(profile);
    return rows.sparkSession().createDataFrame(mapped, schema);
  }

  /**
   * In a task: a model, open in this JVM on the task's device, and let go of when the task ends.
   *
   * @param kind of the model
   * @param key what tells it from others of its kind
   * @param open opens it
   */
  public <T extends AutoCloseable> T open(Class<T> kind, String key, Function<Placement, T> open) {
    return placing.open(kind, key, open);
  }

  /**
   * What models ran on since it was last asked: {@code on 2 GPUs}, with a blank before; empty where
   * Spark has none.
   */
  public String ranOn() {
    if (placing.used() == null) {
      return "";
    }
    int used = placing.used().value().size();
    placing.used().reset();
    return used == 0 ? " on CPUs" : used == 1 ? " on 1 GPU" : " on %,d GPUs".formatted(used);
  }

  /** What a user should know of it, if anything, since it was last asked. */
  public Optional<String> warning() {
    if (placing.fallbacks() == null || placing.fallbacks().isZero()) {
      return Optional.empty();
    }
    Map<String, String> reasons = new TreeMap<>();
    for (String fallback : placing.fallbacks().value()) {
      int tab = fallback.indexOf('\t');
      reasons.putIfAbsent(fallback.substring(0, tab), fallback.substring(tab + 1));
    }
    placing.fallbacks().reset();
    return Optional.of(
        "no GPU was used on %s, though Spark gave %s: %s (see docs/gpus.md)"
            .formatted(
                reasons.size() == 1
                    ? "executor " + reasons.keySet().iterator().next()
                    : "%,d executors".formatted(reasons.size()),
                reasons.size() == 1 ? "it one" : "them some",
                reasons.values().iterator().next()));
  }
}
