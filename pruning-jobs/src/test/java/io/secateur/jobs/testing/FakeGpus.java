package io.secateur.jobs.testing;

import io.secateur.jobs.spark.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * Standalone clusters on this machine whose workers say that they have GPUs: a master and workers
 * in this JVM, executors in JVMs of their own. What a worker says is what its discovery script
 * prints.
 */
public final class FakeGpus {
  private final Path folder;

  /**
   * Clusters.
   *
   * @param folder for the script
   */
  public FakeGpus(Path folder) {
    this.folder = folder;
  }

  /**
   * A session on a new cluster; one that there is already is stopped.
   *
   * @param workers how many
   * @param cores of each
   * @param addresses of the GPUs of each
   * @param settings of Spark, over those of every cluster here
   */
  public SparkSession session(
      int workers, int cores, String[] addresses, Map<String, String> settings) throws IOException {
    if (SparkSession.getDefaultSession().isDefined()) {
      SparkSession.getDefaultSession().get().stop();
    }
    // the jars are on the class path of this JVM; Spark wants the folder all the same
    Files.createDirectories(Path.of(Objects.requireNonNull(System.getenv("SPARK_HOME")), "jars"));
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local-cluster[%d,%d,2048]".formatted(workers, cores))
            .appName("test")
            .config("spark.worker.resource.gpu.amount", addresses.length)
            .config("spark.worker.resource.gpu.discoveryScript", script(addresses).toString())
            .config("spark.executor.memory", "512m")
            // they live too short for more of the compiler to pay
            .config("spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
            .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 2)
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            // tasks wait for all executors, so that all of them get some
            .config("spark.scheduler.minRegisteredResourcesRatio", 1)
            .config("spark.scheduler.maxRegisteredResourcesWaitingTime", "120s");
    settings.forEach(builder::config);
    return Session.configure(builder.getOrCreate());
  }

  private Path script(String[] addresses) throws IOException {
    Path script = folder.resolve("find-gpus.sh");
    String quoted =
        Stream.of(addresses).map(address -> "\"" + address + "\"").collect(Collectors.joining(","));
    Files.writeString(
        script, "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [%s]}'\n".formatted(quoted));
    if (!script.toFile().setExecutable(true)) {
      throw new IOException("Cannot make %s executable".formatted(script));
    }
    return script;
  }
}
