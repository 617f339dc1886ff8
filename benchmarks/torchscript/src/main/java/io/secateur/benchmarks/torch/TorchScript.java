package io.secateur.benchmarks.torch;

import io.secateur.inference.Checkpoint;
import io.secateur.inference.CheckpointSession;
import io.secateur.inference.Gives;
import io.secateur.inference.ModelForm;
import io.secateur.inference.Reads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Opens the models of {@code export.py} as checkpoints. */
public final class TorchScript {
  private static final int[] BATCHES = {1, 2, 3, 7, 16, 64, 1000};
  private static final double TOLERANCE = 1e-6;
  private static final int WIDE = 512;
  private static final int SECONDS = 4;
  private static final int BUSY = 40; // hundredths of a second, of all

  private final Path models;

  private TorchScript(Path models) {
    this.models = models;
  }

  /**
   * Checks.
   *
   * @param arguments the directory of the models, and perhaps the threads that a batch may use:
   *     then only what is busy is measured
   */
  public static void main(String[] arguments) throws ExecutionException, InterruptedException {
    TorchScript all = new TorchScript(Path.of(arguments[0]));
    if (arguments.length == 2) {
      all.threads(Integer.parseInt(arguments[1]));
      return;
    }
    all.vectors();
    all.texts();
    all.wide();
  }

  private void vectors() throws ExecutionException, InterruptedException {
    List<float[]> examples =
        List.of(
            new float[] {1, 2, 3},
            new float[] {0, 0, 0},
            new float[] {-1, 0.5f, 0.25f},
            new float[] {1e-3f, -7, 11});
    System.out.println("vectors");
    try (Checkpoint checkpoint = open("vectors", new Reads.Floats("", 3), 2)) {
      compare(
          examples.stream().map(Arrays::toString).toList(),
          rows(checkpoint, session -> session.ofVectors(examples, 2)),
          examples.stream().map(TorchScript::vectorByHand).toList());
      List<float[]> many = vectors(1000, 3);
      sameBits(checkpoint, 1000, (session, batch) -> session.ofVectors(many, batch));
    }
  }

  private static double[] vectorByHand(float[] x) {
    return new double[] {
      0.5 * x[0] - x[1] + 2 * x[2] + 0.125, 1.5 * x[0] + 0.25 * x[1] - 0.75 * x[2] - 0.25
    };
  }

  private void texts() throws ExecutionException, InterruptedException {
    List<String> examples = List.of("red", "red green blue loud", "quiet quiet red", "any word");
    System.out.println("texts");
    try (Checkpoint checkpoint = open("texts", new Reads.Text(64), 3)) {
      compare(
          examples,
          rows(checkpoint, session -> session.ofTexts(examples, 2)),
          examples.stream().map(TorchScript::textByHand).toList());
      List<String> many = texts(1000);
      sameBits(checkpoint, 1000, (session, batch) -> session.ofTexts(many, batch));
    }
  }

  private static double[] textByHand(String text) {
    double[] mean = new double[2];
    String[] words = text.split(" ", -1);
    for (String word : words) {
      double[] vector =
          switch (word) {
            case "red" -> new double[] {1, 0};
            case "green" -> new double[] {0, 1};
            case "blue" -> new double[] {-1, 0.5};
            case "loud" -> new double[] {0.25, 2};
            case "quiet" -> new double[] {-0.5, -1};
            default -> new double[] {0, 0};
          };
      mean[0] += vector[0] / words.length;
      mean[1] += vector[1] / words.length;
    }
    return new double[] {
      mean[0] + 2 * mean[1], -mean[0] + 0.5 * mean[1] + 0.5, 0.25 * mean[0] - 2 * mean[1] - 0.125
    };
  }

  private void wide() throws ExecutionException, InterruptedException {
    System.out.println("wide");
    try (Checkpoint checkpoint = open("wide", new Reads.Floats("", WIDE), 10)) {
      List<float[]> many = vectors(200, WIDE);
      sameBits(checkpoint, 200, (session, batch) -> session.ofVectors(many, batch));
    }
  }

