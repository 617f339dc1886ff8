package io.secateur.jobs.score;

import io.secateur.example.Doubles;
import io.secateur.example.Dynamics;
import io.secateur.example.Labels;
import io.secateur.example.LastLayer;
import io.secateur.example.Matrix;
import io.secateur.learnability.Softmax;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One example, and what each checkpoint said of it. */
final class Gathered {
  private final String id;
  private final int label;
  private final Map<String, float[]> logits = new HashMap<>();
  private final Map<String, Double> norms = new HashMap<>();

  Gathered(String id, int label) {
    this.id = id;
    this.label = label;
  }

  String id() {
    return id;
  }

  int label() {
    return label;
  }

  void add(String checkpoint, float[] said, double norm) {
    logits.put(checkpoint, said);
    norms.put(checkpoint, norm);
  }

  /** What it said, or NaN where it said nothing. */
  private float[] logits(String checkpoint, int classes) {
    float[] said = logits.get(checkpoint);
    if (said != null && said.length == classes) {
      return said;
    }
    float[] nothing = new float[classes];
    Arrays.fill(nothing, Float.NaN);
    return nothing;
  }

  /**
   * What some runs said of some examples.
   *
   * @param runs checkpoints of each, as many of one as of another
   */
  static Dynamics dynamics(List<Gathered> examples, List<List<String>> runs, int classes) {
    List<float[]> rows =
        examples.stream()
            .flatMap(
                example ->
                    runs.stream()
                        .flatMap(List::stream)
                        .map(checkpoint -> example.logits(checkpoint, classes)))
            .toList();
    int[] labels = examples.stream().mapToInt(Gathered::label).toArray();
    return new Dynamics(
        Matrix.ofRows(rows, classes), runs.size(), runs.get(0).size(), Labels.of(classes, labels));
  }

  /** The same with the lengths of features, of one step a run. */
  static LastLayer lastLayer(
      List<Gathered> examples, List<List<String>> runs, long epoch, int classes) {
    double[] norms =
        examples.stream()
            .flatMapToDouble(
                example ->
                    runs.stream()
                        .flatMap(List::stream)
                        .mapToDouble(
                            checkpoint -> example.norms.getOrDefault(checkpoint, Double.NaN)))
            .toArray();
    return new LastLayer(dynamics(examples, runs, classes), epoch, Doubles.of(norms));
  }

  /** Mean loss over some checkpoints, in nats; NaN where one said nothing. */
  double loss(List<String> checkpoints, int classes) {
    double sum = 0;
    for (String checkpoint : checkpoints) {
      sum += Softmax.loss(Matrix.of(1, classes, logits(checkpoint, classes)), 0, label);
    }
    return sum / checkpoints.size();
  }

  /** Mean probabilities over some checkpoints; NaN where one said nothing. */
  double[] probabilities(List<String> checkpoints, int classes) {
    double[] mean = new double[classes];
    double[] one = new double[classes];
    for (String checkpoint : checkpoints) {
      Softmax.probabilities(Matrix.of(1, classes, logits(checkpoint, classes)), 0, one);
      for (int k = 0; k < classes; k++) {
        mean[k] += one[k] / checkpoints.size();
      }
    }
    return mean;
  }
}
