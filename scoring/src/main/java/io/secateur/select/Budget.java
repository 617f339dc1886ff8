package io.secateur.select;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/** How much to keep of what there is to choose from, in its own unit. */
public sealed interface Budget extends Serializable {

  /** What it counts. */
  Unit unit();

  /**
   * The budget in whole quanta of its unit.
   *
   * @param whole quanta that all of what there is to choose from costs
   * @param quantum size of one in the unit, above 0; 1 for examples, tokens and bytes
   * @return in [0, whole]
   */
  long of(long whole, double quantum);

  /**
   * The budget as a count of examples, where it is one.
   *
   * @param remaining examples there are to choose from
   * @return in [0, remaining]
   */
  default long examples(long remaining) {
    return of(remaining, 1);
  }

  /**
   * A share.
   *
   * @param fraction in (0, 1]; taken as the decimal number that it prints as, so that 0.29 of 100
   *     is 29
   * @param unit whose share it is
   */
  record Fraction(double fraction, Unit unit) implements Budget {

    /** A share of the examples. */
    public Fraction(double fraction) {
      this(fraction, Unit.EXAMPLES);
    }

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public Fraction {
      if (!(fraction > 0 && fraction <= 1)) {
        throw new IllegalArgumentException(
            "Invalid fraction: %s (must be in (0, 1])".formatted(fraction));
      }
    }

    @Override
    public long of(long whole, double quantum) {
      return BigDecimal.valueOf(fraction)
          .multiply(BigDecimal.valueOf(whole))
          .setScale(0, RoundingMode.HALF_UP)
          .longValueExact();
    }

    @Override
    public String toString() {
      return unit == Unit.EXAMPLES
          ? "%s of what the duplicates left".formatted(fraction)
          : "%s of the %s that the duplicates left".formatted(fraction, unit.words());
    }
  }

  /**
   * A count.
   *
   * @param count at least 0; everything, where there are fewer
   */
  record Examples(long count) implements Budget {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Examples {
      if (count < 0) {
        throw new IllegalArgumentException(
            "Invalid count: %d (must be at least 0)".formatted(count));
      }
    }

    @Override
    public Unit unit() {
      return Unit.EXAMPLES;
    }

    @Override
    public long of(long whole, double quantum) {
      return Math.min(count, whole);
    }

    @Override
    public String toString() {
      return "%,d examples".formatted(count);
    }
  }

  /**
   * An amount of something that examples cost.
   *
   * @param amount above 0 and finite, in the unit; everything, where all costs less
   * @param unit of it
   */
  record Amount(double amount, Unit unit) implements Budget {

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public Amount {
      if (!(amount > 0 && Double.isFinite(amount))) {
        throw new IllegalArgumentException(
            "Invalid amount: %s (must be above 0)".formatted(amount));
      }
    }

    @Override
    public long of(long whole, double quantum) {
      double quanta = Math.floor(amount / quantum); // never more than the amount
      return quanta >= whole ? whole : (long) quanta;
    }

    @Override
    public String toString() {
      return "%s %s".formatted(shown(), unit.words());
    }

    private String shown() {
      return amount < 1e15 && amount == Math.rint(amount)
          ? String.format(Locale.ROOT, "%,d", (long) amount)
          : Double.toString(amount);
    }
  }

  /** The budget, once it is known to cover what constraints keep already. */
  static long checked(List<Stratum> strata, long budget) {
    long atLeast = strata.stream().mapToLong(Stratum::atLeast).sum();
    if (budget < atLeast) {
      throw new IllegalArgumentException(
          "Invalid budget: %,d examples (must be at least the %,d that constraints keep)"
              .formatted(budget, atLeast));
    }
    return budget;
  }
}
