package io.secateur.example;

/**
 * What a learner said of some labelled examples at several steps of one or more training runs.
 *
 * @param logits (n·runs·steps) x classes; the row of example i, run r and step t, each from 0, is
 *     (i·runs + r)·steps + t
 * @param runs training runs, such as one a seed; at least 1
 * @param steps checkpoints a run, in the order of training; at least 1
 * @param labels the class of each example
 */
public record Dynamics(Matrix logits, int runs, int steps, Labels labels) implements Block {

  /**
   * Checks the shapes.
   *
   * @throws IllegalArgumentException if they do not fit
   */
  public Dynamics {
    if (runs < 1
        || steps < 1
        || logits.rows() != (long) labels.size() * runs * steps
        || logits.columns() != labels.classes()) {
      throw new IllegalArgumentException(
          "Invalid dynamics: %s of %d runs and %d steps with %s (must be one row an example, run and step, one column a class)"
              .formatted(logits, runs, steps, labels));
    }
  }

  @Override
  public int size() {
    return labels.size();
  }

  /** Predictions an example: runs times steps. */
  public int each() {
    return runs * steps;
  }

  /** Number of classes. */
  public int classes() {
    return labels.classes();
  }

  /**
   * The dynamics of some of the examples, in the order given.
   *
   * @param chosen their places
   */
  public Dynamics rows(int... chosen) {
    return new Dynamics(logits.rows(Rows.of(each(), chosen)), runs, steps, labels.rows(chosen));
  }
}
