package io.secateur.jobs.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A line of shell that runs, and what it has said so far. Ends with all that it started. */
public final class Command implements AutoCloseable {
  private static final long LOOK_MILLIS = 20;

  private final String line;
  private final Process process;
  private final Path said;

  private Command(String line, Process process, Path said) {
    this.line = line;
    this.process = process;
    this.said = said;
  }

  /**
   * Starts it.
   *
   * @param folder where it runs
   * @param line as one types it
   */
  public static Command start(Path folder, String line) {
    try {
      Path said = Files.createTempFile(folder, "said", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder("bash", "-c", line)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile());
      // Surefire's, for executors of its own
      builder.environment().remove("SPARK_HOME");
      return new Command(line, builder.start(), said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs it to its end.
   *
   * @return what it said
   * @throws AssertionError if it fails, or takes longer than that
   */
  public static String run(Path folder, String line, Duration longest) {
    try (Command command = start(folder, line)) {
      int code = command.await(longest);
      if (code != 0) {
        throw new AssertionError("%s%nended with %d%n%s".formatted(line, code, command.said()));
      }
      return command.said();
    }
  }

  /** All that it said until now, on either stream. */
  public String said() {
    try {
      return Files.readString(said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits for its end.
   *
   * @return its exit code
   */
  public int await(Duration longest) {
    try {
      if (process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new AssertionError("%s%nhas not ended in %s%n%s".formatted(line, longest, said()));
  }

  /**
   * Waits until something holds, while it runs.
   *
   * @param what should hold, for the message
   */
  public void awaitUntil(String what, Duration longest, BooleanSupplier holds) {
    long deadline = System.nanoTime() + longest.toNanos();
    try {
      while (!holds.getAsBoolean()) {
        if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
          throw new AssertionError("%s%nnever: %s%n%s".formatted(line, what, said()));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting until " + what, e);
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
