package io.secateur.jobs;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.secateur.inference.BuiltinModels;
import io.secateur.jobs.config.ConfigFile;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.progress.Progress;
import io.secateur.jobs.run.Json;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.spark.TaskTracker;
import io.secateur.jobs.testing.Cluster;
import io.secateur.jobs.testing.Command;
import io.secateur.jobs.testing.Emails;
import io.secateur.jobs.testing.Readme;
import io.secateur.jobs.testing.TestSpark;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the README says of clusters, word for word, on a part of the demo's e-mails: a real master,
 * workers and spark-submit. Whatever happens there, the ledger is that of one machine.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class ClusterIT {
  private static final int EMAILS = 200;
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final List<String> TYPED = Readme.commands("README.md", "On a cluster");

  /** The folder has a blank in its name, as users' folders have. */
  private Path checkout = Path.of("");

  private Path model = Path.of("");
  private @Nullable Cluster cluster;
  private String digest = "";

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    checkout = Files.createDirectory(folder.resolve("a checkout"));
    // `./secateur demo` would lay out all e-mails
    Path demo = Files.createDirectory(checkout.resolve("secateur-demo"));
    emails(folder, demo.resolve("emails"));
    // a directory, which lies on no executor's class path as the built-in one does
    model = Files.createDirectory(folder.resolve("model"));
    BuiltinModels.copyTo("all-minilm-l6-v2", model);
    Path config = demo.resolve("run.conf");
    Files.writeString(
        config,
        """
        run { name = "some e-mails", output = "%1$s/run" }
        source { path = "%1$s/emails", columns { label = label, group = source_group } }
        near-duplicates { threshold = 0.7 }
        embeddings { model = "%2$s", max-tokens = 128 }
        semantic-duplicates { min-cosine = 0.9 }
        select { keep = 0.6, min-per-class = 5 }
        energy { regime = unknown }
        """
            .formatted(demo, model));
    prune(config);
    digest = ledger("run");
    cluster = Cluster.start(checkout, typed("scripts/cluster.sh start"));
  }

  @AfterAll
  void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  @Order(0)
  void aSecondClusterIsRefusedAndTheFirstGoesOn() {
    try (Command again = Command.start(checkout, typed("scripts/cluster.sh start"))) {
      assertThat(again.await(LONGEST)).isEqualTo(1);
      assertThat(again.said())
          .startsWith("Cannot start: a cluster runs at spark://127.0.0.1:")
          .endsWith(". End it first: scripts/cluster.sh stop\n");
    }
    assertThat(cluster().run("scripts/cluster.sh status").lines())
        .hasSize(3)
        .allMatch(line -> line.contains("  alive, process "));
  }

  @Test
  @Order(1)
  void aDriverOnAWorkerWritesTheLedgerOfOneMachine() {
    Cluster cluster = cluster();

    cluster.run(typed("--deploy-mode cluster"));

    assertThat(ledger("in-cluster")).isEqualTo(digest);
    String said =
        Stream.of(1, 2)
            .flatMap(worker -> files(cluster.worker(worker), "stderr").stream())
            .filter(file -> file.toString().contains("/driver-"))
            .map(ClusterIT::read)
            .reduce("", String::concat);
    assertThat(said).contains("\n9 report ");
  }

  /** Last, since it leaves one worker. */
  @Test
  @Order(2)
  void aWorkerThatIsKilledWhileItEmbedsChangesNothing() throws IOException {
    Cluster cluster = cluster();
    long size = Files.size(model.resolve("model.onnx"));
    Set<Path> before = new HashSet<>(models(cluster, 1));
    before.addAll(models(cluster, 2));
    try (Command submit = Command.start(checkout, typed("--deploy-mode client"))) {
      submit.awaitUntil(
          "the driver has the model", LONGEST, () -> submit.said().contains("\n1 read "));
      // from here on there is none but what Spark brings
      for (Path file : files(model, "")) {
        Files.delete(file);
      }
      submit.awaitUntil(
          "both workers have the model",
          LONGEST,
          () ->
              Stream.of(1, 2)
                  .allMatch(
                      worker ->
                          models(cluster, worker).stream()
                              .anyMatch(
                                  file ->
                                      !before.contains(file) && file.toFile().length() == size)));
      cluster.kill(2);
      assertThat(submit.said()).contains("\n2 dedup ").doesNotContain("\n3 embed ");

      assertThat(submit.await(LONGEST)).as(submit.said()).isZero();
      assertThat(submit.said()).contains("\n3 embed ");
    }

    assertThat(ledger("on-cluster")).isEqualTo(digest);
    assertThat(Command.start(checkout, "scripts/cluster.sh status").await(LONGEST)).isEqualTo(1);
  }

  private Cluster cluster() {
    return Objects.requireNonNull(cluster);
  }

  /** The command of the README that has this in it. */
  private static String typed(String part) {
    return TYPED.stream().filter(line -> line.contains(part)).findFirst().orElseThrow();
  }

  /** Those that begin each group of the demo: copies stand together there. */
  private static void emails(Path folder, Path target) {
    Dataset<Row> all = Emails.all(folder);
    Stream.of("spam-2", "hard-ham-1")
        .map(group -> all.filter(col("source_group").equalTo(group)))
        .map(emails -> emails.orderBy("id").limit(EMAILS / 2))
        .reduce(Dataset::unionByName)
        .orElseThrow()
        .write()
        .partitionBy("source_group")
        .parquet(target.toString());
  }

  private static void prune(Path file) throws IOException {
    RunConfig config = ConfigFile.read(Files.readString(file), file.toString(), List.of());
    SparkSession spark = TestSpark.session();
    TaskTracker tasks = TaskTracker.on(spark);
    try (PrintStream nowhere =
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Progress progress = Progress.on(nowhere, /* terminal= */ false, tasks::done)) {
      Prune.run(spark, config, StageName.READ, tasks, progress);
    }
  }

  private String ledger(String run) {
    JsonNode record = Json.read(read(checkout.resolve("secateur-demo").resolve(run + "/run.json")));
    assertThat(record.at("/counts/examples").asInt()).isEqualTo(EMAILS);
    return record.at("/digests").path("4-decisions").asText();
  }

  /** Those that a worker's executors have in temporary folders of theirs, whole or not. */
  private static List<Path> models(Cluster cluster, int worker) {
    return files(cluster.worker(worker).resolve("tmp"), "model.onnx");
  }

  /** The files of this name below a folder, those that vanish meanwhile left out. */
  private static List<Path> files(Path folder, String name) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> name.isEmpty() || file.getFileName().toString().equals(name))
          .toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
