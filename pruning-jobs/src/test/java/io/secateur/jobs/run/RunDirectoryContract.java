package io.secateur.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What holds of a run's directory on every file system: nothing is half there, wherever it stops.
 */
abstract class RunDirectoryContract {
  /** More changes to the file system than a publication makes. */
  private static final int MANY = 200;

  @TempDir Path temporary = Path.of("");

  abstract Configuration hadoop();

  /** How a process reaches the file system that is killed after some changes. */
  abstract Configuration cutAfter(int changes);

  /** Of the changes after which a first attempt is cut off, each of so many is tried. */
  int stride() {
    return 1;
  }

  @Test
  void aFirstPublicationThatIsCutOffAnywhereIsFinishedOrLeavesRoomForAnother() {
    Map<String, String> published = Map.of("1-examples/a", "1", "cache/exact/b", "1");
    int finished = 0;
    for (int changes = 0; cutOff("first" + changes, "1", "{1}", changes, published); changes++) {
      RunDirectory directory = at("first" + changes);
      directory.prepare();
      if (directory.isWhole()) {
        finished++;
        assertThat(files("first" + changes)).isEqualTo(with(published, "{1}"));
      }
      publish("first" + changes, "2", "{2}", "1-examples/a", "cache/exact/b");
      assertThat(files("first" + changes))
          .isEqualTo(Map.of("run.json", "{2}", "1-examples/a", "2", "cache/exact/b", "2"));
    }
    assertThat(finished).isGreaterThan(3);
  }

  @Test
  void aPublicationThatIsCutOffAnywhereLeavesTheOldRunOrTheNew() {
    Map<String, String> parts = Map.of("4-decisions/b", "2", "cache/new/d", "2", "6-report/g", "2");
    int older = 0;
    int newer = 0;
    for (int changes = 0; ; changes++) {
      String run = "run" + changes;
      publish(run, "1", "{1}", "1-examples/a", "4-decisions/b", "4-decisions/c", "cache/exact/c");
      Map<String, String> before = files(run);
      Map<String, String> after = new TreeMap<>(before);
      after.remove("4-decisions/c");
      after.putAll(with(parts, "{2}"));
      if (!cutOff(run, "2", "{2}", changes, parts)) {
        break;
      }

      at(run).prepare();

      assertThat(at(run).isWhole()).as("after %d changes", changes).isTrue();
      assertThat(files(run)).as("after %d changes", changes).isIn(before, after);
      older += files(run).equals(before) ? 1 : 0;
      newer += files(run).equals(after) ? 1 : 0;
    }
    assertThat(older).isPositive();
    assertThat(newer).isGreaterThan(5);
  }

  @Test
  void aRecoveryThatIsCutOffIsFinishedByTheNext() {
    Map<String, String> parts = Map.of("1-examples/a", "2", "4-decisions/b", "2");
    for (int first = 0; first < MANY; first += stride()) {
      for (int second = 0; second < MANY; second++) {
        String run = "run" + first + "-" + second;
        publish(run, "1", "{1}", "1-examples/a", "4-decisions/b");
        Map<String, String> before = files(run);
        if (!cutOff(run, "2", "{2}", first, parts)) {
          return;
        }
        boolean cut = recoveryIsCutOff(run, second);

        at(run).prepare();

        assertThat(at(run).isWhole()).isTrue();
        assertThat(files(run)).isIn(before, with(parts, "{2}"));
        if (!cut) {
          break;
        }
      }
    }
  }

  private boolean recoveryIsCutOff(String run, int changes) {
    try {
      RunDirectory.at(location(run), cutAfter(changes)).prepare();
      return false;
    } catch (DataException e) {
      assertThat(e.getMessage())
          .isIn(
              "Cannot finish the publication of %s: cut".formatted(at(run).location()),
              "Cannot write to %s: cut".formatted(at(run).location()));
      return true;
    }
  }

  RunDirectory at(String run) {
    return RunDirectory.at(location(run), hadoop());
  }

  /** Where the directory of a run is, to the file system. */
  String location(String run) {
    return path(run);
  }

  String path(String run) {
    return temporary.resolve(run).toString();
  }

  void publish(String run, String content, String record, String... names) {
    RunDirectory directory = at(run);
    directory.prepare();
    build(directory, content, names);
    directory.publish(record);
  }

  static void build(RunDirectory directory, String content, String... names) {
    for (String name : names) {
      directory.writeBuilding(name, content);
    }
  }

  /** Builds parts, and publishes them so far; false where the publication came to its end. */
  boolean cutOff(
      String run, String content, String record, int changes, Map<String, String> parts) {
    RunDirectory directory = at(run);
    directory.prepare();
    build(directory, content, parts.keySet().toArray(String[]::new));
    try {
      RunDirectory.at(location(run), cutAfter(changes)).publish(record);
      return false;
    } catch (UncheckedIOException e) {
      return true;
    }
  }

  static Map<String, String> with(Map<String, String> parts, String record) {
    Map<String, String> all = new TreeMap<>(parts);
    all.put("run.json", record);
    return all;
  }

  /** All files of a run with their contents, but for checksums. */
  Map<String, String> files(String run) {
    Path root = temporary.resolve(run);
    try (Stream<Path> all = Files.walk(root)) {
      Map<String, String> files = new TreeMap<>();
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!file.getFileName().toString().endsWith(".crc")) {
          files.put(root.relativize(file).toString(), Files.readString(file));
        }
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
