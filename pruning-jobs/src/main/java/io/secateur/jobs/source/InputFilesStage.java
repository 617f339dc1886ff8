package io.secateur.jobs.source;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** What files a run read: names, sizes, and hashes where they are not too much to read twice. */
public final class InputFilesStage {
  /** Files that the record names; the counts are of all. */
  private static final int NAMED = 1_000;

  private InputFilesStage() {}

  /**
   * A file.
   *
   * @param path where it lies
   * @param bytes its size
   * @param sha256 of its content, or why it was not hashed
   */
  public record InputFile(String path, long bytes, String sha256) implements java.io.Serializable {}

  /**
   * All files.
   *
   * @param files how many
   * @param bytes of all
   * @param named the first of them by name
   * @param times at which they were last changed, added up: no part of the record, since a copy has
   *     others
   */
  public record InputFiles(long files, long bytes, List<InputFile> named, @JsonIgnore long times) {}

  /** Lists the files of a source. */
  public static InputFiles list(SparkSession spark, Dataset<Row> rows, long hashUpTo) {
    List<String> paths = Arrays.stream(rows.inputFiles()).sorted().toList();
    if (paths.isEmpty()) {
      return new InputFiles(0, 0, List.of(), 0);
    }
    SerializableConfiguration conf =
        new SerializableConfiguration(spark.sessionState().newHadoopConf());
    JavaRDD<String> distributed =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(paths, Math.min(paths.size(), 64));
    List<Long> all =
        distributed
            .map(path -> status(path, conf.value()))
            .map(file -> List.of(file.getLen(), file.getModificationTime()))
            .reduce((a, b) -> List.of(a.get(0) + b.get(0), a.get(1) + b.get(1)));
    long bytes = all.get(0);
    boolean hash = bytes <= hashUpTo;
    List<InputFile> named =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(
                paths.subList(0, Math.min(NAMED, paths.size())), Math.min(paths.size(), 64))
            .map(
                path ->
                    new InputFile(
                        path,
                        status(path, conf.value()).getLen(),
                        hash ? sha256(path, conf.value()) : "not hashed: too much to read twice"))
            .collect();
    return new InputFiles(paths.size(), bytes, named, all.get(1));
  }

  private static FileStatus status(String path, Configuration hadoop) throws IOException {
    Path file = new Path(java.net.URI.create(path));
    return file.getFileSystem(hadoop).getFileStatus(file);
  }

  private static String sha256(String path, Configuration hadoop)
      throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    Path file = new Path(java.net.URI.create(path));
    try (InputStream in = file.getFileSystem(hadoop).open(file)) {
      byte[] buffer = new byte[1 << 20];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
