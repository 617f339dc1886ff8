package io.secateur.example;

/**
 * What a learner said of some examples, and the length of the features that it said it from.
 *
 * @param dynamics logits, with labels
 * @param epoch that the first step was taken at, counted from 1; 0 is before training
 * @param norms Euclidean norms of the features before the last layer, one for each row of the
 *     logits, in their order; not negative
 */
public record LastLayer(Dynamics dynamics, long epoch, Doubles norms) implements Block {

  /**
   * Checks the shapes.
   *
   * @throws IllegalArgumentException if they do not fit
   */
  public LastLayer {
    if (norms.size() != dynamics.logits().rows()) {
      throw new IllegalArgumentException(
          "Invalid last layer: %d norms for %s (must be one a row)"
              .formatted(norms.size(), dynamics.logits()));
    }
  }

  @Override
  public int size() {
    return dynamics.size();
  }

  /**
   * Some of the examples, in the order given.
   *
   * @param chosen their places
   */
  public LastLayer rows(int... chosen) {
    return new LastLayer(dynamics.rows(chosen), epoch, norms.at(Rows.of(dynamics.each(), chosen)));
  }
}
