package io.secateur.jobs;

import static io.secateur.jobs.testing.TestSpark.row;
import static io.secateur.jobs.testing.TestSpark.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.jobs.report.RunReport;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.run.Json;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.testing.Configs;
import io.secateur.jobs.testing.Runs;
import io.secateur.jobs.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs in which duplicates are only looked for within a scope. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScopeTest {
  private static final String CAT = "The cat sat on the mat all day.";
  private static final String ASKED = "How do I reset my password?";
  private static final String ASKED_AGAIN = "How can I reset my password?";
  private static final String[] SETTINGS = {
    "semantic-duplicates.min-cosine=0.9", "select.policy=random", "select.keep=1"
  };

  private Path folder = Path.of("");
  private List<RunReport> reports = List.of();

  @BeforeAll
  void prune(@TempDir Path shared) {
    folder = shared;
    write(1, "mails");
    reports = List.of(prune("mails", "run", "source.columns.scope=dump"));
  }

  @Test
  void findsNoDuplicatesAcrossScopesAndAllWithin() throws IOException {
    write(3, "shuffled");

    prune("shuffled", "other", "source.columns.scope=dump");
    prune("mails", "global", "embeddings.model=none");

    assertThat(TestSpark.lines(decisions("run")))
        .containsExactly(
            "[cat-1,keep,WITHIN_QUOTA,null]",
            "[cat-1-copy,drop,EXACT_DUPLICATE,cat-1]",
            "[cat-2,keep,WITHIN_QUOTA,null]",
            "[cat-2-copy,drop,EXACT_DUPLICATE,cat-2]",
            "[cat-none,keep,WITHIN_QUOTA,null]",
            "[cat-none-copy,drop,EXACT_DUPLICATE,cat-none]",
            "[how-1,drop,SEMANTIC_DUPLICATE,how-1-again]",
            "[how-1-again,keep,WITHIN_QUOTA,null]",
            "[how-2,keep,WITHIN_QUOTA,null]");
    assertThat(TestSpark.lines(decisions("global").filter("decision = 'keep'").select("id")))
        .containsExactly("[cat-1]", "[how-1-again]", "[how-1]");
    assertThat(digest("other")).isEqualTo(digest("run"));
    assertThat(reports.get(0).provenance())
        .containsEntry("duplicates among", "examples of the same dump");
    assertThat(
            Json.read(Files.readString(folder.resolve("global/6-report/report.json")))
                .at("/provenance/duplicates among")
                .asText())
        .isEqualTo("all examples");
  }

  @Test
  void saysWhichScopeIsInForce() {
    String run = folder.resolve("run").toString();

    assertThat(Explanation.of(TestSpark.session(), run, "cat-2-copy").asText())
        .containsPattern("1 read +kept on .* scope \\[\"2\"]\n");
    assertThat(Explanation.of(TestSpark.session(), run, "cat-none").asText())
        .containsPattern("1 read +kept on .* scope \\[null]\n");
    assertThat(
            Planning.of(
                    TestSpark.session(),
                    Configs.of(
                        folder.resolve("mails"),
                        folder.resolve("planned"),
                        settings("source.columns.scope=dump", "embeddings.model=none")))
                .asText())
        .contains("2 dedup      among examples of the same dump: ");
    assertThatThrownBy(
            () ->
                Runs.prune(
                    TestSpark.session(),
                    folder.resolve("mails"),
                    folder.resolve("run"),
                    StageName.SELECT,
                    SETTINGS))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot start from select in %s: 1 problem\n  - source.columns.scope was dump and is []"
                    .formatted(run)
                + " (run from read)");
  }

  private void write(int partitions, String name) {
    table(
            "id string, text string, dump int",
            row("cat-1", CAT, 1),
            row("how-2", ASKED, 2),
            row("cat-2", CAT, 2),
            row("cat-none", CAT, null),
            row("how-1", ASKED, 1),
            row("cat-1-copy", CAT, 1),
            row("cat-none-copy", CAT, null),
            row("how-1-again", ASKED_AGAIN, 1),
            row("cat-2-copy", CAT, 2))
        .repartition(partitions)
        .write()
        .parquet(folder.resolve(name).toString());
  }

  private RunReport prune(String source, String run, String... more) {
    return Runs.prune(
        TestSpark.session(),
        folder.resolve(source),
        folder.resolve(run),
        StageName.READ,
        settings(more));
  }

  private static String[] settings(String... more) {
    return Stream.concat(Stream.of(SETTINGS), Stream.of(more)).toArray(String[]::new);
  }

  private Dataset<Row> decisions(String run) {
    return TestSpark.session()
        .read()
        .parquet(folder.resolve(run).resolve("4-decisions").toString())
        .select("id", "decision", "reason", "keeper_id");
  }

  private String digest(String run) throws IOException {
    return Json.read(Files.readString(folder.resolve(run).resolve("run.json")))
        .at("/digests/4-decisions")
        .asText();
  }
}
