package io.secateur.jobs.run;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local file system of a process that is killed: some changes go through, the next one may be
 * half done, and after it nothing is changed any more.
 */
final class CutFileSystem extends LocalFileSystem {
  private static final String LEFT = "secateur.test.changes-left";

  private int left;

  /** Lets so many changes through. */
  static Configuration after(int changes) {
    Configuration hadoop = new Configuration();
    hadoop.setClass("fs.file.impl", CutFileSystem.class, LocalFileSystem.class);
    hadoop.setBoolean("fs.file.impl.disable.cache", true);
    hadoop.setInt(LEFT, changes);
    return hadoop;
  }

  @Override
  public void initialize(java.net.URI name, Configuration hadoop) throws IOException {
    super.initialize(name, hadoop);
    left = hadoop.getInt(LEFT, 0);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    change();
    return super.rename(from, to);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    if (left == 0 && recursive && exists(path) && getFileStatus(path).isDirectory()) {
      for (FileStatus file : listStatus(path)) {
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
    if (left == 0) {
      super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress)
          .close(); // empty
    }
    change();
    return super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress);
  }

  private void change() throws IOException {
    if (left == 0) {
      throw new IOException("cut");
    }
    left--;
  }
}
