package io.secateur.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.jobs.testing.Command;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/cluster.sh} where it starts Spark and has to stop. */
class ClusterScriptIT {
  private static final Path SCRIPT = Path.of("../scripts/cluster.sh").toAbsolutePath().normalize();
  private static final Duration LONGEST = Duration.ofMinutes(5);

  @TempDir private Path folder;

  @Test
  void aPortThatIsTakenIsAnErrorAndNothingIsLeft() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Command start = cluster("start --port " + taken.getLocalPort())) {
      assertThat(start.await(LONGEST)).isEqualTo(1);
      assertThat(start.said())
          .endsWith(
              "Cannot start the master: its port is taken. Give another, or none, to get one that is free.\n");
    }
    try (Command status = cluster("status")) {
      assertThat(status.await(LONGEST)).isEqualTo(3);
    }
  }

  private Command cluster(String arguments) {
    return Command.start(folder, "'%s' %s --dir 'a cluster'".formatted(SCRIPT, arguments));
  }
}
