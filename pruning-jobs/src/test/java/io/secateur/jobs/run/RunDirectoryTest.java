package io.secateur.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class RunDirectoryTest extends RunDirectoryContract {

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

  @Override
  Configuration hadoop() {
    return new Configuration();
  }

  @Override
  Configuration cutAfter(int changes) {
    return CutFileSystem.after(changes);
  }
}
