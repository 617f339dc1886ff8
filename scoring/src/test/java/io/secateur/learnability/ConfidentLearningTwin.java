package io.secateur.learnability;

import io.secateur.example.Predictions;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Confident learning by its definition, dense and slow. */
final class ConfidentLearningTwin {
  private ConfidentLearningTwin() {}

  static double[] flags(Predictions block, int minExamples) {
    int n = block.size();
    int classes = block.classes();
    double[] flags = new double[n];
    double[] thresholds = new double[classes];
    long[][] joint = new long[classes][classes];
    for (int j = 0; j < classes; j++) {
      int label = j;
      thresholds[j] =
          of(block, j).stream().mapToDouble(i -> block.at(i, label)).average().orElse(1);
    }
    for (int i = 0; i < n; i++) {
      int example = i;
      IntStream.range(0, classes)
          .filter(k -> block.at(example, k) >= thresholds[k] - 1e-6)
          .boxed()
          .max(
              Comparator.<Integer>comparingDouble(k -> block.at(example, k))
                  .thenComparing(Comparator.reverseOrder()))
          .ifPresent(k -> joint[block.labels().at(example)][k]++);
    }
    for (int j = 0; j < classes; j++) {
      joint[j][j] = Math.max(1, joint[j][j]);
      List<Integer> examples = of(block, j);
      if (examples.size() >= minExamples) {
        flag(block, j, examples, scaled(joint[j], examples.size()), flags);
      }
    }
    return flags;
  }

  private static void flag(
      Predictions block, int label, List<Integer> examples, long[] counts, double[] flags) {
    for (int k = 0; k < counts.length; k++) {
      int other = k;
      if (k == label || counts[k] == 0) {
        continue;
      }
      double[] margins =
          examples.stream().mapToDouble(i -> block.at(i, other) - block.at(i, label)).toArray();
      double[] sorted = margins.clone();
      Arrays.sort(sorted);
      double cutoff = sorted[(int) (sorted.length - counts[k])];
      for (int m = 0; m < margins.length; m++) {
        int example = examples.get(m);
        boolean likelier =
            IntStream.range(0, counts.length)
                .anyMatch(c -> block.at(example, c) > block.at(example, label));
        if (margins[m] >= cutoff && likelier) {
          flags[example] = 1;
        }
      }
    }
  }

  private static long[] scaled(long[] counts, int examples) {
    double sum = Arrays.stream(counts).sum();
    double[] exact = Arrays.stream(counts).mapToDouble(c -> c / sum * examples).toArray();
    long[] rounded = Arrays.stream(exact).mapToLong(x -> (long) Math.rint(x)).toArray();
    while (Arrays.stream(rounded).sum() != examples) {
      boolean more = Arrays.stream(rounded).sum() < examples;
      int worst = 0;
      for (int k = 1; k < exact.length; k++) {
        double gain = (exact[k] - rounded[k]) - (exact[worst] - rounded[worst]);
        worst = more ? gain >= 0 ? k : worst : gain < 0 ? k : worst;
      }
      rounded[worst] += more ? 1 : -1;
    }
    return rounded;
  }

  private static List<Integer> of(Predictions block, int label) {
    return IntStream.range(0, block.size())
        .filter(i -> block.labels().at(i) == label)
        .boxed()
        .toList();
  }
}
