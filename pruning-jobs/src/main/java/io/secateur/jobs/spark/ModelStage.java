package io.secateur.jobs.spark;

import io.secateur.inference.BuiltinModels;
import io.secateur.inference.ModelException;
import io.secateur.jobs.run.DataException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/**
 * Brings a model to every executor: Spark broadcasts its files in pieces, and each JVM writes them
 * to a folder of its own. No disk has to be shared, and no network but the cluster's own is used.
 */
public final class ModelStage {
  private static final int PIECE = 32 << 20;

  /** Where models lie in this JVM, by digest. */
  private static final Map<String, Path> HERE = new HashMap<>();

  private ModelStage() {}

  /** A piece of a file; pieces of one file follow one another. */
  record Piece(String file, Broadcast<byte[]> bytes) implements Serializable {}

  /**
   * A model that every executor can have.
   *
   * @param digest SHA-256 of the names and contents of its files
   * @param pieces of these
   */
  public record Shipped(String digest, List<Piece> pieces) implements Serializable {

    /** Where it lies on the machine that asks; fetched on the first call. */
    public Path directory() {
      return unpacked(this);
    }

    /** Frees what Spark holds of it. */
    public void release() {
      pieces.forEach(piece -> piece.bytes().destroy());
    }
  }

  /**
   * Reads a model and hands it to Spark; tries it here first, so that a broken one is found before
   * any long work.
   *
   * @param model {@code builtin:name}, or a directory on any Hadoop file system
   * @param trial opens it where it lies, and closes it again
   */
  public static Shipped ship(SparkSession spark, String model, Consumer<Path> trial) {
    try {
      Path directory = Files.createTempDirectory("secateur-model");
      try {
        fetch(model, directory, spark.sessionState().newHadoopConf());
        trial.accept(directory);
        return pieces(JavaSparkContext.fromSparkContext(spark.sparkContext()), directory);
      } catch (ModelException e) {
        // the user knows where the model is, and not where it was brought
        throw new ModelException(
            String.valueOf(e.getMessage()).replace(directory.toString(), model), e);
      } finally {
        delete(directory);
      }
    } catch (IOException e) {
      throw new DataException(
          "Cannot load model %s: %s"
              .formatted(
                  model,
                  e instanceof FileNotFoundException
                      ? "there is no such directory"
                      : e.getMessage()),
          e);
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

  private static Shipped pieces(JavaSparkContext spark, Path directory) throws IOException {
    MessageDigest digest = sha256();
    List<Piece> pieces = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      String name = file.getFileName().toString();
      digest.update((name + "\n" + Files.size(file) + "\n").getBytes(StandardCharsets.UTF_8));
      try (InputStream in = Files.newInputStream(file)) {
        byte[] bytes = in.readNBytes(PIECE);
        do {
          digest.update(bytes);
          pieces.add(new Piece(name, spark.broadcast(bytes)));
          bytes = in.readNBytes(PIECE);
        } while (bytes.length > 0);
      }
    }
    return new Shipped(HexFormat.of().formatHex(digest.digest()), pieces);
  }

  private static Path unpacked(Shipped model) {
    synchronized (HERE) {
      return HERE.computeIfAbsent(
          model.digest(),
          digest -> {
            try {
              Path directory = Files.createTempDirectory("secateur-model");
              Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
              for (Piece piece : model.pieces()) {
                append(piece, directory);
              }
              return directory;
            } catch (IOException e) {
              throw new DataException(
                  "Cannot write the model to the temporary folder: " + e.getMessage(), e);
            }
          });
    }
  }

  private static void append(Piece piece, Path directory) throws IOException {
    try (OutputStream out =
        Files.newOutputStream(
            directory.resolve(piece.file()),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND)) {
      out.write(piece.bytes().value());
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException e) {
      return; // the temporary folder is the system's to clear
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform must have SHA-256", e);
    }
  }
}
