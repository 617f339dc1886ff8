package io.secateur.score;

/**
 * What a higher score says of an example. Scores are stored raw, as their papers give them; whoever
 * ranks by one asks here which end is which.
 */
public enum Direction {
  /** Higher is harder to learn. */
  HIGHER_HARDER,
  /** Lower is harder to learn. */
  LOWER_HARDER,
  /** Higher leaves a learner more to gain. */
  HIGHER_LEARNABLE,
  /** Higher is better covered by the rest of the set. */
  HIGHER_REDUNDANT;

  /** What the score is about: learnability or redundancy. */
  public String family() {
    return this == HIGHER_REDUNDANT ? "redundancy" : "learnability";
  }
}
