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
import java.util.function.ToDoubleFunction;

/** One example, and what each checkpoint said of it. */
final class Gathered {
  /** The label of an example that has none. */
  static final int UNLABELLED = -1;

  private final String id;
  private final int label;
  private final Map<String, float[]> logits = new HashMap<>();
  private final Map<String, Numbers> numbers = new HashMap<>();

  /**
   * What a checkpoint said beside logits; NaN where it said nothing of the kind.
   *
   * @param norm of the features
   * @param tokenNll mean loss of the text's tokens
   * @param answerNll of the answer alone
   * @param promptedNll of the answer after its prompt
   */
  record Numbers(double norm, double tokenNll, double answerNll, double promptedNll) {
    static final Numbers NONE = new Numbers(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
  }

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

  boolean isLabelled() {
    return label != UNLABELLED;
  }

  void add(String checkpoint, float[] said, Numbers others) {
    logits.put(checkpoint, said);
    numbers.put(checkpoint, others);
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
   * What some runs said of some labelled examples.
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
    return new Dynamics(
        Matrix.ofRows(rows, classes), runs.size(), runs.get(0).size(), labels(examples, classes));
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
                        .mapToDouble(checkpoint -> example.numbers(checkpoint).norm()))
            .toArray();
    return new LastLayer(dynamics(examples, runs, classes), epoch, Doubles.of(norms));
  }

  static Labels labels(List<Gathered> examples, int classes) {
    return Labels.of(classes, examples.stream().mapToInt(Gathered::label).toArray());
  }

  private Numbers numbers(String checkpoint) {
    return numbers.getOrDefault(checkpoint, Numbers.NONE);
  }

  /** Mean of a number over some checkpoints; NaN where one said nothing. */
  double mean(List<String> checkpoints, ToDoubleFunction<Numbers> number) {
    double sum = 0;
    for (String checkpoint : checkpoints) {
      sum += number.applyAsDouble(numbers(checkpoint));
    }
    return sum / checkpoints.size();
  }

  /**
   * Mean loss over some checkpoints, in nats: cross entropy with the label of those that said
   * something of classes, loss of the text's tokens of others; NaN where one said nothing.
   */
  double loss(List<String> checkpoints, int classes) {
    double sum = 0;
    for (String checkpoint : checkpoints) {
      float[] said = logits.getOrDefault(checkpoint, new float[0]);
      sum +=
          said.length > 0 && said.length == classes && isLabelled()
              ? Softmax.loss(Matrix.of(1, classes, said), 0, label)
              : numbers(checkpoint).tokenNll();
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
