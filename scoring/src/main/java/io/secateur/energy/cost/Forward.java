package io.secateur.energy.cost;

/**
 * Operations of one forward pass, in two parts that training multiplies differently.
 *
 * @param linear of weights: multiplied with each token, pixel or patch
 * @param attention of scores and sums, which have no weights of their own
 */
public record Forward(double linear, double attention) {

  /** Both. */
  public double total() {
    return linear + attention;
  }
}
