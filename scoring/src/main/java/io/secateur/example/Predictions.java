package io.secateur.example;

/**
 * The class probabilities of some labelled examples, from a learner that was not trained on them.
 *
 * @param probabilities n x classes, row-major; each row sums to 1
 * @param labels the class that each example was given
 */
public record Predictions(Doubles probabilities, Labels labels) implements Block {

  /**
   * Checks the shapes.
   *
   * @throws IllegalArgumentException if they do not fit
   */
  public Predictions {
    if (probabilities.size() != (long) labels.size() * labels.classes()) {
      throw new IllegalArgumentException(
          "Invalid predictions: %d probabilities with %s (must be one a class of each example)"
              .formatted(probabilities.size(), labels));
    }
  }

  @Override
  public int size() {
    return labels.size();
  }

  /** Number of classes. */
  public int classes() {
    return labels.classes();
  }

  /**
   * One probability.
   *
   * @param example in [0, n)
   * @param label in [0, classes)
   */
  public double at(int example, int label) {
    return probabilities.at(example * labels.classes() + label);
  }

  /**
   * Some of the examples, in the order given.
   *
   * @param chosen their places
   */
  public Predictions rows(int... chosen) {
    return new Predictions(
        probabilities.at(Rows.of(labels.classes(), chosen)), labels.rows(chosen));
  }
}
