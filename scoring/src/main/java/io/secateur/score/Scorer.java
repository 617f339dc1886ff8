package io.secateur.score;

import io.secateur.example.Block;
import java.io.Serializable;

/**
 * Gives every example of a block one number.
 *
 * <p>A scorer is a record: its components are its hyper-parameters, so that equality, printing and
 * provenance come for free. Every scorer obeys the laws in {@code ScorerContract}: one score in its
 * range per example, the same scores in any order, the same answer twice, and no trace left on its
 * input.
 *
 * @param <B> the signal it reads
 */
public interface Scorer<B extends Block> extends Serializable {

  /** Its name in configuration, and the name of the column it writes; lower_snake_case. */
  String name();

  /** What a higher score means. */
  Family family();

  /** The signal it reads. */
  Class<B> reads();

  /** The range of its scores. */
  Range range();

  /**
   * Scores a block.
   *
   * @param block n examples
   * @return n scores, in the order of the examples
   */
  double[] score(B block);

  /**
   * A closed interval.
   *
   * @param from the least score there can be
   * @param to the greatest
   */
  record Range(double from, double to) {

    /**
     * Whether a score lies in it; NaN never does.
     *
     * @param score any number
     */
    public boolean holds(double score) {
      return score >= from && score <= to;
    }

    @Override
    public String toString() {
      return "[%s, %s]".formatted(plain(from), plain(to));
    }

    private static String plain(double bound) {
      return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }
  }
}
