package io.secateur.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.jobs.cli.Actions.ApplyArguments;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.testing.EveryType;
import io.secateur.jobs.testing.Runs;
import io.secateur.jobs.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Ledgers applied to the examples that they are about, and to others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApplyingTest {
  private Path folder = Path.of("");
  private Path source = Path.of("");
  private Path run = Path.of("");

  @BeforeAll
  void prune(@TempDir Path shared) {
    folder = shared;
    source = folder.resolve("source");
    run = folder.resolve("run");
    EveryType.table(TestSpark.session())
        .write()
        .partitionBy("day", "a lang")
        .parquet(source.toString());
    Runs.prune(
        TestSpark.session(),
        source,
        run,
        StageName.READ,
        "source.columns.text=the text",
        "embeddings.model=none",
        "select.policy=random",
        "select.keep=0.5",
        "write.compression=gzip");
  }

  @Test
  void makesThePrunedDataOfARunAgain() throws IOException {
    Path again = folder.resolve("again");

    Applying applied = apply(run, source, again);

    assertThat(applied.examples()).isEqualTo(EveryType.ROWS);
    assertThat(applied.kept()).isPositive().isLessThan(EveryType.ROWS);
    assertThat(applied.asInRun()).isTrue();
    assertSamePruned(again);
    assertThat(layout(again)).isEqualTo(layout(run.resolve("5-pruned")));
    assertThat(applied.asText())
        .startsWith(
            "Kept %d of 100 examples (%d.0 %%). They are in %s: "
                .formatted(applied.kept(), applied.kept(), again))
        .contains("Their ids are those of the run's 5-pruned (digest ");
  }

  @Test
  void needsNoMoreThanTheLedger() throws IOException {
    Path alone = folder.resolve("alone");
    copy(run.resolve("4-decisions"), alone);
    Path again = folder.resolve("of-alone");

    Applying applied = apply(alone, source, again);

    assertThat(applied.asInRun()).isNull();
    assertSamePruned(again);
    assertThat(apply(run.resolve("4-decisions"), source, folder.resolve("of-part")).asInRun())
        .isTrue();
  }

  @Test
  void readsAsTheRunRead() throws IOException {
    Path mails = folder.resolve("mails.csv");
    Files.writeString(mails, "key;text\n007;one\n7;two\n08;one\n");
    Path pruned = folder.resolve("csv-run");
    Runs.prune(
        TestSpark.session(),
        mails,
        pruned,
        StageName.READ,
        "source.format=csv",
        "source.options.header=true",
        "source.options.sep=;",
        "source.columns.id=key",
        "embeddings.model=none",
        "select.policy=random",
        "select.keep=1.0");

    Path again = folder.resolve("csv-again");
    Applying applied = apply(pruned, mails, again);

    assertThat(applied.kept()).isEqualTo(2);
    assertThat(applied.asInRun()).isTrue();
    assertThat(lines(pruned(again))).isEqualTo(lines(pruned(pruned.resolve("5-pruned"))));
  }

  @Test
  void checksWithoutWritingWhereThereIsNoOutput() {
    assertThat(apply(run, source, null).asText())
        .matches(
            "Would keep \\d+ of 100 examples \\(.* %\\): ledger and examples fit. Name an --output to"
                + " write them.\n");
  }

  @Test
  void refusesExamplesThatAreNotThoseOfTheLedger() {
    Path others = folder.resolve("others");
    Dataset<Row> rows = TestSpark.session().read().parquet(source.toString());
    rows.filter("id >= 3")
        .union(rows.filter("id = 5").withColumn("id", lit(1005L)))
        .write()
        .partitionBy("day", "a lang")
        .parquet(others.toString());
    Path output = folder.resolve("of-others");
    long gone = decisions().filter("decision = 'keep' and id in ('0', '1', '2')").count();

    assertThatThrownBy(() -> apply(run, others, output))
        .hasMessage(
            """
            Cannot apply %s/4-decisions to %s: 2 problems
              - 1 ids (first: 1005) of the examples are not in the ledger; name the examples that the run read, or leave these out with --allow-unknown
              - 3 ids (first: 0, 1, 2) of the ledger, of which it keeps %d, are not among the examples; name all that the run read, or go on without these with --allow-missing\
            """
                .formatted(run, others, gone));
    assertThat(output).doesNotExist();

    Applying applied =
        Applying.of(
            TestSpark.session(),
            new ApplyArguments(
                run.toString(),
                List.of(others.toString()),
                output.toString(),
                null,
                null,
                Map.of(),
                true,
                true,
                false));

    assertThat(applied.unknown()).isEqualTo(1);
    assertThat(applied.missing()).isEqualTo(3);
    assertThat(applied.asInRun()).isEqualTo(gone == 0);
    assertThat(lines(pruned(output)))
        .isEqualTo(lines(pruned(run.resolve("5-pruned")).filter("id >= 3")));
  }

  @Test
  void refusesIdsThatRepeatOrAreNull() {
    Path repeated = folder.resolve("repeated");
    TestSpark.table(
            "id string",
            TestSpark.row("0"),
            TestSpark.row("0"),
            TestSpark.row("1\u001b[2J"),
            TestSpark.row((Object) null))
        .write()
        .parquet(repeated.toString());

    assertThatThrownBy(() -> apply(run, repeated, folder.resolve("of-repeated")))
        .hasMessageContaining(
            """
            : 4 problems
              - 1 of 4 examples have no id (--id = id must be unique and never null)
              - 1 ids (first: 0) stand on several examples; --id = id must be unique
              - 1 ids (first: 1 [2J) of the examples are not in the ledger;\
            """);
  }

  @Test
  void saysThatNoIdFits() {
    assertThatThrownBy(() -> applyBy("dotted.name", run))
        .hasMessageContaining("are not among the examples");
    Path strangers = folder.resolve("strangers");
    TestSpark.table("id string", TestSpark.row("x")).write().parquet(strangers.toString());
    assertThatThrownBy(() -> apply(run, strangers, null))
        .hasMessageContaining("- no id is in both; is --id = id the column that the run was told?");
    assertThatThrownBy(() -> applyBy("idd", run))
        .hasMessage(
            "Cannot read %s: 1 problem\n  - no column idd (--id; there are id, the text, dotted.name, flag, small, price, weight, exact, raw, born, seen, local, turns, tags, meta, Text, day, a lang; did you mean id?)"
                .formatted(source));
    assertThatThrownBy(() -> applyBy("turns", run))
        .hasMessageContaining("(--id must be of a plain");
  }

  @Test
  void refusesWhatIsNoLedger() {
    assertThatThrownBy(() -> apply(folder.resolve("nowhere"), source, null))
        .hasMessage(
            "Cannot apply: there is no ledger in %s. Name a run, or its 4-decisions, with --ledger."
                .formatted(folder.resolve("nowhere")));
    assertThatThrownBy(() -> apply(source, source, null))
        .hasMessage(
            "Cannot apply: %s is no ledger (it has no column id of type string). Name a run, or its 4-decisions, with --ledger."
                .formatted(source));
    assertThatThrownBy(() -> apply(run, folder.resolve("nowhere"), null))
        .hasMessage(
            "Cannot read %1$s: 1 problem\n  - %1$s does not exist (--examples)"
                .formatted(folder.resolve("nowhere")));
  }

  @Test
  void replacesOnlyWhatItIsToldTo() throws IOException {
    Path output = folder.resolve("taken");
    apply(run, source, output);
    List<String> first = lines(pruned(output));

    assertThatThrownBy(() -> apply(run, source, output))
        .hasMessage(
            "Cannot write to %s: it is there already. Name another directory, or replace it with --overwrite."
                .formatted(output));
    assertThat(overwrite(output).kept()).isEqualTo(first.size());
    assertThat(lines(pruned(output))).isEqualTo(first);
    try (Stream<Path> beside = Files.list(folder)) {
      assertThat(beside.filter(path -> path.getFileName().toString().startsWith(".taken")))
          .isEmpty();
    }

    Path own = folder.resolve("own");
    Files.createDirectories(own);
    Files.writeString(own.resolve("thesis.txt"), "years of work");
    assertThatThrownBy(() -> overwrite(own))
        .hasMessage(
            "Cannot replace %s: it holds files that are not Parquet (such as thesis.txt). Name another directory."
                .formatted(own));
    assertThat(own.resolve("thesis.txt")).exists();
  }

  @Test
  void neverWritesIntoWhatItReads() {
    for (Path inside :
        List.of(source, source.resolve("day=007"), folder, run.resolve("5-pruned"), run)) {
      assertThatThrownBy(() -> overwrite(inside))
          .hasMessageStartingWith(
              "Cannot write to %s: it and what is read, ".formatted(inside) + folder);
    }
  }

  private void assertSamePruned(Path again) {
    Dataset<Row> before = pruned(run.resolve("5-pruned"));
    Dataset<Row> after = pruned(again);
    assertThat(after.schema()).isEqualTo(before.schema());
    assertThat(lines(after)).isEqualTo(lines(before));
  }

  private Applying apply(Path ledger, Path examples, @Nullable Path output) {
    return Applying.of(
        TestSpark.session(),
        new ApplyArguments(
            ledger.toString(),
            List.of(examples.toString()),
            output == null ? null : output.toString(),
            null,
            null,
            Map.of(),
            false,
            false,
            false));
  }

  private Applying applyBy(String id, Path ledger) {
    return Applying.of(
        TestSpark.session(),
        new ApplyArguments(
            ledger.toString(),
            List.of(source.toString()),
            null,
            id,
            null,
            Map.of(),
            false,
            false,
            false));
  }

  private Applying overwrite(Path output) {
    return Applying.of(
        TestSpark.session(),
        new ApplyArguments(
            run.toString(),
            List.of(source.toString()),
            output.toString(),
            null,
            null,
            Map.of(),
            false,
            false,
            true));
  }

  private Dataset<Row> decisions() {
    return pruned(run.resolve("4-decisions")).select(col("id"), col("decision"));
  }

  private static Dataset<Row> pruned(Path path) {
    SparkSession spark = TestSpark.session();
    return spark.read().parquet(path.toString());
  }

  private static List<String> lines(Dataset<Row> rows) {
    return TestSpark.lines(EveryType.json(rows));
  }

  private static List<String> layout(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths
          .filter(Files::isDirectory)
          .map(path -> root.relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }
}
