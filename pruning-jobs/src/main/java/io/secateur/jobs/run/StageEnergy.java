package io.secateur.jobs.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.secateur.energy.Energy;
import org.jspecify.annotations.Nullable;

/**
 * The energy that a stage took at its nodes: without cooling and distribution.
 *
 * @param joules in all
 * @param origin {@code measured}, or {@code modelled} where any part of it is
 * @param how the counters, or what was multiplied with what
 * @param missing why it is not measured; null where it is
 * @param cpuJoules of processors and memory
 * @param gpuJoules of accelerators; null where there are none, or it is not known
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record StageEnergy(
    double joules,
    String origin,
    String how,
    @Nullable String missing,
    double cpuJoules,
    @Nullable Double gpuJoules) {

  /** Of an energy of processors and memory, and one of accelerators where it is known. */
  public static StageEnergy of(Energy.Known cpu, @Nullable Double gpuJoules, String missing) {
    return new StageEnergy(
        cpu.joules() + (gpuJoules == null ? 0 : gpuJoules),
        cpu.origin(),
        cpu.how(),
        missing.isEmpty() ? null : missing,
        cpu.joules(),
        gpuJoules);
  }

  /** Whether counters saw all of it. */
  public boolean wasMeasured() {
    return origin.equals(new Energy.Measured(joules, how).origin());
  }
}
