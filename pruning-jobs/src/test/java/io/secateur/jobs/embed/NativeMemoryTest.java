package io.secateur.jobs.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a JVM holds beside its heap stays the same however many tasks it has run. */
class NativeMemoryTest {
  /** Of 600 tasks that would each leave a megabyte behind. */
  private static final long MOST_KILOBYTES = 120L << 10;

  @TempDir private Path folder;

  @Test
  void tasksLeaveNothingBehind() throws IOException, InterruptedException {
    List<Long> resident = new ArrayList<>();
    Process process =
        new ProcessBuilder(command())
            .redirectError(Redirect.to(folder.resolve("errors.txt").toFile()))
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    said.lines()
        .filter(line -> line.startsWith("resident "))
        .forEach(line -> resident.add(Long.parseLong(line.substring("resident ".length()))));

    assertThat(resident).hasSize(ManyTasks.ROUNDS);
    assertThat(resident.get(ManyTasks.ROUNDS - 1) - resident.get(ManyTasks.WARM_UP - 1))
        .as("kilobytes after each round: %s", resident)
        .isLessThan(MOST_KILOBYTES);
  }

  /** A JVM like this one, whose heap has its size from the beginning. */
  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--add-opens") || flag.startsWith("-XX:+Ignore"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xms512m",
            "-Xmx512m",
            "-XX:+AlwaysPreTouch",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            ManyTasks.class.getName(),
            folder.toString()));
    return command;
  }
}
