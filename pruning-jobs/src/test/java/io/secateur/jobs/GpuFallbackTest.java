package io.secateur.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.jobs.config.ConfigException;
import io.secateur.jobs.run.Json;
import io.secateur.jobs.run.RunRecord;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.testing.Configs;
import io.secateur.jobs.testing.FakeGpus;
import io.secateur.jobs.testing.Learners;
import io.secateur.jobs.testing.Runs;
import io.secateur.jobs.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs where Spark gives GPUs that no engine can use, and runs that ask for what there is not. */
class GpuFallbackTest {
  @TempDir private Path folder;
  private Learners learners = new Learners(Path.of(""));
  private String[] settings = {};

  @BeforeEach
  void layOut() {
    learners = new Learners(folder);
    learners.layOut();
    settings =
        Learners.settings(
            "embeddings.model=" + learners.embedder(),
            "semantic-duplicates.enabled=false",
            "score.scorers=[el2n]",
            learners.checkpoints());
  }

  @AfterEach
  void stopSpark() {
    SparkSession.getDefaultSession().get().stop();
  }

  @Test
  void processorsDoTheSameAndTheRunSaysSoOnce() throws IOException {
    RunRecord plain = run(TestSpark.session(), "plain", new StringBuilder());
    SparkSession cluster =
        new FakeGpus(folder)
            .session(
                /* workers= */ 1,
                /* cores= */ 2,
                new String[] {"60", "61"}, // no machine has so many
                Map.of("spark.executor.resource.gpu.amount", "2", "spark.cores.max", "2"));
    StringBuilder said = new StringBuilder();
    RunRecord fallen = run(cluster, "fallen", said);

    assertThat(fallen.digests()).isEqualTo(plain.digests());
    assertThat(ofGpus(plain)).isEmpty();
    assertThat(ofGpus(fallen))
        .hasSize(2) // of embed and of predict
        .allSatisfy(
            warning ->
                assertThat(warning)
                    .startsWith(
                        "no GPU was used on executor 0, though Spark gave it one: Cannot load "));
    assertThat(said)
        .contains("warning: no GPU was used on executor 0")
        .contains("texts by " + learners.embedder() + " on CPUs")
        .contains("examples by learner, reference on CPUs");
    assertThat(plain.stage(StageName.EMBED).orElseThrow().result()).doesNotContain("CPUs");
  }

  @Test
  void aRunThatMustHaveGpusIsRefusedBeforeAnyWork() {
    String message =
        """
        invalid inference.device: gpu (Spark must give tasks a GPU that works: Spark in local mode gives tasks no GPU; see docs/gpus.md, or set it to auto)""";

    for (boolean plan : new boolean[] {true, false}) {
      assertThatThrownBy(
              () -> {
                String[] gpu = withDevice("gpu");
                if (plan) {
                  Planning.of(
                      TestSpark.session(),
                      Configs.of(learners.examples(), folder.resolve("run"), gpu));
                } else {
                  Runs.prune(
                      TestSpark.session(),
                      learners.examples(),
                      folder.resolve("run"),
                      StageName.READ,
                      gpu);
                }
              })
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(message);
    }
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void aPlanSaysWhatModelsWouldRunOn() {
    String plan =
        Planning.of(
                TestSpark.session(),
                Configs.of(learners.examples(), folder.resolve("run"), withDevice("auto")))
            .asText();

    assertThat(plan)
        .contains(
            "texts a second each\n             on CPUs: Spark in local mode gives tasks no GPU\n")
        .contains("2 classes)\n             on CPUs: Spark in local mode gives tasks no GPU\n");
  }

  private static List<String> ofGpus(RunRecord run) {
    return run.warnings().stream().filter(warning -> warning.startsWith("no GPU")).toList();
  }

  private String[] withDevice(String device) {
    String[] all = Arrays.copyOf(settings, settings.length + 1);
    all[settings.length] = "inference.device=" + device;
    return all;
  }

  private RunRecord run(SparkSession spark, String name, StringBuilder said) throws IOException {
    Path run = folder.resolve(name);
    Runs.prune(spark, learners.examples(), run, StageName.READ, said, settings);
    return Json.read(Files.readString(run.resolve("run.json")), RunRecord.class);
  }
}
