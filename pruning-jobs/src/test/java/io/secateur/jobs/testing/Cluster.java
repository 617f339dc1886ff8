package io.secateur.jobs.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A checkout in a folder of its own, with links to what the build made, and its cluster: what the
 * README says can be done there as it stands, beside a cluster that a developer has running.
 */
public final class Cluster implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private final Path checkout;
  private final Thread atExit = new Thread(this::stop);

  private Cluster(Path checkout) {
    this.checkout = checkout;
  }

  /**
   * Lays the checkout out and starts the cluster.
   *
   * @param checkout an empty folder
   * @param start the line that starts it
   */
  public static Cluster start(Path checkout, String start) {
    try {
      Path target = Files.createDirectories(checkout.resolve("pruning-jobs/target"));
      Files.createSymbolicLink(checkout.resolve("scripts"), ROOT.resolve("scripts"));
      for (String made : List.of("spark", "secateur.jar")) {
        Files.createSymbolicLink(target.resolve(made), ROOT.resolve("pruning-jobs/target/" + made));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Cluster cluster = new Cluster(checkout);
    Runtime.getRuntime().addShutdownHook(cluster.atExit);
    cluster.run(start);
    return cluster;
  }

  /** Runs a line of shell in the checkout, and returns what it said. */
  public String run(String line) {
    return Command.run(checkout, line, LONGEST);
  }

  /** Where a worker keeps what is its own: executors, drivers, temporary files. */
  public Path worker(int number) {
    return checkout.resolve("pruning-jobs/target/cluster/worker-" + number);
  }

  /** Ends a worker and its executors at once, without a word to them: SIGKILL. */
  public void kill(int number) {
    try {
      Path pid = worker(number).resolveSibling("worker-%d.pid".formatted(number));
      ProcessHandle worker =
          ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
      List<ProcessHandle> all = Stream.concat(Stream.of(worker), worker.descendants()).toList();
      all.forEach(ProcessHandle::destroyForcibly);
      all.forEach(process -> process.onExit().join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void stop() {
    run("scripts/cluster.sh stop");
  }

  @Override
  public void close() {
    stop();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
