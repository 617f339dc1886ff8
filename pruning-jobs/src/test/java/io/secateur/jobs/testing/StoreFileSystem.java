package io.secateur.jobs.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A file system that is not the local one, and where a rename is no single change: as in an object
 * store, each file is copied, and then each is deleted. Lies on the local disk under {@code
 * store:///}.
 *
 * <p>After some changes the next may be half done, and after it there are no more: the call fails,
 * or the process gets SIGKILL.
 */
public final class StoreFileSystem extends RawLocalFileSystem {
  private static final String LEFT = "secateur.test.changes-left";
  private static final String KILLS = "secateur.test.kills";
  private static final int NEVER = -1;

  /** Of this JVM where it kills, since tasks may have an instance of their own. */
  private static final AtomicInteger COMMON = new AtomicInteger(NEVER);

  private AtomicInteger left = new AtomicInteger(NEVER);
  private boolean kills;

  /** Knows the scheme. */
  public static Configuration known() {
    Configuration hadoop = new Configuration();
    hadoop.setClass("fs.store.impl", StoreFileSystem.class, RawLocalFileSystem.class);
    hadoop.setBoolean("fs.store.impl.disable.cache", true);
    return hadoop;
  }

  /** Lets so many changes through; the next call fails. */
  public static Configuration after(int changes) {
    Configuration hadoop = known();
    hadoop.setInt(LEFT, changes);
    return hadoop;
  }

  /** Options of a JVM with a Spark that knows the scheme, and is killed after so many changes. */
  public static List<String> killing(int changes) {
    List<String> options = new ArrayList<>();
    options.add("-Dspark.hadoop.fs.store.impl=" + StoreFileSystem.class.getName());
    if (changes >= 0) {
      options.add("-Dspark.hadoop." + LEFT + "=" + changes);
      options.add("-Dspark.hadoop." + KILLS + "=true");
    }
    return options;
  }

  @Override
  public URI getUri() {
    return URI.create("store:///");
  }

  @Override
  public String getScheme() {
    return "store";
  }

  @Override
  public void initialize(URI name, Configuration hadoop) throws IOException {
    super.initialize(getUri(), hadoop);
    kills = hadoop.getBoolean(KILLS, false);
    left.set(hadoop.getInt(LEFT, NEVER));
    if (kills) {
      COMMON.compareAndSet(NEVER, left.get());
      left = COMMON;
    }
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    return plain(super.getFileStatus(path));
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    return Arrays.stream(super.listStatus(path))
        .map(StoreFileSystem::plain)
        .toArray(FileStatus[]::new);
  }

  /** Without permissions, which would be looked up in the local file system. */
  private static FileStatus plain(FileStatus of) {
    return new FileStatus(
        of.getLen(),
        of.isDirectory(),
        1,
        of.getBlockSize(),
        of.getModificationTime(),
        of.getPath());
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    Path target = exists(to) && getFileStatus(to).isDirectory() ? new Path(to, from.getName()) : to;
    if (!exists(from) || exists(target)) {
      return false;
    }
    if (getFileStatus(from).isFile()) {
      copy(from, target);
      return delete(from, /* recursive= */ false);
    }
    super.mkdirs(target);
    List<Path> files = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> all = listFiles(from, /* recursive= */ true);
    while (all.hasNext()) {
      files.add(all.next().getPath());
    }
    for (Path file : files) {
      Path copied = new Path(target, from.toUri().relativize(file.toUri()).getPath());
      super.mkdirs(copied.getParent());
      copy(file, copied);
    }
    for (Path file : files) {
      delete(file, /* recursive= */ false);
    }
    return super.delete(from, /* recursive= */ true);
  }

  private void copy(Path from, Path to) throws IOException {
    try (InputStream in = open(from);
        OutputStream out = create(to, /* overwrite= */ true)) {
      in.transferTo(out);
    }
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    if (left.get() == 0 && exists(path) && getFileStatus(path).isDirectory()) {
      for (var file : listStatus(path)) {
        super.delete(file.getPath(), /* recursive= */ true);
        break; // and leave the others
      }
    }
    change();
    return super.delete(path, recursive);
  }

  @Override
  public boolean mkdirs(Path path) throws IOException {
    change();
    return super.mkdirs(path);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    change();
    return super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    change();
    return super.create(path, overwrite, bufferSize, replication, blockSize, progress);
  }

  private void change() throws IOException {
    if (left.get() == NEVER) {
      return;
    }
    if (left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      return;
    }
    if (!kills) {
      throw new IOException("cut");
    }
    new ProcessBuilder("kill", "-KILL", Long.toString(ProcessHandle.current().pid())).start();
    while (true) {
      LockSupport.park(); // until the signal comes
    }
  }
}
