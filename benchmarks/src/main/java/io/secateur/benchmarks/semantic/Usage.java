package io.secateur.benchmarks.semantic;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process has used so far. */
record Usage(long wallNanos, long cpuNanos) {

  static Usage now() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Usage(System.nanoTime(), system.getProcessCpuTime());
  }

  double wallSince(Usage before) {
    return (wallNanos - before.wallNanos) / 1e9;
  }

  double cpuSince(Usage before) {
    return (cpuNanos - before.cpuNanos) / 1e9;
  }

  double cpu() {
    return cpuNanos / 1e9;
  }

  /** The most memory that was resident, in MB; 0 where there is no /proc. */
  static long peakMegabytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_000)
        .findFirst()
        .orElse(0);
  }
}
