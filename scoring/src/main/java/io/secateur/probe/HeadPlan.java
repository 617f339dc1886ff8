package io.secateur.probe;

import java.io.Serializable;

/**
 * How a head is trained.
 *
 * @param hidden units of the hidden layer; 0 for a linear head
 * @param epochs passes over the training rows, at least 1
 * @param batchSize rows a step, at least 1
 * @param learningRate of Adam at the first step, above 0; it falls to 0 in equal parts
 * @param weightDecay share of a weight that a step takes away beside, times the learning rate; at
 *     least 0
 */
public record HeadPlan(
    int hidden, int epochs, int batchSize, double learningRate, double weightDecay)
    implements Serializable {

  /** What told wrong labels best of the plans that were tried; see the design decisions. */
  public static final HeadPlan DEFAULT = new HeadPlan(64, 10, 64, 0.001, 1);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public HeadPlan {
    if (hidden < 0 || epochs < 1 || batchSize < 1 || !(learningRate > 0) || !(weightDecay >= 0)) {
      throw new IllegalArgumentException(
          "Invalid plan: %d hidden units, %d epochs, batches of %d, learning rate %s, decay %s"
              .formatted(hidden, epochs, batchSize, learningRate, weightDecay));
    }
  }

  /**
   * Weights of one head.
   *
   * @param dimensions of the embeddings
   * @param classes that it tells apart
   */
  public long weights(int dimensions, int classes) {
    return hidden == 0
        ? (dimensions + 1L) * classes
        : (dimensions + 1L) * hidden + (hidden + 1L) * classes;
  }
}
