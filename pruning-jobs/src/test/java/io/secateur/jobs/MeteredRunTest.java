package io.secateur.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.energy.Counted;
import io.secateur.jobs.energy.Meter;
import io.secateur.jobs.energy.Reading.Joules;
import io.secateur.jobs.progress.Progress;
import io.secateur.jobs.run.Json;
import io.secateur.jobs.run.RunRecord;
import io.secateur.jobs.run.RunRecord.Took;
import io.secateur.jobs.run.StageEnergy;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.spark.EnergyPlugin;
import io.secateur.jobs.spark.Session;
import io.secateur.jobs.spark.TaskTracker;
import io.secateur.jobs.testing.Configs;
import io.secateur.jobs.testing.Powercap;
import io.secateur.jobs.testing.Runs;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on a machine whose counter moves when the test says so, and on one without. */
class MeteredRunTest {
  private static final String PACKAGE = "intel-rapl:0";
  private static final long JOULE = 1_000_000;
  private static final int STAGES = StageName.values().length;

  @TempDir private Path folder;

  @AfterEach
  void stopSpark() {
    SparkSession.getDefaultSession().get().stop();
  }

  @Test
  void theStagesOfARunTakeWhatTheCounterMoved() throws IOException {
    Powercap tree = Powercap.onePackage(Files.createDirectory(folder.resolve("powercap")));
    SparkSession spark = session("local[2]", tree);
    // texts are first looked at in the first stage: each moves the counter by a joule
    String root = tree.root().toString();
    UDF1<String, String> look =
        text -> {
          new Powercap(Path.of(root)).add(PACKAGE, JOULE);
          return text;
        };
    spark.udf().register("look", look, DataTypes.StringType);
    texts(spark).createOrReplaceTempView("texts");
    spark.sql("select id, look(text) as text from texts").createOrReplaceTempView("looked");
    RunConfig config =
        Configs.of(
            Path.of("looked"),
            folder.resolve("run"),
            "source.format=table",
            "embeddings.model=none",
            "score.scorers=[]",
            "select.policy=random");

    TaskTracker tasks = TaskTracker.on(spark);
    // and so does the end of each stage, which is in the next one
    try (PrintStream out =
            new PrintStream(new Moving(tree), /* autoFlush= */ true, StandardCharsets.UTF_8);
        Progress progress = Progress.on(out, /* terminal= */ false, tasks::done)) {
      Prune.run(spark, config, StageName.READ, tasks, progress);
    }

    RunRecord record = Json.read(Files.readString(folder.resolve("run/run.json")), RunRecord.class);
    List<StageEnergy> took = record.took().stream().map(Took::energy).toList();
    assertThat(took)
        .hasSize(STAGES)
        .allSatisfy(
            energy -> {
              assertThat(energy.origin()).isEqualTo("measured");
              assertThat(energy.how())
                  .isEqualTo("rapl package (1); whole nodes, whatever else ran on them");
              assertThat(energy.missing()).isNull();
              assertThat(energy.gpuJoules()).isNull();
              assertThat(energy.joules()).isPositive();
            });
    double joules = took.stream().mapToDouble(StageEnergy::joules).sum();
    // all but the joule after the last stage
    assertThat(joules).isEqualTo(tree.energy(PACKAGE) / (double) JOULE - 1, within(1e-9));
  }

  @Test
  void withoutACounterTheStagesAreModelledAndNeverNothing() throws IOException {
    SparkSession spark = session("local[2]", new Powercap(folder.resolve("none")));
    texts(spark).write().parquet(folder.resolve("texts").toString());

    Runs.prune(
        spark,
        folder.resolve("texts"),
        folder.resolve("run"),
        StageName.READ,
        "embeddings.model=none",
        "score.scorers=[]",
        "select.policy=random");

    RunRecord record = Json.read(Files.readString(folder.resolve("run/run.json")), RunRecord.class);
    assertThat(record.took())
        .hasSize(STAGES)
        .allSatisfy(
            took -> {
              assertThat(took.energy().origin()).isEqualTo("modelled");
              assertThat(took.energy().missing()).startsWith("rapl: cannot read ");
              assertThat(took.energy().how()).contains(" on 2 cores ");
              assertThat(took.energy().joules()).isPositive();
            });
    assertThat(record.warnings()).isEmpty();
  }

  @Test
  void executorsSendWhatTheirCountersSayAndOneMachineCountsOnce() throws IOException {
    Powercap tree = Powercap.onePackage(Files.createDirectory(folder.resolve("powercap")));
    // the jars are on the class path of this JVM; Spark wants the folder all the same
    Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
    SparkSession spark = session("local-cluster[2,1,1024]", tree);
    Meter meter = EnergyPlugin.meter(spark).orElseThrow();
    assertThat(spark.range(0, 4, 1, 4).count()).isEqualTo(4);

    int begin = meter.mark();
    tree.add(PACKAGE, 30 * JOULE);
    int middle = meter.mark();
    tree.add(PACKAGE, 12 * JOULE);
    int end = meter.mark();

    assertThat(meter.between(begin, middle).cpu())
        .contains(new Counted.Share(new Joules(30), "rapl package (1)"));
    assertThat(meter.between(middle, end).cpu())
        .contains(new Counted.Share(new Joules(12), "rapl package (1)"));
  }

  private static org.apache.spark.sql.Dataset<org.apache.spark.sql.Row> texts(SparkSession spark) {
    return spark
        .range(0, 20, 1, 2)
        .selectExpr("cast(id as string) as id", "concat('a text of its own, number ', id) as text");
  }

  private SparkSession session(String master, Powercap tree) {
    if (SparkSession.getDefaultSession().isDefined()) {
      SparkSession.getDefaultSession().get().stop();
    }
    return Session.configure(
        EnergyPlugin.in(SparkSession.builder())
            .master(master)
            .appName("test")
            .config(EnergyPlugin.POWERCAP, tree.root().toString())
            .config("spark.executor.memory", "512m")
            .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 2)
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate());
  }

  /** Each line that is written moves the counter. */
  private static final class Moving extends OutputStream {
    private final Powercap tree;

    Moving(Powercap tree) {
      this.tree = tree;
    }

    @Override
    public void write(int b) {
      if (b == '\n') {
        tree.add(PACKAGE, JOULE);
      }
    }
  }
}
