package io.secateur.jobs.run;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A run's directory, on any Hadoop file system. Parts are built beside their final names and moved
 * into place when the whole run is done. {@code run.json} goes first and comes back last, so that
 * what has one is whole; meanwhile the new one lies with the parts that are still to be moved, so
 * that a publication that is cut off anywhere can be finished. Of a run that is cut off before,
 * {@link StageJournal} knows which stages are whole.
 */
public final class RunDirectory {
  public static final String EXAMPLES = "1-examples";
  public static final String SCORES = "2-scores";
  public static final String DUPLICATES = "3-duplicates";
  public static final String DECISIONS = "4-decisions";
  public static final String PRUNED = "5-pruned";
  public static final String REPORT = "6-report";
  public static final String RECORD = "run.json";

  /** What stages hand one another; safe to delete, at the price of {@code --from}. */
  public static final String CACHE = "cache";

  private static final String BUILDING = ".building";

  private final Path root;
  private final FileSystem files;
  private final Moves moves;

  private RunDirectory(Path root, FileSystem files) {
    this.root = root;
    this.files = files;
    this.moves = Moves.on(files);
  }

  /**
   * The directory of a run.
   *
   * @param location path or URI
   * @param hadoop how to reach its file system
   */
  public static RunDirectory at(String location, Configuration hadoop) {
    try {
      Path path = new Path(location);
      FileSystem files = path.getFileSystem(hadoop);
      return new RunDirectory(files.makeQualified(path), files);
    } catch (IOException | IllegalArgumentException e) {
      throw new DataException(
          "Cannot use run directory %s: %s".formatted(location, e.getMessage()), e);
    }
  }

  /** Where it is, as people write it. */
  public String location() {
    return root.toUri().getScheme().equals("file") ? root.toUri().getPath() : root.toString();
  }

  /** Where a part is, once published. */
  public String part(String name) {
    return new Path(root, name).toString();
  }

  /** Where a part is built. */
  public String building(String name) {
    return new Path(new Path(root, BUILDING), name).toString();
  }

  /** Whether a whole run is there. */
  public boolean isWhole() {
    return exists(RECORD);
  }

