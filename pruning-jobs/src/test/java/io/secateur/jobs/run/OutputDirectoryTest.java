package io.secateur.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.jobs.run.OutputDirectory.Existing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputDirectoryTest {
  @TempDir private Path folder;

  @Test
  void putsBackWhatAnAttemptThatWasCutOffHadMovedAside() throws IOException {
    write(folder.resolve(".out.replaced/a.parquet"), "before");
    write(folder.resolve(".out.building/a.parquet"), "half");

    assertThatThrownBy(() -> out().prepare(Existing.REFUSE))
        .hasMessageContaining("it is there already");

    assertThat(folder.resolve("out/a.parquet")).hasContent("before");
    assertThat(folder.resolve(".out.replaced")).doesNotExist();
  }

  @Test
  void replacesAWholeDirectoryByAWholeOne() throws IOException {
    write(folder.resolve("out/day=1/a.parquet"), "before");
    OutputDirectory out = out();
    out.prepare(Existing.REPLACE);
    write(folder.resolve(".out.building/day=2/b.parquet"), "after");
    assertThat(out.sizeOfBuilding()).isEqualTo(new RunDirectory.Size(1, 5));
    assertThat(folder.resolve("out/day=1/a.parquet")).hasContent("before");

    out.publish();

    assertThat(folder.resolve("out/day=2/b.parquet")).hasContent("after");
    assertThat(folder.resolve("out/day=1")).doesNotExist();
    assertThat(folder).isDirectoryNotContaining("glob:**/.out.*");
  }

  @Test
  void leavesWhatWasThereWhenAnAttemptFails() throws IOException {
    write(folder.resolve("out/a.parquet"), "before");
    OutputDirectory out = out();
    out.prepare(Existing.REPLACE);
    write(folder.resolve(".out.building/b.parquet"), "half");

    out.discard();

    assertThat(folder.resolve("out/a.parquet")).hasContent("before");
    assertThat(folder).isDirectoryNotContaining("glob:**/.out.*");
  }

  @Test
  void fillsADirectoryThatIsThereAndEmpty() throws IOException {
    Files.createDirectories(folder.resolve("out"));
    OutputDirectory out = out();
    out.prepare(Existing.REFUSE);
    write(folder.resolve(".out.building/b.parquet"), "after");

    out.publish();

    assertThat(folder.resolve("out/b.parquet")).hasContent("after");
  }

  @Test
  void refusesFilesAndRootsAndWhatIsRead() throws IOException {
    write(folder.resolve("out"), "a file");
    assertThatThrownBy(() -> out().prepare(Existing.REPLACE))
        .hasMessage("Cannot write to %s/out: it is a file. Name a directory.".formatted(folder));
    assertThatThrownBy(() -> OutputDirectory.at("/", new Configuration()))
        .hasMessage("Cannot write to /: it is the root of its file system");
    out().refuseOverlap(List.of(folder.resolve("outer").toString()));
    assertThatThrownBy(
            () -> out().refuseOverlap(List.of("file:" + folder.resolve("in/../out/day=1"))))
        .isInstanceOf(DataException.class);
  }

  private OutputDirectory out() {
    return OutputDirectory.at(folder.resolve("out").toString(), new Configuration());
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
