package io.secateur.jobs.energy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The machine that this JVM runs on, and its counters. */
public final class Node implements AutoCloseable {
  /** The same for all processes and containers of a running kernel, and for no other machine. */
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  private static final long POLL_MILLIS = 250;

  private final String machine;
  private final String host;
  private final String reader;
  private final List<Counter> counters;
  private final Optional<Nvml> nvml;
  private @Nullable ScheduledExecutorService clock;

  Node(String machine, String host, String reader, List<Counter> counters, Optional<Nvml> nvml) {
    this.machine = machine;
    this.host = host;
    this.reader = reader;
    this.counters = List.copyOf(counters);
    this.nvml = nvml;
  }

  /**
   * Opens the counters of this machine.
   *
   * @param reader Spark's id of this JVM
   * @param powercap where the kernel's files are
   * @param gpus numbers or UUIDs of the devices that this JVM was given; empty: not said
   */
  public static Node open(String reader, Path powercap, List<String> gpus) {
    String host = host();
    Optional<Nvml> nvml = Nvml.open();
    List<Counter> counters = new ArrayList<>();
    counters.add(RaplCounter.at(powercap));
    Optional<List<String>> assigned =
        gpus.isEmpty() ? Gpus.visible(System.getenv("CUDA_VISIBLE_DEVICES")) : Optional.of(gpus);
    counters.addAll(Gpus.counters(nvml, assigned, System::nanoTime));
    return new Node(machine(host), host, reader, counters, nvml);
  }

  /** For people; Spark knows no name of an executor's machine where its plugins start. */
  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "a machine without a name";
    }
  }

  private static String machine(String host) {
    try {
      return Files.readString(BOOT).strip();
    } catch (IOException e) {
      return host;
    }
  }

  /** Reads all counters. */
  public Sample sample() {
    return new Sample(
        machine,
        host,
        reader,
        counters.stream()
            .map(
                counter -> {
                  Reading reading = counter.read();
                  return new Sample.Entry(counter.id(), counter.kind(), counter.part(), reading);
                })
            .toList());
  }

  /**
   * Reads all counters again and again, so that none wraps unseen, until it is closed.
   *
   * @param millis between two samples, or less where power is polled
   * @param to gets each
   */
  public synchronized void every(long millis, Consumer<Sample> to) {
    boolean polled =
        counters.stream().anyMatch(counter -> counter instanceof NvmlCounter n && n.isPolled());
    long period = polled ? Math.min(millis, POLL_MILLIS) : millis;
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "secateur-energy");
              thread.setDaemon(true);
              return thread;
            });
    clock = executor;
    var unused =
        executor.scheduleWithFixedDelay(
            () -> to.accept(sample()), 0, period, TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized void close() {
    if (clock != null) {
      clock.shutdownNow();
      try {
        // NVML must not be closed under a reader
        clock.awaitTermination(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    counters.forEach(Counter::close);
    nvml.ifPresent(Nvml::close);
  }
}