  /** Whether something is there under a name. */
  public boolean exists(String name) {
    try {
      return files.exists(new Path(root, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Refuses a source that lies in this directory, or this directory in it: publishing replaces what
   * is here, and what is read must not change.
   *
   * @param sources paths or URIs of the source
   */
  public void refuseOverlap(List<String> sources) {
    for (String source : sources) {
      Path path = new Path(source);
      String one = path.makeQualified(files.getUri(), files.getWorkingDirectory()) + "/";
      String other = root + "/";
      if (one.startsWith(other) || other.startsWith(one)) {
        throw new DataException(
            "Cannot write to %s: the source %s and the run must not lie in one another. Name another directory."
                .formatted(location(), source));
      }
    }
  }

  /**
   * Finishes a publication that was cut off between its moves, if there is one.
   *
   * @return whether there was
   */
  public boolean finishPublication() {
    try {
      boolean unfinished = publishing();
      if (unfinished) {
        finish();
      }
      return unfinished;
    } catch (IOException e) {
      throw new DataException(
          "Cannot finish the publication of %s: %s".formatted(location(), e.getMessage()), e);
    }
  }

  /**
   * Makes room to build in: finishes a publication that was cut off, and clears what a run that was
   * cut off before it left behind.
   *
   * @throws DataException if the directory holds something that is no run
   */
  public void prepare() {
    prepare(Set.of());
  }

  /**
   * The same, but for some parts that were built and are to be published.
   *
   * @param keep their names
   * @throws DataException if the directory holds something that is no run
   */
  public void prepare(Set<String> keep) {
    finishPublication();
    try {
      if (files.exists(root) && !isWhole() && holdsOtherThings()) {
        throw new DataException(
            "Cannot write to %s: it holds files that are not of a run. Name another directory, or empty this one."
                .formatted(location()));
      }
      clear(keep);
      if (!files.mkdirs(new Path(root, BUILDING))) {
        throw new IOException("the directory cannot be made");
      }
    } catch (IOException e) {
      throw new DataException("Cannot write to %s: %s".formatted(location(), e.getMessage()), e);
    }
  }

  /** Whether a run that was cut off left something that is not published. */
  public boolean holdsUnpublished() {
    return !built().isEmpty();
  }

  /** The names of all parts that are built, whole or not. */
  Set<String> built() {
    try {
      Set<String> names = new TreeSet<>();
      for (Path part : parts(new Path(root, BUILDING))) {
        if (part.getName().equals(CACHE)) {
          parts(part).forEach(cached -> names.add(CACHE + "/" + cached.getName()));
        } else {
          names.add(part.getName());
        }
      }
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What lies in a directory, but for what is hidden. */
  private List<Path> parts(Path directory) throws IOException {
    if (!files.exists(directory)) {
      return List.of();
    }
    return Arrays.stream(files.listStatus(directory))
        .map(FileStatus::getPath)
        .filter(path -> !path.getName().startsWith("."))
        .toList();
  }

  /** Deletes parts that are being built, but for some. */
  private void clear(Set<String> keep) throws IOException {
    if (keep.isEmpty()) {
      files.delete(new Path(root, BUILDING), /* recursive= */ true);
      return;
    }
    for (String part : built()) {
      if (!keep.contains(part)) {
        files.delete(new Path(building(part)), /* recursive= */ true);
      }
    }
  }

  /**
   * Leaves nothing of a run that failed but what may be gone on with; the last good one stays as it
   * was.
   *
   * @param keep parts that are whole
   */
  public void discard(Set<String> keep) {
    if (keep.isEmpty()) {
      discard();
      return;
    }
    try {
      if (!publishing()) {
        clear(keep);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Leaves nothing of a run that failed; the last good one stays as it was. A run that was whole
   * and failed only to be published stays where it is, for {@link #prepare} to finish.
   */
  public void discard() {
    try {
      if (publishing()) {
        return;
      }
      files.delete(new Path(root, BUILDING), /* recursive= */ true);
      FileStatus[] left = files.exists(root) ? files.listStatus(root) : new FileStatus[1];
      if (left.length == 0) {
        files.delete(root, /* recursive= */ false);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Puts the parts that were built in place, and the record last.
   *
   * @param record the run's JSON
   */
  public void publish(String record) {
    try {
      write(new Path(building(RECORD)), record);
      finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a small text file among the parts that are being built. */
  public void writeBuilding(String name, String text) {
    try {
      write(new Path(building(name)), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a small text file of a published run. */
  public String read(String name) {
    try (var in = files.open(new Path(root, name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new DataException(
          "Cannot read %s of the run in %s: %s".formatted(name, location(), e.getMessage()), e);
    }
  }

  /** Reads a small text file among the parts that are being built, if it is there. */
  Optional<String> readBuilding(String name) {
    Path file = new Path(building(name));
    try {
      if (!files.exists(file)) {
        return Optional.empty();
      }
      try (var in = files.open(file)) {
        return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files and bytes under a part that is being built. */
  public Size sizeOfBuilding(String name) {
    try {
      return size(files, new Path(building(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files and bytes under a directory, but for those that no reader of data sees. */
  static Size size(FileSystem files, Path directory) throws IOException {
    long count = 0;
    long bytes = 0;
    var all = files.listFiles(directory, true);
    while (all.hasNext()) {
      FileStatus file = all.next();
      if (!file.getPath().getName().startsWith("_") && !file.getPath().getName().startsWith(".")) {
        count++;
        bytes += file.getLen();
      }
    }
    return new Size(count, bytes);
  }

  /** How much there is of something written. */
  public record Size(long files, long bytes) {}

  /** Whether all parts are built, and some of them perhaps moved. */
  private boolean publishing() throws IOException {
    return files.exists(new Path(building(RECORD)));
  }

  /** Moves what is not moved yet; wherever it stops, it can begin again. */
  private void finish() throws IOException {
    Path building = new Path(root, BUILDING);
    files.delete(new Path(root, RECORD), /* recursive= */ false);
    for (String part : built()) {
      if (!part.equals(RECORD)) {
        files.mkdirs(new Path(root, part).getParent());
        moves.replace(
            new Path(building, part),
            new Path(root, part),
            new Path(building, ".moving-" + part.replace('/', '-')));
      }
    }
    moves.rename(new Path(building, RECORD), new Path(root, RECORD));
    files.delete(building, /* recursive= */ true);
  }

  private boolean holdsOtherThings() throws IOException {
    List<String> ours =
        List.of(EXAMPLES, SCORES, DUPLICATES, DECISIONS, PRUNED, REPORT, CACHE, BUILDING);
    for (FileStatus file : files.listStatus(root)) {
      if (!ours.contains(file.getPath().getName())) {
        return true;
      }
    }
    return false;
  }

  private void write(Path file, String text) throws IOException {
    Path beside = new Path(file.getParent(), "." + file.getName() + ".part");
    try (OutputStream out = files.create(beside, /* overwrite= */ true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    files.delete(file, false);
    moves.rename(beside, file);
  }
}
