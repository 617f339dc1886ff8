package io.secateur.benchmarks.inference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Native threads of this process, by the CPU time that the kernel has for them; Linux only. */
final class BusyThreads {
  private static final Path TASKS = Path.of("/proc/self/task");
  private static final int TICKS_A_SECOND = 100;

  private BusyThreads() {}

  /** CPU seconds of each thread so far. */
  static Map<Long, Double> seconds() {
    Map<Long, Double> seconds = new HashMap<>();
    for (Path task : tasks()) {
      String stat = read(task.resolve("stat"));
      if (!stat.isEmpty()) {
        // the name stands in brackets, and may hold blanks; user and system time are fields 14, 15
        List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
        double ticks = Long.parseLong(fields.get(11)) + (double) Long.parseLong(fields.get(12));
        seconds.put(Long.valueOf(task.getFileName().toString()), ticks / TICKS_A_SECOND);
      }
    }
    return seconds;
  }

  /** How many threads have used so many CPU seconds since then. */
  static long since(Map<Long, Double> before, double least) {
    return seconds().entrySet().stream()
        .filter(thread -> thread.getValue() - before.getOrDefault(thread.getKey(), 0.0) >= least)
        .count();
  }

  private static List<Path> tasks() {
    try (Stream<Path> all = Files.list(TASKS)) {
      return all.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      return ""; // it has ended meanwhile
    } catch (IOException e) {
      return "";
    }
  }
}
