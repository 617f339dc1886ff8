package io.secateur.energy;

import java.io.Serializable;

/**
 * Where the energy comes from, and what the accelerators cost the climate before they run.
 *
 * @param gramsPerKilowattHour of CO2 equivalent, location-based, a year's average, above 0
 * @param embodiedGramsPerHour of an accelerator: what making it emitted over the hours of its life;
 *     0 leaves it out
 */
public record Grid(double gramsPerKilowattHour, double embodiedGramsPerHour)
    implements Serializable {
  /** A year's average against its hours. */
  static final Prior SPREAD = new Prior.LogNormal(1, 0.15, Double.POSITIVE_INFINITY);
}
