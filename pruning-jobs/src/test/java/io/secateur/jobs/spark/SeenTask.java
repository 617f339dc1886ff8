package io.secateur.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.inference.Precision;
import io.secateur.jobs.config.InferenceConfig;
import io.secateur.jobs.config.InferenceConfig.Choice;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A task of a job, as it saw itself.
 *
 * @param worker that its executor is of
 * @param executor that it ran on
 * @param address of the GPUs that Spark gave it, or {@code none}
 * @param begin by the clock of the machine
 * @param end by the same
 */
record SeenTask(String worker, String executor, String address, long begin, long end) {
  /** Tasks of every job here. */
  static final int TASKS = 16;

  static final String NONE = "none";
  private static final StructType TASK =
      StructType.fromDDL("worker string, executor string, address string, begin long, end long");
  private static final String WORKER = "--worker-url ";

  /** Enough for others to begin meanwhile. */
  private static final int HASHED_MEGABYTES = 24;

  /** The tasks of a job that asks for GPUs as inference does. */
  static List<SeenTask> ofInference(SparkSession spark, int tasksPerGpu, int executorGpus) {
    Inference inference =
        Inference.of(
            spark,
            new InferenceConfig(Choice.AUTO, Precision.FP32, 256, tasksPerGpu, executorGpus));
    assertThat(inference.gpus()).isTrue();
    return of(inference.map(shuffled(spark), recorded(), TASK));
  }

  /** The tasks of any other job. */
  static List<SeenTask> ofAnother(SparkSession spark) {
    return of(shuffled(spark).mapPartitions(recorded(), Encoders.row(TASK)));
  }

  /** Whether two of them ran at once. */
  boolean overlaps(SeenTask other) {
    return begin < other.end && other.begin < end;
  }

  /** Those of each GPU of each worker. */
  static Collection<List<SeenTask>> byGpu(List<SeenTask> tasks) {
    return tasks.stream()
        .collect(Collectors.groupingBy(task -> task.worker() + "/" + task.address()))
        .values();
  }

  static void assertNoneOverlap(List<SeenTask> tasks) {
    List<SeenTask> inOrder = new ArrayList<>(tasks);
    inOrder.sort((a, b) -> Long.compare(a.begin(), b.begin()));
    for (int i = 1; i < inOrder.size(); i++) {
      assertThat(inOrder.get(i).begin())
          .as("%s after %s", inOrder.get(i), inOrder.get(i - 1))
          .isGreaterThanOrEqualTo(inOrder.get(i - 1).end());
    }
  }

  private static Dataset<Row> shuffled(SparkSession spark) {
    return spark.range(0, 160, 1, 2).selectExpr("id").repartition(TASKS);
  }

  /** A task that writes down what it was given, and takes a while. */
  private static MapPartitionsFunction<Row, Row> recorded() {
    return rows -> {
      long begin = System.nanoTime();
      work(rows);
      String command = System.getProperty("sun.java.command", "");
      int at = command.indexOf(WORKER) + WORKER.length();
      List<String> assigned = Placing.assigned();
      return List.of(
              RowFactory.create(
                  command.substring(at).split(" ", 2)[0],
                  SparkEnv.get().executorId(),
                  assigned.isEmpty() ? NONE : String.join(",", assigned),
                  begin,
                  System.nanoTime()))
          .iterator();
    };
  }

  private static void work(Iterator<Row> rows) throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    rows.forEachRemaining(row -> digest.update((byte) row.getLong(0)));
    byte[] megabyte = new byte[1 << 20];
    for (int i = 0; i < HASHED_MEGABYTES; i++) {
      digest.update(megabyte);
    }
    assertThat(digest.digest()).hasSize(32);
  }

  private static List<SeenTask> of(Dataset<Row> table) {
    return table.collectAsList().stream()
        .map(
            row ->
                new SeenTask(
                    row.getString(0),
                    row.getString(1),
                    row.getString(2),
                    row.getLong(3),
                    row.getLong(4)))
        .toList();
  }
}
