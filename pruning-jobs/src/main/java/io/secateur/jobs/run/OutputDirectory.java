package io.secateur.jobs.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * A directory that a command writes data to, on any Hadoop file system. It is built beside its
 * final name and moved into place when it is whole.
 *
 * <p>Where a directory is renamed at once, one that is replaced is moved aside first, and moved
 * back by the next attempt if the moves are cut off. Elsewhere the new one is moved file by file,
 * its {@code _SUCCESS} last; if that is cut off, the next attempt finishes it.
 */
public final class OutputDirectory {
  private final Path root;
  private final Configuration hadoop;
  private final FileSystem files;
  private final Moves moves;

  private OutputDirectory(Path root, Configuration hadoop, FileSystem files) {
    this.root = root;
    this.hadoop = hadoop;
    this.files = files;
    this.moves = Moves.on(files);
  }

  /**
   * A directory to write to.
   *
   * @param location path or URI
   * @param hadoop how to reach its file system
   */
  public static OutputDirectory at(String location, Configuration hadoop) {
    try {
      Path path = new Path(location);
      FileSystem files = path.getFileSystem(hadoop);
      Path root = files.makeQualified(path);
      if (root.isRoot()) {
        throw new IOException("it is the root of its file system");
      }
      return new OutputDirectory(root, hadoop, files);
    } catch (IOException | IllegalArgumentException e) {
      throw new DataException("Cannot write to %s: %s".formatted(location, e.getMessage()), e);
    }
  }

  /** Where it is, as people write it. */
  public String location() {
    return shown(root);
  }

  private static String shown(Path path) {
    return path.toUri().getScheme().equals("file") ? path.toUri().getPath() : path.toString();
  }

  /** Where it is built. */
  public String building() {
    return beside("building").toString();
  }

  /**
   * Refuses to write into what is read, or around it.
   *
   * @param inputs paths or URIs
   */
  public void refuseOverlap(List<String> inputs) {
    for (String input : inputs) {
      String one = qualified(input) + "/";
      String other = root + "/";
      if (one.startsWith(other) || other.startsWith(one)) {
        throw new DataException(
            "Cannot write to %s: it and what is read, %s, must not lie in one another. Name another directory."
                .formatted(location(), shown(qualified(input))));
      }
    }
  }

  private Path qualified(String input) {
    try {
      Path path = new Path(input);
      return path.getFileSystem(hadoop).makeQualified(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What to do with what is there already. */
  public enum Existing {
    REFUSE,
    REPLACE
  }

  /**
   * Makes room to build in, and puts back what an attempt that was cut off had moved aside.
   *
   * @throws DataException if something is there that may not be replaced
   */
  public void prepare(Existing existing) {
    try {
      recover();
      if (files.exists(root)) {
        refuse(existing);
      }
      files.delete(beside("building"), /* recursive= */ true);
    } catch (IOException e) {
      throw new DataException("Cannot write to %s: %s".formatted(location(), e.getMessage()), e);
    }
  }

  private void refuse(Existing existing) throws IOException {
    FileStatus there = files.getFileStatus(root);
    if (there.isFile()) {
      throw new DataException(
          "Cannot write to %s: it is a file. Name a directory.".formatted(location()));
    }
    if (files.listStatus(root).length == 0) {
      return;
    }
    if (existing == Existing.REFUSE) {
      throw new DataException(
          "Cannot write to %s: it is there already. Name another directory, or replace it with --overwrite."
              .formatted(location()));
    }
    RemoteIterator<? extends FileStatus> all = files.listFiles(root, /* recursive= */ true);
    while (all.hasNext()) {
      String name = all.next().getPath().getName();
      if (!name.endsWith(".parquet") && !name.startsWith("_") && !name.startsWith(".")) {
        throw new DataException(
            "Cannot replace %s: it holds files that are not Parquet (such as %s). Name another directory."
                .formatted(location(), name));
      }
    }
  }

  /** Leaves nothing of an attempt that failed; what was there before stays. */
  public void discard() {
    try {
      recover();
      files.delete(beside("building"), /* recursive= */ true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Moves what was built into place. */
  public void publish() {
    try {
      if (!moves.atOnce()) {
        files.create(beside("whole"), /* overwrite= */ true).close();
        recover();
        return;
      }
      Path replaced = beside("replaced");
      if (files.exists(root)) {
        moves.rename(root, replaced);
      }
      moves.rename(beside("building"), root);
      files.delete(replaced, /* recursive= */ true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files and bytes of what was built. */
  public RunDirectory.Size sizeOfBuilding() {
    try {
      return RunDirectory.size(files, beside("building"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void recover() throws IOException {
    if (files.exists(beside("whole"))) {
      if (files.exists(beside("building"))) {
        moves.replace(beside("building"), root, beside("moving"));
      }
      files.delete(beside("moving"), /* recursive= */ false);
      files.delete(beside("whole"), /* recursive= */ false);
    }
    Path replaced = beside("replaced");
    if (!files.exists(replaced)) {
      return;
    }
    if (files.exists(root)) {
      files.delete(replaced, /* recursive= */ true);
    } else {
      moves.rename(replaced, root);
    }
  }

  private Path beside(String what) {
    return new Path(root.getParent(), ".%s.%s".formatted(root.getName(), what));
  }
}
