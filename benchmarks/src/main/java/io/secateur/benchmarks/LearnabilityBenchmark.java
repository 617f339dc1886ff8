package io.secateur.benchmarks;

import io.secateur.example.Block;
import io.secateur.example.Doubles;
import io.secateur.example.Dynamics;
import io.secateur.example.Labels;
import io.secateur.example.Matrix;
import io.secateur.example.Predictions;
import io.secateur.learnability.Aum;
import io.secateur.learnability.Cartography;
import io.secateur.learnability.Cartography.Statistic;
import io.secateur.learnability.El2n;
import io.secateur.learnability.Forgetting;
import io.secateur.learnability.LabelIssue;
import io.secateur.learnability.LabelQuality;
import io.secateur.score.Scorer;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * CPU seconds of one thread in the scorers of predictions, without Spark: cold, and the median of
 * five after two of warm-up. The process's own are beside it: the compiler's and the collector's
 * come in.
 *
 * <p>Run: {@code java -Xmx4g -cp benchmarks/target/benchmarks.jar
 * io.secateur.benchmarks.LearnabilityBenchmark}. The first figure of a line is what a run pays that
 * scores once; a line that stands below another finds the code that both share warm.
 */
public final class LearnabilityBenchmark {
  private static final int CLASSES = 10;
  private static final int WARM_UP = 2;
  private static final int MEASURED = 5;

  private LearnabilityBenchmark() {}

  /** Runs. */
  public static void main(String[] args) {
    System.out.printf(
        "%-62s %10s %10s %10s%n", "CPU s of the thread (of the process)", "cold", "median", "wall");
    Dynamics dynamics = dynamics(50_000, 10);
    List<Scorer<Dynamics>> all =
        List.of(
            new El2n(),
            new Forgetting(),
            new Aum(),
            new Cartography(Statistic.CONFIDENCE),
            new Cartography(Statistic.VARIABILITY),
            new Cartography(Statistic.CORRECTNESS));
    time("six scorers of dynamics, 50,000 x 10 checkpoints x 10 classes", all, dynamics);
    for (Scorer<Dynamics> scorer : all) {
      time("  " + scorer.name(), List.of(scorer), dynamics);
    }
    Predictions predictions = predictions(1_000_000);
    time(
        "label_issue, 1,000,000 x 10 classes",
        List.of(new LabelIssue(LabelIssue.DEFAULT_MIN_EXAMPLES)),
        predictions);
    time("label_quality, 1,000,000 x 10 classes", List.of(new LabelQuality()), predictions);
  }

  private static <B extends Block> void time(String what, List<Scorer<B>> scorers, B block) {
    double[] thread = new double[WARM_UP + MEASURED];
    double[] process = new double[thread.length];
    double[] wall = new double[thread.length];
    double sum = 0;
    for (int i = 0; i < thread.length; i++) {
      Usage before = Usage.now();
      long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      for (Scorer<B> scorer : scorers) {
        double[] scores = scorer.score(block);
        sum += scores[scores.length / 2];
      }
      thread[i] = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e9;
      Usage after = Usage.now();
      process[i] = after.cpuSince(before);
      wall[i] = after.wallSince(before);
    }
    System.out.printf(
        Locale.ROOT,
        "%-62s %4.2f (%.2f) %4.2f (%.2f) %9.2f%s%n",
        what,
        thread[0],
        process[0],
        median(thread),
        median(process),
        median(wall),
        Double.isNaN(sum) ? " (NaN)" : "");
  }

  private static double median(double[] all) {
    double[] sorted = Arrays.copyOfRange(all, WARM_UP, all.length);
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** Logits that come to favour the label, by steps and by example; one label in ten is wrong. */
  private static Dynamics dynamics(int examples, int steps) {
    SplittableRandom random = new SplittableRandom(1);
    int[] labels = new int[examples];
    float[] logits = new float[examples * steps * CLASSES];
    for (int i = 0; i < examples; i++) {
      int truth = random.nextInt(CLASSES);
      labels[i] = random.nextInt(10) == 0 ? random.nextInt(CLASSES) : truth;
      double ease = random.nextDouble();
      for (int t = 0; t < steps; t++) {
        for (int k = 0; k < CLASSES; k++) {
          double lead = k == truth ? 4 * ease * (t + 1) / steps : 0;
          logits[(i * steps + t) * CLASSES + k] = (float) (lead + random.nextGaussian());
        }
      }
    }
    return new Dynamics(
        Matrix.of(examples * steps, CLASSES, logits), 1, steps, Labels.of(CLASSES, labels));
  }

  private static Predictions predictions(int examples) {
    SplittableRandom random = new SplittableRandom(2);
    int[] labels = new int[examples];
    double[] probabilities = new double[examples * CLASSES];
    for (int i = 0; i < examples; i++) {
      int truth = random.nextInt(CLASSES);
      labels[i] = random.nextInt(10) == 0 ? random.nextInt(CLASSES) : truth;
      double sum = 0;
      for (int k = 0; k < CLASSES; k++) {
        double p = Math.exp(random.nextGaussian() + (k == truth ? 3 : 0));
        probabilities[i * CLASSES + k] = p;
        sum += p;
      }
      for (int k = 0; k < CLASSES; k++) {
        probabilities[i * CLASSES + k] /= sum;
      }
    }
    return new Predictions(Doubles.of(probabilities), Labels.of(CLASSES, labels));
  }
}
