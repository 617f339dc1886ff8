package io.secateur.score;

import io.secateur.example.Block;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Gives every example of a block one number.
 *
 * <p>A scorer is a record: its components are its hyper-parameters, so that equality, printing and
 * provenance come for free. Every scorer obeys the laws in {@code ScorerContract}: one score in its
 * range per example, the same scores in any order, the same answer twice, and no trace left on its
 * input. A number that is not finite in an example's signal makes that example's score NaN, and no
 * other's.
 *
 * @param <B> the signal it reads
 */
public interface Scorer<B extends Block> extends Serializable {

  /** Its name in configuration, and the name of the column it writes; lower_snake_case. */
  String name();

  /** What a higher score means. */
  Direction direction();

  /** The signal it reads. */
  Class<B> reads();

  /** The range of its scores. */
  Range range();

  /** Whether its signal must come from a learner that was not trained on the examples. */
  default boolean needsHeldOut() {
    return false;
  }

  /**
   * Scores a block.
   *
   * @param block n examples
   * @return n scores, in the order of the examples
   */
  double[] score(B block);

  /**
   * A closed interval; the infinities stand for no bound.
   *
   * @param from the least score there can be
   * @param to the greatest
   */
  record Range(double from, double to) {
    /** All numbers. */
    public static final Range REAL = new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    /** All numbers from 0. */
    public static final Range NOT_NEGATIVE = new Range(0, Double.POSITIVE_INFINITY);

    /** From 0 to 1. */
    public static final Range UNIT = new Range(0, 1);

    /**
     * Whether a score lies in it; NaN and the infinities never do.
     *
     * @param score any number
     */
    public boolean holds(double score) {
      return Double.isFinite(score) && score >= from && score <= to;
    }

    @Override
    public String toString() {
      return "%s, %s"
          .formatted(
              Double.isInfinite(from) ? "(-inf" : "[" + plain(from),
              Double.isInfinite(to) ? "inf)" : plain(to) + "]");
    }

    private static String plain(double bound) {
      return new BigDecimal(bound)
          .setScale(4, RoundingMode.HALF_UP)
          .stripTrailingZeros()
          .toPlainString();
    }
  }
}
