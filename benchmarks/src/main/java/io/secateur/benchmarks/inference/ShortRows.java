package io.secateur.benchmarks.inference;

import static org.apache.spark.sql.functions.col;

import io.secateur.benchmarks.Usage;
import io.secateur.example.ContentKey;
import io.secateur.jobs.config.ConfigFile;
import io.secateur.jobs.config.ModelsConfig;
import io.secateur.jobs.predict.CheckpointStage;
import io.secateur.jobs.predict.Loaded;
import io.secateur.jobs.spark.Inference;
import io.secateur.testing.OnnxModels;
import io.secateur.testing.WordTokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** A small text classifier over many short rows: what memory does on the way. */
final class ShortRows {
  private static final StructType TEXTS = StructType.fromDDL("id string, key string, text string");
  private static final int WORDS = 64;
  private static final int DIMENSIONS = 16;
  private static final int CLASSES = 4;

  private final SparkSession spark;
  private final Path directory;
  private final int rows;
  private final Deque<Integer> marks = new ArrayDeque<>(); // rows at which memory is printed

  ShortRows(SparkSession spark, Path directory, int rows) {
    this.spark = spark;
    this.directory = directory;
    this.rows = rows;
    for (int tenths : new int[] {1, 3, 5, 7, 10}) {
      marks.add((int) (rows * (long) tenths / 10));
    }
  }

  void run() throws IOException {
    ModelsConfig models = models();
    List<Loaded> loaded = CheckpointStage.load(spark, models, Inference.onCpus());
    int more = rows + rows / 20; // so that the last mark is passed while tasks run
    MapFunction<Long, Row> row = ShortRows::row;
    Dataset<Row> texts = spark.range(0, more, 1, 8).map(row, Encoders.row(TEXTS)).cache();
    System.out.printf(
        "%10s %12s %14s %12s %12s %12s%n",
        "rows", "resident MB", "heap, GC, MB", "direct MB", "NDManagers", "tensors");
    print(texts.count() - more);
    spark.sparkContext().addSparkListener(new TaskLog(this::at));
    Usage before = Usage.now();
    CheckpointStage.write(
        new CheckpointStage.Source(texts, col("id"), texts.select("id", "text")),
        texts.select("id", "key"),
        more,
        loaded,
        models,
        Inference.onCpus(),
        directory.resolve("predictions").toString());
    Usage after = Usage.now();
    System.out.printf(
        Locale.ROOT,
        "%,d rows of 3 to 8 words in %.1f s, %.1f CPU s%n",
        more,
        after.wallSince(before),
        after.cpuSince(before));
  }

  private void at(long done) {
    Integer mark = marks.peek();
    if (mark != null && done >= mark) {
      marks.remove();
      print(done);
    }
  }

  private static void print(long done) {
    List<String> live = live(); // which collects garbage
    Runtime jvm = Runtime.getRuntime();
    BufferPoolMXBean direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .findFirst()
            .orElseThrow();
    try {
      System.out.printf(
          Locale.ROOT,
          "%,10d %,12d %14d %12.1f %12d %12d%n",
          done,
          Usage.residentMegabytes(),
          (jvm.totalMemory() - jvm.freeMemory()) / 1_000_000,
          direct.getMemoryUsed() / 1e6,
          count(live, "ai.djl.onnxruntime.engine.OrtNDManager"),
          count(live, "ai.onnxruntime.OnnxTensor"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many objects there are of each class that something holds, as the JVM prints it. */
  private static List<String> live() {
    try {
      Object histogram =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
      return histogram.toString().lines().toList();
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long count(List<String> histogram, String kind) {
    return histogram.stream()
        .map(line -> List.of(line.strip().split("\\s+", -1)))
        .filter(line -> line.size() > 3 && line.get(3).equals(kind))
        .mapToLong(line -> Long.parseLong(line.get(1)))
        .sum();
  }

  private ModelsConfig models() throws IOException {
    Path model = Files.createDirectories(directory.resolve("classifier"));
    List<String> words = new ArrayList<>(List.of("[UNK]"));
    while (words.size() < WORDS) {
      words.add("word" + words.size());
    }
    WordTokenizer.write(model.resolve("tokenizer.json"), words);
    OnnxModels.textClassifier(
        model.resolve("model.onnx"),
        numbers(WORDS, DIMENSIONS),
        numbers(DIMENSIONS, CLASSES),
        new float[CLASSES]);
    String config =
        """
        run { output = none }
        source { path = none }
        models { checkpoints = ["%s"], classes = [a, b, c, d], input { max-tokens = 64 } }
        """
            .formatted(model.toUri());
    return ConfigFile.read(config, "short-rows.conf", List.of()).models();
  }

  private static float[][] numbers(int rows, int columns) {
    SplittableRandom random = new SplittableRandom(rows);
    float[][] numbers = new float[rows][columns];
    for (float[] row : numbers) {
      for (int k = 0; k < columns; k++) {
        row[k] = (float) random.nextGaussian();
      }
    }
    return numbers;
  }

  private static Row row(long i) {
    SplittableRandom random = new SplittableRandom(i);
    StringBuilder text = new StringBuilder();
    for (int left = 3 + random.nextInt(6); left > 0; left--) {
      text.append("word").append(1 + random.nextInt(WORDS - 1)).append(' ');
    }
    String id = "r%08d".formatted(i);
    return RowFactory.create(id, ContentKey.of(id).hex(), text.toString());
  }
}
