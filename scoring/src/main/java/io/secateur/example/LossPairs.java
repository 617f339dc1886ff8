package io.secateur.example;

/**
 * Two losses of some examples.
 *
 * @param first of each example, in nats; of the learner, or of an answer that follows its prompt
 * @param second of each example, in nats; of the reference, or of the answer alone
 */
public record LossPairs(Doubles first, Doubles second) implements Block {

  /**
   * Checks the shapes.
   *
   * @throws IllegalArgumentException if they do not fit
   */
  public LossPairs {
    if (first.size() != second.size()) {
      throw new IllegalArgumentException(
          "Invalid losses: %d and %d (must be as many)".formatted(first.size(), second.size()));
    }
  }

  @Override
  public int size() {
    return first.size();
  }

  /**
   * Some of the examples, in the order given.
   *
   * @param chosen their places
   */
  public LossPairs rows(int... chosen) {
    return new LossPairs(first.at(chosen), second.at(chosen));
  }
}
