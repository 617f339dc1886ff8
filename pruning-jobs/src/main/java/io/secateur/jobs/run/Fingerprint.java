package io.secateur.jobs.run;

import java.io.IOException;
import java.util.Collection;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** What tells, without reading them, that files are as they were. */
public final class Fingerprint {
  private Fingerprint() {}

  /**
   * Of the files under some paths: how many there are, their size, and the times at which they were
   * changed, added up.
   *
   * <p>Cost: a listing.
   *
   * @param paths of files or directories; what is no path says so, and is told from others by name
   */
  public static String of(Collection<String> paths, Configuration hadoop) {
    StringBuilder all = new StringBuilder();
    for (String path : paths) {
      all.append(path).append(' ').append(one(path, hadoop)).append('\n');
    }
    return all.toString();
  }

  private static String one(String path, Configuration hadoop) {
    long count = 0;
    long bytes = 0;
    long times = 0;
    try {
      Path root = new Path(path);
      FileSystem files = root.getFileSystem(hadoop);
      RemoteIterator<LocatedFileStatus> all = files.listFiles(root, /* recursive= */ true);
      while (all.hasNext()) {
        LocatedFileStatus file = all.next();
        count++;
        bytes += file.getLen();
        times += file.getModificationTime();
      }
    } catch (IOException | IllegalArgumentException e) {
      return "no files";
    }
    return "%d files, %d bytes, %d".formatted(count, bytes, times);
  }
}
