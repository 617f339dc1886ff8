package io.secateur.benchmarks.inference;

import io.secateur.jobs.spark.Session;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/**
 * One run of {@code inference.sh}, in a process of its own.
 *
 * <p>{@code ratio DIR TEXTS ROUNDS} times the embedding stage and a plain loop over ONNX Runtime in
 * turns; {@code memory DIR ROWS} runs a small checkpoint over short rows and prints the memory on
 * the way; {@code threads DIR TEXTS CPUS} embeds with {@code spark.task.cpus} so set, and prints
 * the threads that were busy. {@code -Dmaster} is Spark's, {@code local[2]} unless set.
 */
public final class InferenceRun {
  private InferenceRun() {}

  /** Runs. */
  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[1]);
    int size = Integer.parseInt(args[2]);
    switch (args[0]) {
      case "ratio" -> {
        SparkSession spark = session(1);
        new Ratio(spark, directory, size).run(Integer.parseInt(args[3]));
        spark.stop();
      }
      case "memory" -> {
        SparkSession spark = session(1);
        new ShortRows(spark, directory, size).run();
        spark.stop();
      }
      case "threads" -> {
        int cpus = Integer.parseInt(args[3]);
        SparkSession spark = session(cpus);
        new TaskThreads(spark, directory, size, cpus).run();
        spark.stop();
      }
      default -> throw new IllegalArgumentException("Invalid mode: " + args[0]);
    }
  }

  private static SparkSession session(int taskCpus) {
    return Session.configure(
        SparkSession.builder()
            .master(System.getProperty("master", "local[2]"))
            .appName("inference")
            .config("spark.task.cpus", taskCpus)
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 8)
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate());
  }
}
