package io.secateur.energy;

import java.io.Serializable;

/**
 * An energy, and how we know it. The cases are types, so that an estimate can never be printed as a
 * measurement, nor the unknown as zero.
 */
public sealed interface Energy extends Serializable {

  /**
   * How we know: {@code measured}, {@code modelled}, {@code assumed}, {@code given}, {@code
   * unknown}.
   */
  String origin();

  /** An energy that has a number. */
  sealed interface Known extends Energy {
    /** The number. */
    double joules();

    /** What it comes from: a counter, a model, an assumption with its source, a key. */
    String how();
  }

  /**
   * Read from a hardware counter.
   *
   * @param joules the difference of two readings
   * @param counter its name
   */
  record Measured(double joules, String counter) implements Known {
    @Override
    public String how() {
      return counter;
    }

    @Override
    public String origin() {
      return "measured";
    }
  }

  /**
   * Computed from quantities that were measured, such as processor time.
   *
   * @param joules the result
   * @param model what was multiplied with what
   */
  record Modelled(double joules, String model) implements Known {
    @Override
    public String how() {
      return model;
    }

    @Override
    public String origin() {
      return "modelled";
    }
  }

  /**
   * Computed from published averages alone.
   *
   * @param joules the result
   * @param assumption what was assumed, with its source
   */
  record Assumed(double joules, String assumption) implements Known {
    @Override
    public String how() {
      return assumption;
    }

    @Override
    public String origin() {
      return "assumed";
    }
  }

  /**
   * Told by the user.
   *
   * @param joules the value given
   * @param key the configuration key that holds it
   */
  record Given(double joules, String key) implements Known {
    @Override
    public String how() {
      return key;
    }

    @Override
    public String origin() {
      return "given";
    }
  }

  /**
   * Not known.
   *
   * @param reason what the report prints in place of a number
   */
  record Unknown(String reason) implements Energy {
    @Override
    public String origin() {
      return "unknown";
    }
  }
}
