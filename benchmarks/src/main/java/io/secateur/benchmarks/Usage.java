package io.secateur.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this process has used so far.
 *
 * @param wallNanos since some time
 * @param cpuNanos of all its threads
 */
public record Usage(long wallNanos, long cpuNanos) {

  /** Now. */
  public static Usage now() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Usage(System.nanoTime(), system.getProcessCpuTime());
  }

  /** Seconds since then. */
  public double wallSince(Usage before) {
    return (wallNanos - before.wallNanos) / 1e9;
  }

  /** Seconds since then. */
  public double cpuSince(Usage before) {
    return (cpuNanos - before.cpuNanos) / 1e9;
  }

  /** CPU seconds since the process began. */
  public double cpu() {
    return cpuNanos / 1e9;
  }

  /** The most memory that was resident, in MB; 0 where there is no /proc. */
  public static long peakMegabytes() throws IOException {
    return megabytes("VmHWM:");
  }

  /** The memory that is resident, in MB; 0 where there is no /proc. */
  public static long residentMegabytes() throws IOException {
    return megabytes("VmRSS:");
  }

  private static long megabytes(String field) throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith(field))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_000)
        .findFirst()
        .orElse(0);
  }
}
