package io.secateur.energy;

import java.io.Serializable;

/** What one training on everything takes: from its operations, or as the user has measured it. */
public sealed interface Baseline extends Serializable {

  /** The result's origin, as {@link Energy#origin}. */
  String origin();

  /** From operations, by the priors. */
  record Flop() implements Baseline {
    @Override
    public String origin() {
      return "modelled";
    }
  }

  /**
   * A meter's reading of one such training. It wins over all priors but those that lie between the
   * meter and the facility.
   *
   * @param kilowattHours above 0
   * @param boundary what the meter sees
   */
  record Metered(double kilowattHours, Boundary boundary) implements Baseline {
    @Override
    public String origin() {
      return "given";
    }
  }

  /**
   * Accelerator-hours of one such training: utilisation need not be guessed, power must.
   *
   * @param hours above 0, of all accelerators together
   */
  record AcceleratorHours(double hours) implements Baseline {
    @Override
    public String origin() {
      return "modelled";
    }
  }

  /** What a meter sees. */
  enum Boundary {
    /** The accelerators alone. */
    ACCELERATORS("accelerators"),
    /** Whole nodes. */
    NODES("nodes"),
    /** All that the facility is billed for. */
    FACILITY("facility");

    private final String key;

    Boundary(String key) {
      this.key = key;
    }

    /** Its name in configuration. */
    public String key() {
      return key;
    }
  }
}
