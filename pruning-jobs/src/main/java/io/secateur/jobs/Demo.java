package io.secateur.jobs;

import static org.apache.spark.sql.functions.col;

import io.secateur.jobs.run.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Lays out the bundled e-mails as a user's data set would lie there, with a configuration. */
final class Demo {
  private static final String DATA = "/io/secateur/demo/emails.parquet";
  private static final String CONFIG = "/io/secateur/demo/run.conf";

  /** Groups of the slice: whole ones, so that their duplicates stay together. */
  private static final Object[] SLICE = {"easy-ham-2", "hard-ham-1", "spam-2"};

  private static final String MARK = ".secateur-demo";

  private Demo() {}

  /**
   * Writes {@code emails/}, partitioned by their source, and {@code run.conf}.
   *
   * @return the configuration
   */
  static String prepare(SparkSession spark, String directory, boolean all) {
    try {
      Path root = Path.of(directory).toAbsolutePath().normalize();
      refuseOtherThings(root);
      Files.createDirectories(root);
      Files.writeString(root.resolve(MARK), "Made by `secateur demo`, which may replace it.\n");
      Path packed = Files.createTempFile("secateur-emails", ".parquet");
      copy(DATA, packed);
      Dataset<Row> emails = spark.read().parquet(packed.toString());
      if (!all) {
        emails = emails.filter(col("source_group").isin(SLICE));
      }
      Path examples = root.resolve("emails");
      deleteTree(examples);
      emails.repartition(1).write().partitionBy("source_group").parquet(examples.toString());
      Files.delete(packed);
      Path config = root.resolve("run.conf");
      Files.writeString(config, configuration(root));
      return config.toString();
    } catch (IOException e) {
      throw new DataException("Cannot write to %s: %s".formatted(directory, e.getMessage()), e);
    }
  }

  /** What to do next. */
  static String next(String directory) {
    return """

        Look at   %1$s/run/6-report/report.html
        Ask       ./secateur explain --run %1$s/run --id spam-2/00001
        Re-select ./secateur run --config %1$s/run.conf --from select --set select.keep=0.3
        """
        .formatted(directory);
  }

  /** The demo replaces what it made before, and nothing else. */
  private static void refuseOtherThings(Path root) throws IOException {
    if (!Files.exists(root) || Files.exists(root.resolve(MARK))) {
      return;
    }
    try (Stream<Path> files = Files.list(root)) {
      if (files.findAny().isPresent()) {
        throw new DataException(
            "Cannot write the demo to %s: it holds other files. Name another directory with --output."
                .formatted(root));
      }
    }
  }

  private static String configuration(Path root) throws IOException {
    try (InputStream in = resource(CONFIG)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.replace("@DIR@", root.toString().replace("\\", "\\\\").replace("\"", "\\\""));
    }
  }

  private static void copy(String resource, Path target) throws IOException {
    try (InputStream in = resource(resource)) {
      Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static InputStream resource(String name) {
    InputStream in = Demo.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException(name + " is not in the jar");
    }
    return in;
  }

  private static void deleteTree(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
