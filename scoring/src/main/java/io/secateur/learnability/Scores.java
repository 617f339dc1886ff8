package io.secateur.learnability;

/** What becomes of a number that is no score. */
final class Scores {
  private Scores() {}

  /** The number, or NaN for the infinities. */
  static double finite(double score) {
    return Double.isFinite(score) ? score : Double.NaN;
  }
}
