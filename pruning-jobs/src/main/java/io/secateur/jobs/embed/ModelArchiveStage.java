package io.secateur.jobs.embed;

import io.secateur.inference.BuiltinModels;
import io.secateur.inference.TextEmbedder;
import io.secateur.jobs.run.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkFiles;
import org.apache.spark.sql.SparkSession;

/**
 * Brings a model to every executor: its files are packed on the driver, and Spark carries and
 * unpacks them. No disk has to be shared, and no network but the cluster's own is used.
 */
public final class ModelArchiveStage {
  private ModelArchiveStage() {}

  /**
   * A model that the executors have.
   *
   * @param name its directory there
   * @param digest SHA-256 of its files
   */
  public record Shipped(String name, String digest) implements java.io.Serializable {

    /** Where it lies on the machine that asks. */
    public Path directory() {
      return Path.of(SparkFiles.get(name));
    }
  }

  /**
   * Packs a model and hands it to Spark; opens it once here, so that a broken one is found before
   * any long work.
   *
   * @param model {@code builtin:name}, or a directory on any Hadoop file system
   * @param maxTokens as it will be opened
   */
  public static Shipped ship(SparkSession spark, String model, int maxTokens) {
    try {
      Path directory = Files.createTempDirectory("secateur-model");
      try {
        fetch(model, directory, spark.sessionState().newHadoopConf());
        TextEmbedder.open(directory, maxTokens, 1).close();
        Path zip = directory.resolve("model.zip");
        String digest = pack(directory, zip);
        String name = "model-" + digest.substring(0, 16);
        Path named = Files.move(zip, directory.resolve(name + ".zip"));
        spark.sparkContext().addArchive(named.toUri() + "#" + name);
        return new Shipped(name, digest);
      } finally {
        deleteLater(directory);
      }
    } catch (IOException e) {
      throw new DataException("Cannot load model %s: %s".formatted(model, e.getMessage()), e);
    }
  }

  private static void fetch(String model, Path directory, Configuration hadoop) throws IOException {
    if (model.startsWith(BuiltinModels.PREFIX)) {
      BuiltinModels.copyTo(model.substring(BuiltinModels.PREFIX.length()), directory);
      return;
    }
    org.apache.hadoop.fs.Path from = new org.apache.hadoop.fs.Path(model);
    FileSystem files = from.getFileSystem(hadoop);
    for (FileStatus file : files.listStatus(from)) {
      if (file.isFile()) {
        try (InputStream in = files.open(file.getPath())) {
          Files.copy(in, directory.resolve(file.getPath().getName()));
        }
      }
    }
  }

  /** Packs without compressing: weights do not compress, and the file is read once. */
  private static String pack(Path directory, Path zip) throws IOException {
    MessageDigest digest = sha256();
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (Path file : files) {
        ZipEntry entry = new ZipEntry(file.getFileName().toString());
        entry.setMethod(ZipEntry.STORED);
        entry.setTime(0);
        entry.setSize(Files.size(file));
        entry.setCrc(crc(file));
        out.putNextEntry(entry);
        Files.copy(file, out);
        digest.update((byte) 0);
        try (OutputStream hash = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
          Files.copy(file, hash);
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static long crc(Path file) throws IOException {
    CRC32 crc = new CRC32();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        crc.update(buffer, 0, read);
      }
    }
    return crc.getValue();
  }

  /** Executors fetch the archive from the driver while it runs. */
  private static void deleteLater(Path directory) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try (Stream<Path> files = Files.list(directory)) {
                    for (Path file : files.toList()) {
                      Files.delete(file);
                    }
                    Files.delete(directory);
                  } catch (IOException e) {
                    return; // the temporary folder is the system's to clear
                  }
                }));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform must have SHA-256", e);
    }
  }
}
