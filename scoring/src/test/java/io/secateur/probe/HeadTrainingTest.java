package io.secateur.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.secateur.example.Labels;
import io.secateur.example.Matrix;
import io.secateur.learnability.Softmax;
import io.secateur.testing.RandomEmbeddings;
import io.secateur.testing.Serialized;
import io.secateur.testing.Trials;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadTrainingTest {
  private static final int CLASSES = 3;

  @ParameterizedTest
  @ValueSource(ints = {0, 16})
  void learnsWhatCanBeLearnt(int hidden) {
    Data data = data(600, 20, new SplittableRandom(1));
    Data other = data(600, 20, new SplittableRandom(2));
    HeadPlan plan = new HeadPlan(hidden, 20, 32, 0.01, 0.01);

    List<Head> epochs = HeadTraining.train(data.rows(), data.labels(), plan, 7);

    assertThat(epochs).hasSize(20);
    assertThat(loss(epochs.get(19), data)).isLessThan(loss(epochs.get(0), data));
    assertThat(accuracy(epochs.get(19), other)).isGreaterThan(0.9);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5})
  void theSameSeedGivesTheSameBits(int hidden) {
    Data data = data(101, 7, new SplittableRandom(3));
    HeadPlan plan = new HeadPlan(hidden, 3, 16, 0.01, 1);

    Matrix first = lastLogits(data, plan, 5);

    assertThat(lastLogits(data, plan, 5)).isEqualTo(first);
    assertThat(lastLogits(data, plan, 6)).isNotEqualTo(first);
  }

  @Test
  void aStepFollowsTheGradient() {
    // one step of Adam moves each weight by the learning rate against the sign of its gradient
    Data data = data(40, 6, new SplittableRandom(4));
    HeadPlan plan = new HeadPlan(0, 1, 40, 1e-3, 0);
    Head before = Head.random(6, CLASSES, plan, new SplittableRandom(9));
    Head after = HeadTraining.train(data.rows(), data.labels(), plan, 9).get(0);

    double down = loss(before, data) - loss(after, data);

    assertThat(down).isPositive();
    assertThat(down).isEqualTo(1e-3 * sumOfSlopes(before, data), within(2e-4));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void gradientsThroughTheHeadAreThoseOfDifferences(int hidden) {
    Trials.forAll(
        20,
        random -> {
          Data data = data(random.nextInt(1, 30), 5, random);
          HeadPlan plan = new HeadPlan(hidden, 1, 64, 1e-4, 0);
          long seed = random.nextLong();
          Head before = Head.random(5, CLASSES, plan, new SplittableRandom(seed));
          Head after = HeadTraining.train(data.rows(), data.labels(), plan, seed).get(0);

          assertThat(loss(after, data)).isLessThan(loss(before, data) + 1e-9);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void aRowGetsTheSameLogitsWhateverIsBesideIt(int hidden) {
    Data data = data(200, 9, new SplittableRandom(5));
    Head head =
        HeadTraining.train(data.rows(), data.labels(), new HeadPlan(hidden, 1, 8, 0.01, 0), 1)
            .get(0);
    Matrix all = head.of(data.rows()).logits();
    Trials.forAll(
        20,
        random -> {
          int[] some = random.ints(random.nextInt(1, 90), 0, 200).toArray();

          assertThat(head.of(data.rows().rows(some)).logits()).isEqualTo(all.rows(some));
        });
  }

  @Test
  void normsAreThoseOfTheFeaturesThatTheLastLayerReads() {
    Head linear = Head.random(4, 2, new HeadPlan(0, 1, 1, 1, 0), new SplittableRandom(1));

    assertThat(linear.of(Matrix.of(1, 4, 0.5f, 0.5f, 0.5f, 0.5f)).norms().at(0))
        .isEqualTo(2, within(1e-6)); // sqrt(dimensions) times 1
  }

  @Test
  void isItselfAfterSerialization() {
    Data data = data(20, 4, new SplittableRandom(6));
    Head head =
        HeadTraining.train(data.rows(), data.labels(), new HeadPlan(3, 2, 8, 0.01, 0), 1).get(1);

    Head copy = (Head) Serialized.copyOf(head);

    assertThat(copy.of(data.rows()).logits()).isEqualTo(head.of(data.rows()).logits());
  }

  @Test
  void refusesWhatCannotBeTrained() {
    assertThatThrownBy(() -> HeadTraining.train(Matrix.of(0, 3), Labels.of(2), HeadPlan.DEFAULT, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid training set: Matrix[0 x 3] with Labels[0 of 2 classes] (must be at least one row, and one label a row)");
    assertThatThrownBy(() -> new HeadPlan(-1, 1, 1, 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private record Data(Matrix rows, Labels labels) {}

  /** Clumps around one direction a class. */
  private static Data data(int n, int dimensions, SplittableRandom random) {
    SplittableRandom fixed = new SplittableRandom(99);
    List<float[]> centres =
        IntStream.range(0, CLASSES)
            .mapToObj(k -> RandomEmbeddings.unit(dimensions, fixed))
            .toList();
    int[] labels = random.ints(n, 0, CLASSES).toArray();
    List<float[]> rows =
        IntStream.of(labels)
            .mapToObj(k -> RandomEmbeddings.near(centres.get(k), 0.5, random))
            .toList();
    return new Data(Matrix.ofRows(rows, dimensions), Labels.of(CLASSES, labels));
  }

  private static Matrix lastLogits(Data data, HeadPlan plan, long seed) {
    List<Head> epochs = HeadTraining.train(data.rows(), data.labels(), plan, seed);
    return epochs.get(epochs.size() - 1).of(data.rows()).logits();
  }

  private static double loss(Head head, Data data) {
    Matrix logits = head.of(data.rows()).logits();
    return IntStream.range(0, data.labels().size())
        .mapToDouble(i -> Softmax.loss(logits, i, data.labels().at(i)))
        .average()
        .orElseThrow();
  }

  private static double accuracy(Head head, Data data) {
    Matrix logits = head.of(data.rows()).logits();
    return IntStream.range(0, data.labels().size())
            .filter(i -> best(logits.row(i)) == data.labels().at(i))
            .count()
        / (double) data.labels().size();
  }

  private static int best(float[] logits) {
    return IntStream.range(0, logits.length)
        .reduce((a, b) -> logits[b] > logits[a] ? b : a)
        .orElseThrow();
  }

  /** Sum over all weights and biases of the absolute gradient of the mean loss, by hand. */
  private static double sumOfSlopes(Head head, Data data) {
    Matrix logits = head.of(data.rows()).logits();
    int n = data.labels().size();
    int d = data.rows().columns();
    double[][] gradient = new double[CLASSES][d + 1];
    double[] probabilities = new double[CLASSES];
    for (int i = 0; i < n; i++) {
      Softmax.probabilities(logits, i, probabilities);
      for (int k = 0; k < CLASSES; k++) {
        double error = (probabilities[k] - (k == data.labels().at(i) ? 1 : 0)) / n;
        for (int j = 0; j < d; j++) {
          gradient[k][j] += error * Math.sqrt(d) * data.rows().at(i, j);
        }
        gradient[k][d] += error;
      }
    }
    return java.util.Arrays.stream(gradient)
        .flatMapToDouble(java.util.Arrays::stream)
        .map(Math::abs)
        .sum();
  }
}