  /** How busy the process is while one thread of ours runs the wide model. */
  private void threads(int threads) throws ExecutionException, InterruptedException {
    ModelForm form = new ModelForm(new Reads.Floats("", WIDE), Gives.CLASS_LOGITS, "", 10);
    try (Checkpoint checkpoint = Checkpoint.open(models.resolve("wide"), form, threads)) {
      List<float[]> many = vectors(256, WIDE);
      rows(
          checkpoint,
          session -> {
            session.ofVectors(many, 256);
            Map<String, Long> before = ticks();
            long cpu = processNanos();
            long start = System.nanoTime();
            while (System.nanoTime() - start < SECONDS * 1_000_000_000L) {
              session.ofVectors(many, 256);
            }
            double busy = (double) (processNanos() - cpu) / (System.nanoTime() - start);
            System.out.printf(
                Locale.ROOT,
                "threads = %d: %.2f CPU s a second, in %d threads%n",
                threads,
                busy,
                ticks().entrySet().stream()
                    .filter(now -> now.getValue() - before.getOrDefault(now.getKey(), 0L) > BUSY)
                    .count());
            return new float[0][];
          });
    }
  }

  /** Hundredths of a second that each native thread has run. */
  private static Map<String, Long> ticks() {
    Map<String, Long> ticks = new HashMap<>();
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path task : tasks) {
        String stat = Files.readString(task.resolve("stat"));
        String[] numbers = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        ticks.put(task.toString(), Long.parseLong(numbers[11]) + Long.parseLong(numbers[12]));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ticks;
  }

  private static long processNanos() {
    var system =
        ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
    return system.getProcessCpuTime();
  }

  private Checkpoint open(String name, Reads reads, int classes) {
    return Checkpoint.open(
        models.resolve(name), new ModelForm(reads, Gives.CLASS_LOGITS, "", classes), 1);
  }

  private static void compare(List<String> names, float[][] rows, List<double[]> byHand) {
    for (int i = 0; i < rows.length; i++) {
      System.out.printf(
          "  %s: %s, by hand %s%n",
          names.get(i), Arrays.toString(rows[i]), Arrays.toString(byHand.get(i)));
      for (int k = 0; k < rows[i].length; k++) {
        require(Math.abs(rows[i][k] - byHand.get(i)[k]) <= TOLERANCE, "other logits than by hand");
      }
    }
  }

  private interface Rows {
    float[][] of(CheckpointSession session, int batch);
  }

  private static void sameBits(Checkpoint checkpoint, int count, Rows rows)
      throws ExecutionException, InterruptedException {
    float[][] first = rows(checkpoint, session -> rows.of(session, BATCHES[0]));
    List<Integer> other = new ArrayList<>();
    for (int batch : BATCHES) {
      float[][] again = rows(checkpoint, session -> rows.of(session, batch));
      if (!Arrays.deepEquals(first, again)) {
        other.add(batch);
      }
    }
    System.out.printf(
        "  %d examples in batches of %s: %s%n",
        count,
        Arrays.toString(BATCHES),
        other.isEmpty() ? "the same bits" : "other bits in batches of " + other);
    require(other.isEmpty(), "other bits");
  }

  /** In a new session and a thread of its own, as a task of Spark has. */
  private static float[][] rows(Checkpoint checkpoint, Function<CheckpointSession, float[][]> use)
      throws ExecutionException, InterruptedException {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<float[][]> rows =
          thread.submit(
              () -> {
                try (CheckpointSession session = checkpoint.newSession()) {
                  return use.apply(session);
                }
              });
      return rows.get();
    } finally {
      thread.shutdown();
    }
  }

  private static List<float[]> vectors(int count, int size) {
    SplittableRandom random = new SplittableRandom(42);
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              float[] vector = new float[size];
              for (int k = 0; k < size; k++) {
                vector[k] = (float) random.nextGaussian();
              }
              return vector;
            })
        .toList();
  }

  private static List<String> texts(int count) {
    List<String> words = List.of("red", "green", "blue", "loud", "quiet", "unknown");
    SplittableRandom random = new SplittableRandom(42);
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                String.join(
                    " ",
                    IntStream.range(0, random.nextInt(1, 60))
                        .mapToObj(word -> words.get(random.nextInt(words.size())))
                        .toList()))
        .toList();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }
}
