package io.secateur.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.jobs.run.DataException;
import io.secateur.jobs.run.Json;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.testing.FewTexts;
import io.secateur.jobs.testing.Interpreted;
import io.secateur.jobs.testing.Runs;
import io.secateur.jobs.testing.StoreFileSystem;
import io.secateur.jobs.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Runs that fail between two stages, and are started again. */
@ExtendWith(Interpreted.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResumeTest {
  private static final String[] GOOD = {
    "source.columns.label=label",
    "embeddings.model=none",
    "select.policy=stratified_random",
    "select.keep=0.5",
    "energy.meter=off"
  };

  /** The decisions cannot be made: what must stay is more than may stay. */
  private static final String[] FAILS = with("select.keep=4 examples", "select.min-per-class=10");

  private Path folder = Path.of("");
  private Path texts = Path.of("");
  private String expected = "";

  /** A run that failed when it decided; tests copy it. */
  private Path failed = Path.of("");

  private String saidOfFailed = "";

  @BeforeAll
  void layOut(@TempDir Path shared) {
    folder = shared;
    texts = FewTexts.write(folder.resolve("texts"));
    prune(texts, folder.resolve("fresh"), GOOD);
    expected = digest(folder.resolve("fresh"));
    failed = folder.resolve("failed");
    StringBuilder said = new StringBuilder();
    assertThatThrownBy(
            () -> Runs.prune(TestSpark.session(), texts, failed, StageName.READ, said, FAILS))
        .isInstanceOf(DataException.class);
    saidOfFailed = said.toString();
  }

  @Test
  void aRunThatFailedGoesOnAfterItsLastWholeStage() throws IOException {
    Path run = copyOfFailed("goes-on");
    FileTime scored = Files.getLastModifiedTime(run.resolve(".building/2-scores/_SUCCESS"));

    String said = prune(texts, run, GOOD);

    assertThat(digest(run)).isEqualTo(expected);
    assertThat(said)
        .contains(
            "warning: goes on with a run that was cut off: read, dedup, embed, semantic, predict,"
                + " score are whole; what its unfinished stage took is not in the energy of the"
                + " pruning\n")
        .contains("7 select")
        .doesNotContain("1 read", "6 score");
    assertThat(Files.getLastModifiedTime(run.resolve("2-scores/_SUCCESS"))).isEqualTo(scored);
    assertThat(run.resolve(".building")).doesNotExist();
    assertThat(stages(run)).containsExactlyElementsOf(StageName.keys());
    assertThat(stages(folder.resolve("fresh"))).containsExactlyElementsOf(StageName.keys());
  }

  @Test
  void saysWhatItKeepsWhenItFails() {
    assertThat(saidOfFailed)
        .endsWith(
            "the stages that are whole are kept in %s: the same command goes on after them\n"
                .formatted(failed));
  }

  @Test
  void whatDependsOnAnotherSettingIsDoneAgain() throws IOException {
    Path run = copyOfFailed("seed");
    Path fresh = folder.resolve("seed-fresh");

    String said = prune(texts, run, with("run.seed=7"));
    prune(texts, fresh, with("run.seed=7"));

    assertThat(said).contains("cut off: read are whole").contains("2 dedup").doesNotContain("1 re");
    assertThat(digest(run)).isEqualTo(digest(fresh)).isNotEqualTo(expected);
  }

  @Test
  void anotherSourceIsReadAgain() throws IOException {
    Path copy = folder.resolve("copy");
    FewTexts.write(copy);
    Path run = folder.resolve("touched");
    assertThatThrownBy(() -> prune(copy, run, FAILS)).isInstanceOf(DataException.class);
    try (Stream<Path> files = Files.list(copy)) {
      Path file = files.filter(path -> path.toString().endsWith(".parquet")).findFirst().get();
      Files.setLastModifiedTime(file, FileTime.fromMillis(1));
    }

    String said = prune(copy, run, GOOD);

    assertThat(said).doesNotContain("cut off");
    assertThat(digest(run)).isEqualTo(expected);
  }

  @Test
  void aPartThatIsGoneIsMadeAgain() throws IOException {
    Path run = copyOfFailed("gone");
    try (Stream<Path> files = Files.walk(run.resolve(".building/cache/exact"))) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }

    String said = prune(texts, run, GOOD);

    assertThat(said).contains("cut off: read are whole").contains("2 dedup");
    assertThat(digest(run)).isEqualTo(expected);
  }

  @Test
  void aReportIsNotMadeAgainOverARunThatWaits() throws IOException {
    Path run = copyOfFailed("waits");
    copy(folder.resolve("fresh"), run);
    String record = Files.readString(run.resolve("run.json"));

    assertThatThrownBy(() -> Prune.reportAgain(TestSpark.session(), run.toString()))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot report: in %s a run that was cut off waits to be gone on with. Start it again,"
                + " or delete .building in there.",
            run);

    assertThat(Files.readString(run.resolve("run.json"))).isEqualTo(record);
    prune(texts, run, GOOD);
    assertThat(digest(run)).isEqualTo(expected);
  }

  @Test
  void aRunWhosePublicationWasCutOffIsNotDoneAgain() throws IOException {
    Path run = folder.resolve("published");
    prune(texts, run, GOOD);
    Files.createDirectories(run.resolve(".building"));
    Files.move(run.resolve("run.json"), run.resolve(".building/run.json"));
    Files.move(run.resolve("4-decisions"), run.resolve(".building/4-decisions"));

    String said = prune(texts, run, GOOD);

    assertThat(said).contains("9 report").doesNotContain("1 read", "7 select");
    assertThat(digest(run)).isEqualTo(expected);
  }

  @Test
  void anyHadoopFileSystemWillDo() {
    var hadoop = TestSpark.session().sparkContext().hadoopConfiguration();
    StoreFileSystem.known().forEach(set -> hadoop.setIfUnset(set.getKey(), set.getValue()));
    Path run = folder.resolve("stored");

    Runs.prune(
        TestSpark.session(),
        texts,
        folder.resolve("unused"),
        StageName.READ,
        with("run.output=\"store://%s\"".formatted(run)));

    assertThat(digest(run)).isEqualTo(expected);
    assertThat(run.resolve("5-pruned/_SUCCESS")).exists();
    assertThat(run.resolve(".building")).doesNotExist();
  }

  private Path copyOfFailed(String name) throws IOException {
    copy(failed, folder.resolve(name));
    return folder.resolve(name);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Path target = to.resolve(from.relativize(path));
        if (!Files.isDirectory(target)) {
          Files.copy(path, target);
        }
      }
    }
  }

  private static String prune(Path source, Path run, String... settings) {
    StringBuilder said = new StringBuilder();
    Runs.prune(TestSpark.session(), source, run, StageName.READ, said, settings);
    return said.toString();
  }

  private static String[] with(String... more) {
    return Stream.concat(Stream.of(GOOD), Stream.of(more)).toArray(String[]::new);
  }

  private static List<String> stages(Path run) {
    return Json.read(read(run)).get("stages").findValuesAsText("stage");
  }

  private static String digest(Path run) {
    return Json.read(read(run)).at("/digests/4-decisions").asText();
  }

  private static String read(Path run) {
    try {
      return Files.readString(run.resolve("run.json"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
