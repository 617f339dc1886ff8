package io.secateur.jobs.energy;

import java.util.Optional;

/**
 * What the counters of all machines counted between two marks.
 *
 * @param cpu of processors, and of memory where it has a counter
 * @param gpu of accelerators; empty where there are none
 */
public record Counted(Optional<Share> cpu, Optional<Share> gpu) {

  /**
   * Of one part.
   *
   * @param energy or why it is not known
   * @param what the counters, in words
   */
  public record Share(Reading energy, String what) {}
}
