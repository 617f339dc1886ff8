package io.secateur.jobs.spark;

import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.status.api.v1.ExecutorSummary;
import scala.collection.Iterator;

/**
 * What a job holds of its cluster at a moment, busy or not.
 *
 * @param cores of all executors, and of the driver where it is apart
 * @param gigabytes of heap, of these
 * @param gpus that Spark assigned
 */
public record Held(double cores, double gigabytes, double gpus) {
  private static final double GIGA = 1e9;
  private static final String DRIVER = "driver";

  /** What Spark tells. */
  public static Held by(SparkSession spark) {
    SparkContext context = spark.sparkContext();
    double cores = 0;
    double bytes = Runtime.getRuntime().maxMemory();
    int gpus = 0;
    double heap = context.getConf().getSizeAsBytes("spark.executor.memory", "1g");
    Iterator<ExecutorSummary> executors =
        context.statusStore().executorList(/* activeOnly= */ true).iterator();
    while (executors.hasNext()) {
      ExecutorSummary executor = executors.next();
      cores += executor.totalCores();
      bytes += executor.id().equals(DRIVER) ? 0 : heap;
      if (executor.resources().contains("gpu")) {
        gpus += executor.resources().apply("gpu").addresses().length;
      }
    }
    if (!context.isLocal()) {
      cores += context.getConf().getInt("spark.driver.cores", 1);
    } else if (cores == 0) { // Spark tells of its one executor a moment after it begins
      cores = context.defaultParallelism();
    }
    return new Held(cores, bytes / GIGA, gpus);
  }

  /** The mean of two moments. */
  public Held mean(Held other) {
    return new Held(
        (cores + other.cores) / 2, (gigabytes + other.gigabytes) / 2, (gpus + other.gpus) / 2);
  }
}
