package io.secateur.testing;

import io.secateur.example.Doubles;
import io.secateur.example.Dynamics;
import io.secateur.example.EmbeddedPairs;
import io.secateur.example.Labels;
import io.secateur.example.LastLayer;
import io.secateur.example.LossPairs;
import io.secateur.example.Matrix;
import io.secateur.example.Predictions;
import io.secateur.example.Texts;
import io.secateur.example.TokenLosses;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** What random learners said of random examples: some sure, some torn, some with equal logits. */
public final class RandomPredictions {
  private RandomPredictions() {}

  /** From no example to fifty, with one class to six. */
  public static Dynamics dynamics(SplittableRandom random) {
    int n = count(random);
    int classes = random.nextInt(1, 7);
    int runs = random.nextInt(1, 4);
    int steps = random.nextInt(1, 12);
    float[] logits = new float[n * runs * steps * classes];
    double spread = Math.pow(10, random.nextDouble(-1, 2));
    for (int i = 0; i < logits.length; i++) {
      logits[i] =
          random.nextInt(5) == 0 ? random.nextInt(-1, 2) : (float) (spread * random.nextGaussian());
    }
    return new Dynamics(
        Matrix.of(n * runs * steps, classes, logits), runs, steps, labels(n, classes, random));
  }

  /** The same, with lengths of features. */
  public static LastLayer lastLayer(SplittableRandom random) {
    Dynamics dynamics = dynamics(random);
    double[] norms = random.doubles(dynamics.logits().rows(), 0, 10).toArray();
    return new LastLayer(dynamics, random.nextInt(1, 5), Doubles.of(norms));
  }

  /** Probabilities that sum to 1, with labels that as a rule are the likeliest class. */
  public static Predictions probabilities(SplittableRandom random) {
    int n = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(200);
    return probabilities(n, random.nextInt(1, 6), random);
  }

  /** The same of your own size. */
  public static Predictions probabilities(int n, int classes, SplittableRandom random) {
    double[] values = new double[n * classes];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      int truth = random.nextInt(classes);
      labels[i] = random.nextInt(5) == 0 ? random.nextInt(classes) : truth;
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        values[i * classes + k] = Math.exp((k == truth ? 2 : 0) + random.nextGaussian());
        sum += values[i * classes + k];
      }
      for (int k = 0; k < classes; k++) {
        values[i * classes + k] = Math.round(values[i * classes + k] / sum * 1000) / 1000.0;
      }
    }
    return new Predictions(Doubles.of(values), Labels.of(classes, labels));
  }

  /** Two losses each. */
  public static LossPairs losses(SplittableRandom random) {
    int n = count(random);
    return new LossPairs(
        Doubles.of(random.doubles(n, 0.001, 20).toArray()),
        Doubles.of(random.doubles(n, 0.001, 20).toArray()));
  }

  /** One loss each. */
  public static TokenLosses tokenLosses(SplittableRandom random) {
    return new TokenLosses(Doubles.of(random.doubles(count(random), 0, 20).toArray()));
  }

  /** Texts of words that repeat. */
  public static Texts texts(SplittableRandom random) {
    return new Texts(
        IntStream.range(0, count(random))
            .mapToObj(i -> RandomTexts.prose(random.nextInt(30), random))
            .toList());
  }

  /** Pairs of three dimensions with the learner, two with the reference. */
  public static EmbeddedPairs pairs(SplittableRandom random) {
    int n = count(random);
    List<Integer> places = random.ints(n, -1, 5).boxed().toList();
    return new EmbeddedPairs(
        RandomEmbeddings.of(n, 3, random),
        RandomEmbeddings.of(n, 3, random),
        RandomEmbeddings.of(n, 2, random),
        RandomEmbeddings.of(n, 2, random),
        places);
  }

  private static Labels labels(int n, int classes, SplittableRandom random) {
    return Labels.of(classes, random.ints(n, 0, classes).toArray());
  }

  private static int count(SplittableRandom random) {
    return random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(50);
  }
}
