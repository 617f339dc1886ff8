package io.secateur.jobs.report;

/** An energy report for the tests of other packages. */
public final class EnergyReports {
  private EnergyReports() {}

  /** 0.1 kWh of pruning, modelled; trainings of 10 and 4 kWh. */
  public static EnergyReport some() {
    return Reports.energy("fixed-epochs", 1, 5.9 * 3.6e6, 0.02);
  }
}
