package io.secateur.jobs.energy;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Energy of one NVIDIA device: its own counter, from Volta on; else its power, polled and added up
 * by trapezoids. A counter that goes back, or power that was not asked for too long, ends it.
 */
final class NvmlCounter implements Counter {
  /** Power that is asked for less often than this is no basis for energy. */
  private static final long LONGEST_GAP_NANOS = 5_000_000_000L;

  private static final double MILLI = 1e-3;
  private static final double NANO = 1e-9;

  private final Nvml nvml;
  private final int device;
  private final String uuid;
  private final boolean counts;
  private final LongSupplier nanos;
  private long energy = -1;
  private double joules;
  private double watts = Double.NaN;
  private long askedAt;
  private @Nullable String ended;

  private NvmlCounter(Nvml nvml, int device, String uuid, boolean counts, LongSupplier nanos) {
    this.nvml = nvml;
    this.device = device;
    this.uuid = uuid;
    this.counts = counts;
    this.nanos = nanos;
  }

  /** Finds out how the energy of a device is known. */
  static Counter of(Nvml nvml, int device, LongSupplier nanos) {
    String uuid;
    try {
      uuid = nvml.uuid(device);
    } catch (Nvml.Failure e) {
      return new Missing("gpu " + device, "nvml", Part.GPU, "nvml: " + e.getMessage());
    }
    boolean counts = true;
    try {
      nvml.energyMillijoules(device);
    } catch (Nvml.Failure e) {
      // anything else than this may pass: then each reading says what is wrong
      counts = e.code() != Nvml.NOT_SUPPORTED && e.code() != Nvml.FUNCTION_NOT_FOUND;
    }
    return new NvmlCounter(nvml, device, uuid, counts, nanos);
  }

  /** Whether it has to be read several times a second. */
  boolean isPolled() {
    return !counts;
  }

  @Override
  public String id() {
    return uuid;
  }

  @Override
  public String kind() {
    return counts ? "nvml energy" : "nvml power";
  }

  @Override
  public Part part() {
    return Part.GPU;
  }

  @Override
  public synchronized Reading read() {
    if (ended == null) {
      try {
        if (counts) {
          count();
        } else {
          poll();
        }
      } catch (Nvml.Failure e) {
        return new Reading.Absent("nvml: " + e.getMessage());
      }
    }
    return ended != null ? new Reading.Absent(ended) : new Reading.Joules(joules);
  }

  private void count() throws Nvml.Failure {
    long now = nvml.energyMillijoules(device);
    if (now < energy) {
      ended = "nvml: the counter of %s went back".formatted(uuid);
    } else {
      joules += energy < 0 ? 0 : (now - energy) * MILLI;
      energy = now;
    }
  }

  private void poll() throws Nvml.Failure {
    double now = nvml.powerMilliwatts(device) * MILLI;
    long at = nanos.getAsLong();
    if (!Double.isNaN(watts)) {
      if (at - askedAt > LONGEST_GAP_NANOS) {
        ended = "nvml: the power of %s was not read in time".formatted(uuid);
        return;
      }
      joules += (watts + now) / 2 * ((at - askedAt) * NANO);
    }
    watts = now;
    askedAt = at;
  }

  @Override
  public void close() {}
}
