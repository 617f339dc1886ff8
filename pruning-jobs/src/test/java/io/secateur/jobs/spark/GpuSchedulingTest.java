package io.secateur.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.inference.Cuda;
import io.secateur.inference.Precision;
import io.secateur.jobs.config.ConfigException;
import io.secateur.jobs.config.InferenceConfig;
import io.secateur.jobs.config.InferenceConfig.Choice;
import io.secateur.jobs.testing.FakeGpus;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which GPUs Spark gives to which tasks, where workers say that they have some. No engine runs. */
class GpuSchedulingTest {
  private static final StructType TASK =
      StructType.fromDDL("worker string, executor string, address string, begin long, end long");
  private static final String NONE = "none";
  private static final String WORKER = "--worker-url ";
  private static final int TASKS = 16;

  /** Enough for others to begin meanwhile. */
  private static final int HASHED_MEGABYTES = 48;

  @TempDir private Path folder;

  /** A task of a job, as it saw itself. */
  private record Seen(String worker, String executor, String address, long begin, long end) {
    boolean overlaps(Seen other) {
      return begin < other.end && other.begin < end;
    }
  }

  @AfterEach
  void stopSpark() {
    SparkSession.getDefaultSession().get().stop();
  }

  @Test
  void eachTaskUsesAGpuOfItsWorkerAndNoTwoAtOnceTheSame() throws IOException {
    SparkSession spark =
        new FakeGpus(folder)
            .session(
                /* workers= */ 2,
                /* cores= */ 3,
                new String[] {"0", "1"},
                Map.of("spark.executor.resource.gpu.amount", "2", "spark.cores.max", "6"));

    List<Seen> seen = inferred(spark, config(1, 0));

    assertThat(seen).hasSize(TASKS).allMatch(task -> Set.of("0", "1").contains(task.address()));
    for (List<Seen> onOne : byGpu(seen)) {
      assertNoneOverlap(onOne);
    }
    assertThat(byGpu(seen)).as("GPUs in use: all").hasSize(4);
    // or it would prove nothing
    assertThat(seen)
        .anyMatch(
            one ->
                seen.stream()
                    .anyMatch(
                        other ->
                            !other.equals(one)
                                && other.worker().equals(one.worker())
                                && other.overlaps(one)));
  }

  @Test
  void executorsOfOneWorkerHaveDifferentGpusAndOtherStagesHoldNone() throws IOException {
    SparkSession spark =
        new FakeGpus(folder)
            .session(
                /* workers= */ 1,
                /* cores= */ 2,
                new String[] {"4", "7"},
                Map.of(
                    "spark.executor.resource.gpu.amount",
                    "1",
                    "spark.executor.cores",
                    "1",
                    "spark.cores.max",
                    "2"));

    List<Seen> seen = inferred(spark, config(1, 0));
    List<Seen> others = tasks(recorded(numbers(spark)).mapPartitions(record(), Encoders.row(TASK)));

    Map<String, Set<String>> addresses = new TreeMap<>();
    seen.forEach(
        task ->
            addresses
                .computeIfAbsent(task.executor(), executor -> new TreeSet<>())
                .add(task.address()));
    assertThat(addresses).hasSize(2);
    assertThat(addresses.values()).containsExactlyInAnyOrder(Set.of("4"), Set.of("7"));
    assertThat(others).hasSize(TASKS).allMatch(task -> task.address().equals(NONE));
  }

  @Test
  void tasksMayShareAGpuWhereTheyAreToldTo() throws IOException {
    SparkSession spark =
        new FakeGpus(folder)
            .session(
                /* workers= */ 1,
                /* cores= */ 3,
                new String[] {"0"},
                Map.of("spark.executor.resource.gpu.amount", "1", "spark.cores.max", "3"));

    List<Seen> seen = inferred(spark, config(2, 0));

    assertThat(seen).hasSize(TASKS).allMatch(task -> task.address().equals("0"));
    for (Seen task : seen) {
      long atOnce =
          seen.stream()
              .filter(other -> other.begin() <= task.begin() && task.begin() < other.end())
              .count();
      assertThat(atOnce).as("tasks at once, of three cores").isLessThanOrEqualTo(2);
    }
  }

