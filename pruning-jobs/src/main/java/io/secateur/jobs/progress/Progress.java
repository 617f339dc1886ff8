package io.secateur.jobs.progress;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One line a stage on standard error: while the stage works a bar with its rate, where the output
 * is a terminal, and one line with its result when it is done.
 */
public final class Progress implements AutoCloseable {
  private static final int BAR = 20;
  private static final int WIDTH = 110;

  private final PrintStream out;
  private final boolean terminal;
  private final ScheduledExecutorService clock;
  private final Supplier<Done> tasks;
  private final LongSupplier nanos;
  private @Nullable Line current;

  /**
   * How far the work at hand is.
   *
   * @param done tasks finished
   * @param total tasks there are; 0 while nothing is known
   */
  public record Done(int done, int total) {}

  private record Line(String label, long items, String unit, long startNanos, long workNanos) {}

  Progress(PrintStream out, boolean terminal, Supplier<Done> tasks, LongSupplier nanos) {
    this.out = out;
    this.terminal = terminal;
    this.tasks = tasks;
    this.nanos = nanos;
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "progress");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts showing.
   *
   * @param out where to
   * @param terminal whether a line can be written over
   * @param tasks asked a few times a second
   */
  public static Progress on(PrintStream out, boolean terminal, Supplier<Done> tasks) {
    Progress progress = new Progress(out, terminal, tasks, System::nanoTime);
    if (terminal) {
      var unused =
          progress.clock.scheduleAtFixedRate(progress::show, 500, 250, TimeUnit.MILLISECONDS);
    }
    return progress;
  }

  /** A plain line. */
  public synchronized void say(String line) {
    clear();
    out.println(line);
  }

  /**
   * A stage begins.
   *
   * @param label its number and name
   */
  public synchronized void start(String label) {
    long now = nanos.getAsLong();
    current = new Line(label, 0, "", now, now);
    show();
  }

  /**
   * The stage's long part begins.
   *
   * @param items it will go through
   * @param unit what they are
   */
  public synchronized void working(long items, String unit) {
    Line line = current;
    if (line != null) {
      current = new Line(line.label, items, unit, line.startNanos, nanos.getAsLong());
    }
  }

  /**
   * The stage is done.
   *
   * @param result one sentence
   */
  public synchronized void done(String result) {
    Line line = current;
    current = null;
    clear();
    if (line != null) {
      double seconds = (nanos.getAsLong() - line.startNanos) / 1e9;
      out.println("%-11s %-78s %8s".formatted(line.label, result, time(seconds)));
    }
  }

  @Override
  public synchronized void close() {
    clock.shutdownNow();
    clear();
    current = null;
  }

  /** Seconds as people read them: {@code 4.0 s}, {@code 2 m 05 s}, {@code 1 h 30 m}. */
  public static String time(double seconds) {
    long whole = Math.round(seconds);
    if (seconds < 9.95) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    if (whole < 3600) {
      return whole < 60 ? whole + " s" : "%d m %02d s".formatted(whole / 60, whole % 60);
    }
    return "%d h %02d m".formatted(whole / 3600, whole / 60 % 60);
  }

  synchronized void show() {
    Line line = current;
    if (!terminal || line == null) {
      return;
    }
    Done done = tasks.get();
    // Spark tells late: tasks of the stage before may end in this one.
    double share = done.total == 0 ? 0 : Math.min(1, done.done / (double) done.total);
    int full = (int) Math.round(share * BAR);
    String bar = "#".repeat(full) + "-".repeat(BAR - full);
    long now = nanos.getAsLong();
    String text =
        String.format(
            Locale.ROOT,
            "%-11s [%s] %3.0f %%%s  %s",
            line.label,
            bar,
            100 * share,
            rate(line, share, (now - line.workNanos) / 1e9),
            time((now - line.startNanos) / 1e9));
    out.print("\r" + pad(text));
    out.flush();
  }

  private static String rate(Line line, double share, double seconds) {
    if (line.items == 0 || share == 0) {
      return "";
    }
    return String.format(
        Locale.ROOT, "  %,.0f %s/s", line.items * share / Math.max(seconds, 1e-3), line.unit);
  }

  private void clear() {
    if (terminal) {
      out.print("\r" + " ".repeat(WIDTH) + "\r");
    }
  }

  private static String pad(String text) {
    return text.length() >= WIDTH
        ? text.substring(0, WIDTH)
        : text + " ".repeat(WIDTH - text.length());
  }
}
