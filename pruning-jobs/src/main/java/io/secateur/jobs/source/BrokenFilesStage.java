package io.secateur.jobs.source;

import io.secateur.jobs.config.SourceConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** Finds every file of a source that cannot be read, once one was found. */
final class BrokenFilesStage {
  private static final int MOST = 20;

  private BrokenFilesStage() {}

  /**
   * One line a broken file, at most twenty; missing paths too.
   *
   * @param key what names the paths
   */
  static List<String> find(SparkSession spark, SourceConfig config, String key) {
    if (config.format().equals(SourceConfig.TABLE)) {
      return List.of();
    }
    Configuration hadoop = spark.sessionState().newHadoopConf();
    List<String> problems = new ArrayList<>();
    List<String> files = new ArrayList<>();
    for (String path : config.paths()) {
      try {
        list(new Path(path), hadoop, key, files, problems);
      } catch (IOException | IllegalArgumentException e) {
        problems.add("cannot list %s: %s".formatted(path, e.getMessage()));
      }
    }
    if (config.format().equals("parquet") && !files.isEmpty()) {
      problems.addAll(probe(spark, hadoop, files));
    }
    return shortened(problems);
  }

  private static void list(
      Path path, Configuration hadoop, String key, List<String> files, List<String> problems)
      throws IOException {
    FileSystem system = path.getFileSystem(hadoop);
    FileStatus[] matches = system.globStatus(path);
    if (matches == null || matches.length == 0) {
      problems.add("%s does not exist (%s)".formatted(path, key));
      return;
    }
    int before = files.size();
    for (FileStatus match : matches) {
      walk(system, match, files);
    }
    if (files.size() == before) {
      problems.add("%s holds no file (%s)".formatted(path, key));
    }
  }

  private static void walk(FileSystem system, FileStatus status, List<String> files)
      throws IOException {
    String name = status.getPath().getName();
    boolean hidden = name.startsWith(".") || (name.startsWith("_") && !name.contains("="));
    if (hidden) {
      return;
    }
    if (status.isFile()) {
      files.add(status.getPath().toString());
      return;
    }
    for (FileStatus child : system.listStatus(status.getPath())) {
      walk(system, child, files);
    }
  }

  private static List<String> probe(SparkSession spark, Configuration hadoop, List<String> files) {
    SerializableConfiguration conf = new SerializableConfiguration(hadoop);
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(files, Math.min(files.size(), 64))
        .map(file -> probe(file, conf.value()))
        .filter(problem -> !problem.isEmpty())
        .takeOrdered(MOST + 1, Comparator.naturalOrder());
  }

  private static String probe(String file, Configuration hadoop) {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(new Path(file), hadoop))) {
      return reader.getFooter() == null ? file + " has no footer" : "";
    } catch (IOException | RuntimeException e) {
      return "%s is no readable Parquet file (%s)"
          .formatted(file, String.valueOf(e.getMessage()).replace(file, "it"));
    }
  }

  private static List<String> shortened(List<String> problems) {
    if (problems.size() <= MOST) {
      return problems;
    }
    List<String> first = new ArrayList<>(problems.subList(0, MOST));
    first.add("and more");
    return first;
  }
}
