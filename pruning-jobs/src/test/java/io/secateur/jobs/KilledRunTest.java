package io.secateur.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.jobs.run.Json;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.testing.FewTexts;
import io.secateur.jobs.testing.Runs;
import io.secateur.jobs.testing.StoreFileSystem;
import io.secateur.jobs.testing.TestSpark;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Drivers that get SIGKILL while they change the file system, which here is one without renames of
 * directories, and are started again.
 */
class KilledRunTest {
  private static final int KILLS = 10;
  private static final int SIGKILL = 128 + 9;

  /** A run changes the file system about this often. */
  private static final int CHANGES = 400;

  private static final String[] SETTINGS = {
    "source.columns.label=label",
    "embeddings.model=none",
    "select.policy=stratified_random",
    "select.keep=0.5",
    "energy.meter=off"
  };

  @TempDir private Path folder;

  @Test
  void aRunThatIsKilledAnywhereEndsAsOneThatIsNot() throws IOException, InterruptedException {
    Path texts = FewTexts.write(folder.resolve("texts"));
    Runs.prune(TestSpark.session(), texts, folder.resolve("whole"), StageName.READ, SETTINGS);
    String expected = digests(folder.resolve("whole"));
    Random random = new Random(4711);
    Set<String> went = new HashSet<>();

    int run = 0;
    for (int kills = 0; kills < KILLS; ) {
      Path output = folder.resolve("run-" + run);
      int changes = 1 + random.nextInt(CHANGES / 2);
      int code = driver(texts, output, changes);
      if (code == SIGKILL) {
        kills++;
        went.add(killedAt(output));
      } else {
        assertThat(code).as(said()).isZero();
        assertThat(digests(output)).as("run %d", run).isEqualTo(expected);
        run++;
      }
    }
    Path last = folder.resolve("run-" + run);
    assertThat(driver(texts, last, -1)).as(said()).isZero();

    assertThat(digests(last)).isEqualTo(expected);
    assertThat(last.resolve(".building")).doesNotExist();
    System.out.printf(
        "%d drivers killed, before and after whole stages: %s; %d runs ended%n",
        KILLS, went, run + 1);
    assertThat(went).as("the moments differ").hasSizeGreaterThan(3);
  }

  /** What was whole when a driver was killed. */
  private static String killedAt(Path output) throws IOException {
    Path stages = output.resolve(".building/.stages");
    if (Files.exists(output.resolve(".building/run.json"))) {
      return "publication";
    }
    if (!Files.exists(stages)) {
      return "nothing";
    }
    try (var files = Files.list(stages)) {
      return files.map(path -> path.getFileName().toString()).sorted().reduce("", (a, b) -> b);
    }
  }

  /** Prunes in a JVM of its own; returns how that ended. */
  private int driver(Path texts, Path output, int changes)
      throws IOException, InterruptedException {
    Path config = folder.resolve("run.conf");
    Files.writeString(
        config,
        """
        run { name = test, output = "store://%s" }
        source { path = "%s" }
        embeddings { max-tokens = 32 }
        energy { regime = unknown }
        """
            .formatted(output, texts));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.matches("-XX:.*|--add-.*|-Djava\\..*|-Duser\\..*|-Dio\\..*"))
        .forEach(command::add);
    command.addAll(StoreFileSystem.killing(changes));
    command.addAll(
        List.of(
            "-Xmx1g",
            "-XX:TieredStopAtLevel=1",
            "-Dspark.master=local[2]",
            "-Dspark.ui.enabled=false",
            "-Dspark.driver.host=127.0.0.1",
            "-Dspark.driver.bindAddress=127.0.0.1",
            "-Dspark.sql.shuffle.partitions=2",
            "-Dspark.sql.codegen.factoryMode=NO_CODEGEN",
            "-Dspark.local.dir=" + folder,
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "io.secateur.jobs.Secateur",
            "run",
            "--config",
            config.toString()));
    for (String setting : SETTINGS) {
      command.add("--set");
      command.add(setting);
    }
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("said.txt").toFile())
        .start()
        .waitFor();
  }

  private String said() throws IOException {
    return Files.readString(folder.resolve("said.txt"));
  }

  /** Of all tables that do not say where the run was. */
  private static String digests(Path run) throws IOException {
    return Json.read(Files.readString(run.resolve("run.json"))).get("digests").toString();
  }
}
