package io.secateur.jobs.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Moves directories into place, so that what is cut off anywhere can be done again.
 *
 * <p>Where a directory is renamed at once, it is. Elsewhere, as in object stores, a rename copies
 * and deletes file by file, and may stop between any two: there files are moved one by one, those
 * that tell readers of a whole table last, and a marker says that the target is no longer what it
 * replaces. A file that was moved twice is the same file.
 *
 * <p>Cost: one call a directory, or one a file, some at a time.
 *
 * @param files where both ends are
 * @param atOnce whether a directory is renamed at once, or not at all
 */
record Moves(FileSystem files, boolean atOnce) {
  /** Where a rename of a directory is one change. What is not named here is only slower. */
  private static final Set<String> ATOMIC = Set.of("file", "hdfs", "webhdfs", "swebhdfs");

  private static final String SUCCESS = "_SUCCESS";
  private static final int SOME = 16;

  static Moves on(FileSystem files) {
    return new Moves(files, ATOMIC.contains(files.getUri().getScheme()));
  }

  /**
   * Puts a directory in the place of another, which goes.
   *
   * @param from the directory; gone when this returns
   * @param marker a file that may be written meanwhile, in a directory that is there; the same at
   *     each attempt
   */
  void replace(Path from, Path to, Path marker) throws IOException {
    if (atOnce) {
      files.delete(to, /* recursive= */ true);
      rename(from, to);
      return;
    }
    if (!files.exists(marker)) {
      files.delete(to, /* recursive= */ true);
      files.create(marker, /* overwrite= */ true).close();
    }
    each(from, to);
    files.delete(from, /* recursive= */ true);
    files.delete(marker, /* recursive= */ false);
  }

  /** Renames a file, or a directory where that is one change. */
  void rename(Path from, Path to) throws IOException {
    if (!files.rename(from, to)) {
      throw new IOException("Cannot move %s to %s".formatted(from, to));
    }
  }

  /** Moves the files of a directory; one that is there already was cut off between its two ends. */
  private void each(Path from, Path to) throws IOException {
    List<Path> data = new ArrayList<>();
    List<Path> last = new ArrayList<>();
    RemoteIterator<? extends FileStatus> all = files.listFiles(from, /* recursive= */ true);
    while (all.hasNext()) {
      Path file = all.next().getPath();
      (file.getName().equals(SUCCESS) ? last : data).add(file);
    }
    together(data, from, to);
    together(last, from, to);
  }

  private void together(List<Path> some, Path from, Path to) throws IOException {
    ExecutorService threads =
        Executors.newFixedThreadPool(Math.max(1, Math.min(SOME, some.size())));
    try {
      List<Future<Path>> moved = new ArrayList<>();
      for (Path file : some) {
        Path target = new Path(to, from.toUri().relativize(file.toUri()).getPath());
        moved.add(threads.submit(() -> overwrite(file, target)));
      }
      for (Future<Path> one : moved) {
        one.get();
      }
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(String.valueOf(cause.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private Path overwrite(Path from, Path to) throws IOException {
    files.mkdirs(to.getParent());
    files.delete(to, /* recursive= */ false);
    rename(from, to);
    return to;
  }
}
