package io.secateur.probe;

import io.secateur.example.Labels;
import io.secateur.example.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Trains a head: cross entropy, mini-batches in an order that the seed shuffles anew each epoch,
 * Adam with decoupled weight decay, at a learning rate that falls to 0.
 *
 * <p>The same rows in the same order, with the same plan and seed, give the same bits on every
 * machine of a kind. Cost: O(epochs·n·weights) time; one copy of the head an epoch.
 *
 * <dl>
 *   <dt>Source
 *   <dd>Kingma and Ba, <i>Adam: a method for stochastic optimization</i>, ICLR 2015, <a
 *       href="https://arxiv.org/abs/1412.6980">arXiv:1412.6980</a>; Loshchilov and Hutter,
 *       <i>Decoupled weight decay regularization</i>, ICLR 2019, <a
 *       href="https://arxiv.org/abs/1711.05101">arXiv:1711.05101</a>
 * </dl>
 */
public final class HeadTraining {
  private HeadTraining() {}

  /**
   * Trains.
   *
   * @param rows n x d, embeddings of unit length; n at least 1
   * @param labels their classes
   * @param seed of the first weights and of the order
   * @return the head after each epoch
   * @throws IllegalArgumentException if there are no rows, or not one label a row
   */
  public static List<Head> train(Matrix rows, Labels labels, HeadPlan plan, long seed) {
    if (rows.rows() == 0 || rows.rows() != labels.size()) {
      throw new IllegalArgumentException(
          "Invalid training set: %s with %s (must be at least one row, and one label a row)"
              .formatted(rows, labels));
    }
    SplittableRandom random = new SplittableRandom(seed);
    Head head = Head.random(rows.columns(), labels.classes(), plan, random);
    Layer hidden = head.hidden();
    Layer.Adam hiddenAdam = hidden == null ? null : new Layer.Adam(hidden);
    Layer.Adam outputAdam = new Layer.Adam(head.output());
    Batch batch = new Batch(head, Math.min(plan.batchSize(), rows.rows()));
    int[] order = IntStream.range(0, rows.rows()).toArray();
    List<Head> epochs = new ArrayList<>();
    long steps = (long) plan.epochs() * ((order.length - 1) / plan.batchSize() + 1);
    long step = 0;
    for (int epoch = 0; epoch < plan.epochs(); epoch++) {
      shuffle(order, random);
      for (int from = 0; from < order.length; from += plan.batchSize()) {
        int n = Math.min(plan.batchSize(), order.length - from);
        for (int j = 0; j < n; j++) {
          batch.put(j, rows.row(order[from + j]));
        }
        batch.forward(n);
        float[][] errors = errors(batch.logits(), labels, order, from, n);
        double left = 1 - (double) step++ / steps;
        batch.step(
            errors, n, hiddenAdam, outputAdam, left * plan.learningRate(), plan.weightDecay());
      }
      epochs.add(head.copy());
    }
    return epochs;
  }

  /** Gradient of the mean cross entropy: (p - onehot) / n. */
  private static float[][] errors(float[][] logits, Labels labels, int[] order, int from, int n) {
    float[][] errors = new float[logits.length][n];
    for (int j = 0; j < n; j++) {
      float most = Float.NEGATIVE_INFINITY;
      for (float[] logit : logits) {
        most = Math.max(most, logit[j]);
      }
      double sum = 0;
      for (int k = 0; k < logits.length; k++) {
        double exp = Math.exp((double) logits[k][j] - most);
        errors[k][j] = (float) exp;
        sum += exp;
      }
      float scale = (float) (1 / (sum * n));
      for (float[] error : errors) {
        error[j] *= scale;
      }
      errors[labels.at(order[from + j])][j] -= 1.0f / n;
    }
    return errors;
  }

  private static void shuffle(int[] order, SplittableRandom random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int moved = order[i];
      order[i] = order[j];
      order[j] = moved;
    }
  }
}