  @Test
  void whereExecutorsComeAndGoOnlyThoseOfInferenceHaveGpus() throws IOException {
    SparkSession spark =
        new FakeGpus(folder)
            .session(
                /* workers= */ 2,
                /* cores= */ 2,
                new String[] {"0"},
                Map.of(
                    "spark.dynamicAllocation.enabled", "true",
                    "spark.dynamicAllocation.shuffleTracking.enabled", "true",
                    "spark.dynamicAllocation.maxExecutors", "2",
                    "spark.dynamicAllocation.executorIdleTimeout", "600s",
                    "spark.executor.cores", "1",
                    "spark.scheduler.minRegisteredResourcesRatio", "0"));

    List<Seen> before = tasks(recorded(numbers(spark)).mapPartitions(record(), Encoders.row(TASK)));
    List<Seen> seen = inferred(spark, config(1, 1));

    assertThat(before).hasSize(TASKS).allMatch(task -> task.address().equals(NONE));
    assertThat(seen).hasSize(TASKS).allMatch(task -> task.address().equals("0"));
    assertThat(executors(seen)).doesNotContainAnyElementsOf(executors(before));
    for (List<Seen> onOne : byGpu(seen)) {
      assertNoneOverlap(onOne);
    }
  }

  @Test
  void aRunThatMustHaveGpusIsRefusedWhereTheEngineHasNone() throws IOException {
    SparkSession spark =
        new FakeGpus(folder)
            .session(
                /* workers= */ 1,
                /* cores= */ 1,
                new String[] {"60"}, // no machine has so many
                Map.of("spark.executor.resource.gpu.amount", "1", "spark.cores.max", "1"));
    Inference must =
        Inference.of(spark, new InferenceConfig(Choice.GPU, Precision.FP32, 256, 1, 0));
    String missing = Cuda.missing().orElse("");

    if (missing.isEmpty()) {
      must.check(spark);
    } else {
      assertThatThrownBy(() -> must.check(spark))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(
              "invalid inference.device: gpu (Spark must give tasks a GPU that works: on executor 0, %s; see docs/gpus.md, or set it to auto)"
                  .formatted(missing));
    }
  }

  private static List<Seen> inferred(SparkSession spark, InferenceConfig config) {
    Inference inference = Inference.of(spark, config);
    assertThat(inference.gpus()).isTrue();
    return tasks(inference.map(recorded(numbers(spark)), record(), TASK));
  }

  private static InferenceConfig config(int tasksPerGpu, int executorGpus) {
    return new InferenceConfig(Choice.AUTO, Precision.FP32, 256, tasksPerGpu, executorGpus);
  }

  /** After a shuffle, as inference is. */
  private static Dataset<Row> recorded(Dataset<Row> rows) {
    return rows.repartition(TASKS);
  }

  private static Dataset<Row> numbers(SparkSession spark) {
    return spark.range(0, 160, 1, 2).selectExpr("id");
  }

  /** A task that writes down what it was given, and takes a while. */
  private static MapPartitionsFunction<Row, Row> record() {
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

  private static List<Seen> tasks(Dataset<Row> table) {
    return table.collectAsList().stream()
        .map(
            row ->
                new Seen(
                    row.getString(0),
                    row.getString(1),
                    row.getString(2),
                    row.getLong(3),
                    row.getLong(4)))
        .toList();
  }

  private static Collection<List<Seen>> byGpu(List<Seen> tasks) {
    return tasks.stream()
        .collect(Collectors.groupingBy(task -> task.worker() + "/" + task.address()))
        .values();
  }

  private static Set<String> executors(List<Seen> tasks) {
    return tasks.stream().map(Seen::executor).collect(Collectors.toSet());
  }

  private static void assertNoneOverlap(List<Seen> tasks) {
    List<Seen> inOrder = new ArrayList<>(tasks);
    inOrder.sort((a, b) -> Long.compare(a.begin(), b.begin()));
    for (int i = 1; i < inOrder.size(); i++) {
      assertThat(inOrder.get(i).begin())
          .as("%s after %s", inOrder.get(i), inOrder.get(i - 1))
          .isGreaterThanOrEqualTo(inOrder.get(i - 1).end());
    }
  }
}
