package io.secateur.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.jobs.testing.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code scripts/cluster.sh} says where there is no cluster to speak of; {@link ClusterIT} has
 * one.
 */
class ClusterScriptTest {
  private static final Path SCRIPT = Path.of("../scripts/cluster.sh").toAbsolutePath().normalize();

  @TempDir private Path folder;

  @Test
  void saysWhichOptionIsWrong() {
    assertThat(said(2, "start --workers 0"))
        .isEqualTo(
            "Invalid --workers: 0 (must be a whole number, 1 or more). Try 'scripts/cluster.sh --help'.\n");
    assertThat(said(2, "start --memory lots"))
        .startsWith("Invalid --memory: lots (must be like 3g or 1500m).");
    assertThat(said(2, "start --worker-property gpu=1"))
        .startsWith("Invalid --worker-property: gpu=1 (must be spark.KEY=VALUE).");
    assertThat(said(2, "start --size 3")).startsWith("Invalid option --size (unknown).");
    assertThat(said(2, "start --cores"))
        .startsWith("Invalid option --cores (unknown, or without its value).");
    assertThat(said(2, "stop --cores 2")).startsWith("Invalid option --cores (of start only).");
    assertThat(said(2, "go")).startsWith("Usage: scripts/cluster.sh start");
  }

  @Test
  void knowsThatThereIsNone() {
    assertThat(said(3, "status")).isEqualTo("no cluster runs\n");
    assertThat(said(1, "url"))
        .isEqualTo(
            "Cannot say where the master is: no cluster runs. Start one: scripts/cluster.sh start\n");
    assertThat(said(0, "stop")).isEmpty();
  }

  @Test
  void leavesAProcessAloneThatGotTheNumberOfADeadWorker() throws IOException {
    Path dir = Files.createDirectory(folder.resolve("a cluster"));
    Files.writeString(dir.resolve("worker-1.pid"), "%d\n".formatted(ProcessHandle.current().pid()));

    assertThat(said(1, "status"))
        .isEqualTo("worker-1  dead, was process %d\n".formatted(ProcessHandle.current().pid()));
    assertThat(said(0, "stop")).isEmpty();
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void deletesNobodysFiles() throws IOException {
    Path file = Files.createDirectory(folder.resolve("a cluster")).resolve("thesis.txt");
    Files.writeString(file, "of years");

    assertThat(said(1, "start"))
        .isEqualTo(
            "Cannot start: %s holds other files. Name another folder with --dir.\n"
                .formatted(file.getParent()));
    assertThat(file).exists();
  }

  private String said(int code, String arguments) {
    try (Command command =
        Command.start(folder, "'%s' %s --dir 'a cluster'".formatted(SCRIPT, arguments))) {
      assertThat(command.await(Duration.ofSeconds(30))).as(command.said()).isEqualTo(code);
      return command.said();
    }
  }
}
