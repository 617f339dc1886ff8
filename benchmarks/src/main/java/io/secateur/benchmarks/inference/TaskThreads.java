package io.secateur.benchmarks.inference;

import io.secateur.benchmarks.Usage;
import io.secateur.jobs.config.EmbeddingsConfig;
import io.secateur.jobs.embed.EmbedStage;
import io.secateur.jobs.spark.Inference;
import io.secateur.jobs.spark.ModelStage.Shipped;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** How many threads a task of the embedding stage keeps busy. */
final class TaskThreads {
  private static final int MAX_TOKENS = 128;
  private static final double SHARE = 0.3; // of the time: a thread that used more was busy

  private final SparkSession spark;
  private final Path directory;
  private final int size;
  private final int cpus;

  TaskThreads(SparkSession spark, Path directory, int size, int cpus) {
    this.spark = spark;
    this.directory = directory;
    this.size = size;
    this.cpus = cpus;
  }

  void run() throws Exception {
    Dataset<Row> texts = Emails.first(spark, size, directory).cache();
    EmbeddingsConfig config = new EmbeddingsConfig("builtin:all-minilm-l6-v2", MAX_TOKENS, 32);
    Shipped model = EmbedStage.ship(spark, config);
    embed(texts, config, model, "warm-up");
    AtomicLong busy = new AtomicLong();
    Map<Long, Double> threads = BusyThreads.seconds();
    Usage before = Usage.now();
    // asked when the first task ends: the model's own threads are still there then
    TaskLog log =
        new TaskLog(
            rows ->
                busy.compareAndSet(
                    0, BusyThreads.since(threads, SHARE * Usage.now().wallSince(before))));
    spark.sparkContext().addSparkListener(log);
    embed(texts, config, model, "measured");
    spark.sparkContext().listenerBus().waitUntilEmpty();
    Usage after = Usage.now();
    double cpu = after.cpuSince(before);
    System.out.printf(
        Locale.ROOT,
        "spark.task.cpus = %d: tasks at once %.1f, busy threads %d, so %d a task; CPU/wall %.2f; "
            + "%.0f %% of the CPU in threads of tasks%n",
        cpus,
        log.atOnce(),
        busy.get(),
        Math.round(busy.get() / Math.max(1, log.atOnce())),
        cpu / after.wallSince(before),
        100 * log.cpuSeconds() / cpu);
  }

  private void embed(Dataset<Row> texts, EmbeddingsConfig config, Shipped model, String name) {
    EmbedStage.write(
        texts,
        size,
        /* lowerCase= */ false,
        new EmbedStage.Embedder(config, model, Inference.onCpus()),
        directory.resolve(name).toString());
  }
}
