package io.secateur.benchmarks.inference;

import io.secateur.benchmarks.Usage;
import io.secateur.jobs.config.EmbeddingsConfig;
import io.secateur.jobs.embed.EmbedStage;
import io.secateur.jobs.spark.ArrayColumns;
import io.secateur.jobs.spark.Inference;
import io.secateur.jobs.spark.ModelStage.Shipped;
import io.secateur.jobs.spark.Tables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The embedding stage against the plain loop, in turns, on the same texts in the same batches.
 *
 * <p>The stage opens the model before its time begins, and so does the loop. The loop's parts are
 * the tasks of the stage, as the files that these wrote tell them: what one has to wait for at its
 * end, the other has too.
 */
final class Ratio {
  private static final int MAX_TOKENS = 128;
  private static final int BATCH = 32;

  private final SparkSession spark;
  private final Path directory;
  private final int size;
  private final TaskLog log = new TaskLog(rows -> {});

  Ratio(SparkSession spark, Path directory, int size) {
    this.spark = spark;
    this.directory = directory;
    this.size = size;
    spark.sparkContext().addSparkListener(log);
  }

  /**
   * What one pass took.
   *
   * @param wall seconds, from the call to its return
   * @param working wall seconds, while threads were in the model's job
   * @param cpu seconds of the process
   * @param workers CPU seconds of the threads that worked
   */
  private record Pass(double wall, double working, double cpu, double workers) {}

  void run(int rounds) throws Exception {
    Dataset<Row> texts = Emails.first(spark, size, directory);
    EmbeddingsConfig config = new EmbeddingsConfig("builtin:all-minilm-l6-v2", MAX_TOKENS, BATCH);
    Shipped model = EmbedStage.ship(spark, config); // which initialises DJL, before the loop
    Map<String, float[]> ours = new HashMap<>();
    System.out.printf(
        "%-8s %9s %9s %9s %9s %9s%n", "pass", "wall s", "in job s", "CPU s", "worker s", "texts/s");
    print("warm-up", stage(texts, config, model));
    List<List<String>> ids = tasks(ours);
    Map<String, String> byId = new HashMap<>();
    texts.collectAsList().forEach(row -> byId.put(row.getString(0), row.getString(3)));
    List<List<String>> parts =
        ids.stream().map(part -> part.stream().map(byId::get).toList()).toList();
    List<Pass> stages = new ArrayList<>();
    List<Pass> loops = new ArrayList<>();
    int parallel = spark.sparkContext().defaultParallelism();
    try (RawLoop loop = new RawLoop(model.directory(), MAX_TOKENS, BATCH, parallel)) {
      print("warm-up", loop(loop, parts, ids, ours));
      for (int round = 0; round < rounds; round++) {
        stages.add(print("stage", stage(texts, config, model)));
        loops.add(print("loop", loop(loop, parts, ids, ours)));
      }
    }
    print("stage", median(stages));
    print("loop", median(loops));
    System.out.printf(
        Locale.ROOT,
        "%d texts in %d tasks, the same bits; medians of %d.%n",
        size,
        parts.size(),
        rounds);
    ratio("in the job, wall", stages, loops, Pass::working);
    ratio("in the job, CPU of the workers", stages, loops, Pass::workers);
    ratio("whole call, wall", stages, loops, Pass::wall);
    ratio("whole call, CPU of the process", stages, loops, Pass::cpu);
  }

  private Pass stage(Dataset<Row> texts, EmbeddingsConfig config, Shipped model) throws Exception {
    var unused = EmbedStage.open(model, MAX_TOKENS, /* threads= */ 1);
    deleteTable();
    Usage before = Usage.now();
    EmbedStage.write(
        texts,
        size,
        /* lowerCase= */ false,
        new EmbedStage.Embedder(config, model, Inference.onCpus()),
        table().toString());
    Usage after = Usage.now();
    spark.sparkContext().listenerBus().waitUntilEmpty();
    return new Pass(
        after.wallSince(before), log.wallSeconds(), after.cpuSince(before), log.cpuSeconds());
  }

  private static Pass loop(
      RawLoop loop, List<List<String>> parts, List<List<String>> ids, Map<String, float[]> ours)
      throws Exception {
    Usage before = Usage.now();
    RawLoop.Made made = loop.run(parts);
    Usage after = Usage.now();
    for (int part = 0; part < ids.size(); part++) {
      for (int i = 0; i < ids.get(part).size(); i++) {
        String id = ids.get(part).get(i);
        if (!Arrays.equals(made.vectors().get(part).get(i), ours.get(id))) {
          throw new IllegalStateException("The loop gives other bits for " + id);
        }
      }
    }
    double wall = after.wallSince(before);
    return new Pass(wall, wall, after.cpuSince(before), made.cpuSeconds());
  }

  /** The ids that each task wrote, in its order; one file a task. */
  private List<List<String>> tasks(Map<String, float[]> vectors) {
    Map<String, List<String>> files = new TreeMap<>();
    for (Row row :
        Tables.read(spark, table().toString(), EmbedStage.SCHEMA)
            .selectExpr("id", "embedding", "input_file_name()")
            .collectAsList()) {
      files.computeIfAbsent(row.getString(2), file -> new ArrayList<>()).add(row.getString(0));
      vectors.put(row.getString(0), ArrayColumns.floats(row, 1));
    }
    return List.copyOf(files.values());
  }

  private void deleteTable() throws Exception {
    if (Files.exists(table())) {
      try (var files = Files.list(table())) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(table());
    }
  }

  private Path table() {
    return directory.resolve("embeddings.parquet");
  }

  private Pass print(String name, Pass pass) {
    System.out.printf(
        Locale.ROOT,
        "%-8s %9.2f %9.2f %9.2f %9.2f %9.1f%n",
        name,
        pass.wall(),
        pass.working(),
        pass.cpu(),
        pass.workers(),
        size / pass.working());
    return pass;
  }

  private static void ratio(
      String what, List<Pass> stages, List<Pass> loops, ToDoubleFunction<Pass> of) {
    double[] rounds =
        IntStream.range(0, stages.size())
            .mapToDouble(i -> of.applyAsDouble(loops.get(i)) / of.applyAsDouble(stages.get(i)))
            .toArray();
    System.out.printf(
        Locale.ROOT,
        "stage/loop, %s: of the medians %.3f, median of the rounds %.3f (%s)%n",
        what,
        median(loops, of) / median(stages, of),
        median(rounds),
        Arrays.stream(rounds)
            .mapToObj(round -> String.format(Locale.ROOT, "%.3f", round))
            .collect(Collectors.joining(", ")));
  }

  private static Pass median(Collection<Pass> passes) {
    return new Pass(
        median(passes, Pass::wall),
        median(passes, Pass::working),
        median(passes, Pass::cpu),
        median(passes, Pass::workers));
  }

  private static double median(Collection<Pass> passes, ToDoubleFunction<Pass> of) {
    return median(passes.stream().mapToDouble(of).toArray());
  }

  private static double median(double[] all) {
    double[] sorted = Arrays.stream(all).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
