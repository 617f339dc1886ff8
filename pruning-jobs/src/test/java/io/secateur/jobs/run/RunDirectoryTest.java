package io.secateur.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  /** More changes to the file system than a publication makes. */
  private static final int MANY = 100;

  @TempDir private Path temporary;

  @Test
  void aRunIsThereOnceItIsPublished() {
    RunDirectory directory = at("run");
    directory.prepare();
    build(directory, "1", "1-examples/a", "4-decisions/b", "cache/exact/c");

    assertThat(directory.isWhole()).isFalse();
    assertThat(directory.exists("1-examples")).isFalse();
    directory.publish("{1}");

    assertThat(directory.isWhole()).isTrue();
    assertThat(files("run"))
        .isEqualTo(
            Map.of(
                "run.json", "{1}",
                "1-examples/a", "1",
                "4-decisions/b", "1",
                "cache/exact/c", "1"));
  }

  @Test
  void anotherRunReplacesThePartsThatItBuiltAndLeavesTheOthers() {
    publish("run", "1", "{1}", "1-examples/a", "4-decisions/b", "cache/exact/c", "cache/near/d");
    publish("run", "2", "{2}", "4-decisions/e", "cache/near/f", "6-report/g");

    assertThat(files("run"))
        .isEqualTo(
            Map.of(
                "run.json", "{2}",
                "1-examples/a", "1",
                "4-decisions/e", "2",
                "cache/exact/c", "1",
                "cache/near/f", "2",
                "6-report/g", "2"));
  }

  @Test
  void aRunThatFailsLeavesTheLastGoodOneUntouched() {
    publish("run", "1", "{1}", "1-examples/a");
    Map<String, String> before = files("run");
    RunDirectory directory = at("run");
    directory.prepare();
    build(directory, "2", "1-examples/a");

    directory.discard();

    assertThat(files("run")).isEqualTo(before);
    assertThat(directory.isWhole()).isTrue();
  }

  @Test
  void aFirstRunThatFailsLeavesNothing() {
    RunDirectory directory = at("run");
    directory.prepare();
    build(directory, "1", "1-examples/a");

    directory.discard();
    directory.discard(); // nor does it matter how often

    assertThat(temporary.resolve("run")).doesNotExist();
  }

  @Test
  void aRunThatWasKilledIsClearedByTheNext() {
    RunDirectory killed = at("run");
    killed.prepare();
    build(killed, "1", "1-examples/a");

    publish("run", "2", "{2}", "4-decisions/b");

    assertThat(files("run")).isEqualTo(Map.of("run.json", "{2}", "4-decisions/b", "2"));
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
    for (int first = 0; first < MANY; first++) {
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
      RunDirectory.at(path(run), CutFileSystem.after(changes)).prepare();
      return false;
    } catch (DataException e) {
      assertThat(e.getMessage())
          .isIn(
              "Cannot finish the publication of %s: cut".formatted(path(run)),
              "Cannot write to %s: cut".formatted(path(run)));
      return true;
    }
  }

  @Test
  void aReaderMayFinishAPublicationAndDoesNothingElse() {
    publish("run", "1", "{1}", "1-examples/a");
    assertThat(cutOff("run", "2", "{2}", 5, Map.of("1-examples/a", "2", "4-decisions/b", "2")))
        .isTrue();
    assertThat(at("run").isWhole()).isFalse();

    at("run").finishPublication();

    Map<String, String> finished =
        Map.of("run.json", "{2}", "1-examples/a", "2", "4-decisions/b", "2");
    assertThat(files("run")).isEqualTo(finished);
    at("run").finishPublication();
    assertThat(files("run")).isEqualTo(finished);
    at("nothing").finishPublication();
    assertThat(temporary.resolve("nothing")).doesNotExist();
  }

  @Test
  void aRunThatCouldNotBePublishedIsNotDiscarded() {
    publish("run", "1", "{1}", "1-examples/a", "4-decisions/b");
    assertThat(cutOff("run", "2", "{2}", 5, Map.of("1-examples/a", "2", "4-decisions/b", "2")))
        .isTrue();

    at("run").discard();
    at("run").prepare();

    assertThat(files("run"))
        .isEqualTo(Map.of("run.json", "{2}", "1-examples/a", "2", "4-decisions/b", "2"));
  }

  @Test
  void aDirectoryWithOtherFilesIsRefusedAndLeftAsItIs() throws IOException {
    for (String foreign : List.of("notes.txt", ".old/precious", "1-examples.bak/a")) {
      String mine = "mine-" + foreign.charAt(0);
      Path file = temporary.resolve(mine).resolve(foreign);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "precious");

      assertThatThrownBy(() -> at(mine).prepare())
          .isInstanceOf(DataException.class)
          .hasMessage(
              "Cannot write to %s: it holds files that are not of a run. Name another directory, or"
                  + " empty this one.",
              path(mine));
      assertThat(files(mine)).isEqualTo(Map.of(foreign, "precious"));
      assertThat(temporary.resolve(mine).resolve(".building")).doesNotExist();
    }
  }

  @Test
  void anEmptyDirectoryIsTaken() throws IOException {
    Files.createDirectories(temporary.resolve("run"));

    publish("run", "1", "{1}", "1-examples/a");

    assertThat(files("run")).isEqualTo(Map.of("run.json", "{1}", "1-examples/a", "1"));
  }

  @Test
  void aFileIsNoDirectory() throws IOException {
    Files.writeString(temporary.resolve("file"), "precious");

    assertThatThrownBy(() -> at("file").prepare())
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("Cannot write to " + path("file") + ": ");
    assertThat(temporary.resolve("file")).hasContent("precious");
  }

  @Test
  void saysWhereItIsAsPeopleWriteIt() {
    Configuration hadoop = new Configuration();
    String here = Path.of("").toAbsolutePath().toString();

    assertThat(RunDirectory.at("/tmp/a b", hadoop).location()).isEqualTo("/tmp/a b");
    assertThat(RunDirectory.at("file:///tmp/out/", hadoop).location()).isEqualTo("/tmp/out");
    assertThat(RunDirectory.at("out", hadoop).location()).isEqualTo(here + "/out");
    assertThat(RunDirectory.at("viewfs://c/out", mounted()).location()).isEqualTo("viewfs://c/out");
  }

  /** A cluster of one mount, so that a location has a scheme without a network. */
  private Configuration mounted() {
    Configuration hadoop = new Configuration();
    hadoop.set("fs.viewfs.mounttable.c.link./out", temporary.toUri().toString());
    return hadoop;
  }

  @Test
  void saysWhereItsPartsAreAndAreBuilt() {
    RunDirectory directory = at("run");

    assertThat(directory.part("1-examples")).isEqualTo("file:" + path("run") + "/1-examples");
    assertThat(directory.building("cache/exact"))
        .isEqualTo("file:" + path("run") + "/.building/cache/exact");
  }

  @Test
  void refusesAFileSystemThatItCannotReach() {
    assertThatThrownBy(() -> RunDirectory.at("s4://lake/out", new Configuration()))
        .isInstanceOf(DataException.class)
        .hasMessage("Cannot use run directory s4://lake/out: No FileSystem for scheme \"s4\"");
    assertThatThrownBy(() -> RunDirectory.at("", new Configuration()))
        .isInstanceOf(DataException.class)
        .hasMessage("Cannot use run directory : Can not create a Path from an empty string");
  }

  @Test
  void readsSmallFilesAndSaysWhichIsMissing() {
    publish("run", "1", "{\"name\": \"ключ\"}", "6-report/report.json");

    assertThat(at("run").read("run.json")).isEqualTo("{\"name\": \"ключ\"}");
    assertThatThrownBy(() -> at("run").read("6-report/report.html"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read 6-report/report.html of the run in %s: File file:%s/6-report/report.html"
                + " does not exist",
            path("run"), path("run"));
  }

  @Test
  void theSizeOfAPartIsThatOfItsFilesAtAnyDepth() {
    RunDirectory directory = at("run");
    directory.prepare();
    build(
        directory, "four", "5-pruned/a", "5-pruned/lang=en/b", "5-pruned/_SUCCESS", "1-examples/c");

    assertThat(directory.sizeOfBuilding("5-pruned")).isEqualTo(new RunDirectory.Size(2, 8));
  }

  private RunDirectory at(String run) {
    return RunDirectory.at(path(run), new Configuration());
  }

  private String path(String run) {
    return temporary.resolve(run).toString();
  }

  private void publish(String run, String content, String record, String... names) {
    RunDirectory directory = at(run);
    directory.prepare();
    build(directory, content, names);
    directory.publish(record);
  }

  private static void build(RunDirectory directory, String content, String... names) {
    for (String name : names) {
      directory.writeBuilding(name, content);
    }
  }

  /** Builds parts, and publishes them so far; false where the publication came to its end. */
  private boolean cutOff(
      String run, String content, String record, int changes, Map<String, String> parts) {
    RunDirectory directory = at(run);
    directory.prepare();
    build(directory, content, parts.keySet().toArray(String[]::new));
    try {
      RunDirectory.at(path(run), CutFileSystem.after(changes)).publish(record);
      return false;
    } catch (UncheckedIOException e) {
      return true;
    }
  }

  private static Map<String, String> with(Map<String, String> parts, String record) {
    Map<String, String> all = new TreeMap<>(parts);
    all.put("run.json", record);
    return all;
  }

  /** All files of a run with their contents, but for checksums. */
  private Map<String, String> files(String run) {
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
