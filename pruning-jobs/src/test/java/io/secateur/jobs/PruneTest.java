package io.secateur.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.rand;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.secateur.jobs.report.RunReport;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.run.Json;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.testing.Configs;
import io.secateur.jobs.testing.Emails;
import io.secateur.jobs.testing.Runs;
import io.secateur.jobs.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs over real e-mails: the laws of the design, from the source to the report. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PruneTest {
  private static final int EMAILS = 160;
  private static final String[] SETTINGS = {
    "source.columns.label=label",
    "source.columns.group=source_group",
    "near-duplicates.threshold=0.7",
    "semantic-duplicates.min-cosine=0.9",
    "semantic-duplicates.cell-size=40",
    "select.policy=cluster_quota",
    "select.keep=0.6",
    "select.min-per-class=5",
    "energy.regime=fixed-epochs"
  };

  private Path folder = Path.of("");
  private Path emails = Path.of("");

  /** A run that tests look at, and copy before they change it. */
  private Path whole = Path.of("");

  private List<RunReport> reports = List.of();

  @BeforeAll
  void layOutEmails(@TempDir Path shared) {
    folder = shared;
    emails = folder.resolve("emails");
    Emails.all(folder)
        .filter("source_group in ('spam-2', 'easy-ham-2')")
        .orderBy(org.apache.spark.sql.functions.regexp_extract(col("id"), "(\\d+)", 1), col("id"))
        .limit(EMAILS - 2)
        .unionByName(
            TestSpark.table(
                "id string, text string, label string, source_group string",
                TestSpark.row("blank/1", " \u00A0\n", "spam", "blank"),
                TestSpark.row("blank/2", null, null, "blank")))
        .write()
        .partitionBy("source_group")
        .parquet(emails.toString());
    whole = folder.resolve("whole");
    reports = List.of(Runs.prune(TestSpark.session(), emails, whole, StageName.READ, SETTINGS));
  }

  @Test
  void prunesFromTheSourceToTheReport() throws IOException {
    Path run = whole;
    RunReport report = reports.get(0);
    Dataset<Row> ledger = table(run, "4-decisions");
    Dataset<Row> pruned = table(run, "5-pruned");
    assertThat(ledger.count()).isEqualTo(EMAILS);
    assertThat(pruned.count()).isEqualTo(ledger.filter("decision = 'keep'").count());
    assertThat(TestSpark.lines(pruned.select("id")))
        .isEqualTo(TestSpark.lines(ledger.filter("decision = 'keep'").select("id")));
    assertThat(ledger.filter("reason in ('TEXT_NULL', 'TEXT_EMPTY') and decision = 'keep'").count())
        .isEqualTo(2);
    for (String kind : List.of("EXACT_DUPLICATE", "NEAR_DUPLICATE", "SEMANTIC_DUPLICATE")) {
      assertThat(ledger.filter(col("reason").equalTo(kind)).count()).as(kind).isPositive();
    }
    assertEveryDuplicateHasAKeeperThatItsStageKept(ledger);
    assertThat(report.ours().examples()).isEqualTo(pruned.count());
    assertThat(report.arms())
        .extracting(RunReport.Arm::name)
        .containsExactly("full", "random", "stratified_random", "ours");
    assertThat(report.energy().fixedEpochs().net()).isNotNull();
    JsonNode record = json(run, "run.json");
    assertThat(record.at("/counts/examples").asLong()).isEqualTo(EMAILS);
    assertThat(record.at("/config/run/seed").asLong()).isEqualTo(42);
    assertThat(record.at("/model/sha256").asText()).hasSize(64);
    assertThat(record.at("/inputs/named/0/sha256").asText()).hasSize(64);
    assertThat(json(run, "6-report/report.json")).isEqualTo(Json.read(Json.write(report)));
    assertThat(Files.readString(run.resolve("6-report/report.html"))).startsWith("<!doctype html>");
    assertThat(Explanation.of(TestSpark.session(), run.toString(), "blank/2").asText())
        .startsWith(
            """
            blank/2  KEPT at stage read: its text is null
              1 read      kept here     its text is null
              2 exact     not reached
              2 near      not reached
              4 semantic  not reached
            """);
  }

  @Test
  void writesTheSameLedgerWhateverTheLayoutAndTheCores() {
    String expected = digest(whole);

    for (int partitions : List.of(1, 2, 7)) {
      Path shuffled = folder.resolve("shuffled-" + partitions);
      SparkSession spark = TestSpark.session(partitions == 7 ? 1 : 2);
      spark
          .read()
          .parquet(emails.toString())
          .orderBy(rand(partitions))
          .repartition(partitions, rand(partitions + 1))
          .write()
          .parquet(shuffled.toString());
      assertThat(digest(prunedAt("run-" + partitions, spark, shuffled)))
          .as("%d partitions", partitions)
          .isEqualTo(expected);
    }
    TestSpark.session(2);
  }

  @Test
  void selectsAgainWithoutScoringAgain() throws IOException {
    Path run = copyOfWhole("again");
    List<String> before = TestSpark.lines(table(run, "2-scores"));
    List<String> few = ids(table(run, "5-pruned"));

    String[] more = settings("select.policy=random", "select.keep=0.9");
    Runs.prune(TestSpark.session(), emails, run, StageName.SELECT, more);
    Runs.prune(TestSpark.session(), emails, folder.resolve("fresh"), StageName.READ, more);

    assertThat(TestSpark.lines(table(run, "2-scores"))).isEqualTo(before);
    assertThat(digest(run)).isEqualTo(digest(folder.resolve("fresh")));
    assertThat(ids(table(run, "5-pruned"))).hasSizeGreaterThan(few.size());
  }

  @Test
  void explainsADuplicateByItsKeeperAndWhatBecameOfIt() {
    Row duplicate =
        table(whole, "4-decisions")
            .filter("reason = 'NEAR_DUPLICATE'")
            .orderBy("id")
            .select("id", "keeper_id")
            .first();

    String text =
        Explanation.of(TestSpark.session(), whole.toString(), duplicate.getString(0)).asText();

    assertThat(text)
        .startsWith(
            duplicate.getString(0)
                + "  DROPPED at stage dedup: its words are nearly those of its keeper\n")
        .containsPattern(
            "2 exact +kept on .*\n  2 near +dropped here  J 0\\.\\d{4} >= 0\\.7 to %1$s\n +%1$s was (kept|dropped) at stage"
                .formatted(duplicate.getString(1)))
        .contains("  4 semantic  not reached\n");
    assertThatThrownBy(() -> Explanation.of(TestSpark.session(), whole.toString(), "blank/3"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot explain: no example of the run in %s has the id blank/3. The nearest are blank/1, blank/2."
                .formatted(whole));
  }

  @Test
  void plansWithoutWritingAnything() {
    Path run = folder.resolve("planned");

    Planning plan = Planning.of(TestSpark.session(), Configs.of(emails, run, SETTINGS));

    assertThat(plan.examples()).isEqualTo(EMAILS);
    assertThat(plan.atMost()).isEqualTo(96);
    assertThat(plan.steps()).hasSize(9);
    assertThat(plan.embeddingHours()).isPositive();
    assertThat(plan.asText())
        .startsWith("plan of test: nothing is written\n\n1 read       160 rows from parquet;")
        .contains("partitioned by source_group")
        .contains("generator prefix: rare shingles that both have, finds every pair\n")
        .containsPattern(
            "chosen from \\d+ sampled examples: prefix would post about [0-9,]+ keys and compare"
                + " [0-9,]+ pairs, lsh [0-9,]+ and [0-9,]+\n");
    assertThat(run).doesNotExist();
  }

  @Test
  void makesItsReportAgain() throws IOException {
    Path run = copyOfWhole("reported");
    String before = Files.readString(run.resolve("6-report/report.json"));
    Files.delete(run.resolve("6-report/report.html"));

    Prune.reportAgain(TestSpark.session(), run.toString());

    assertThat(Files.readString(run.resolve("6-report/report.html"))).contains("verdict");
    JsonNode again = Json.read(Files.readString(run.resolve("6-report/report.json")));
    assertThat(again.get("arms")).isEqualTo(Json.read(before).get("arms"));
    assertThat(again.get("reasons")).isEqualTo(Json.read(before).get("reasons"));
  }

  @Test
  void refusesASourceThatItWouldReplace() {
    assertThatThrownBy(
            () -> Runs.prune(TestSpark.session(), whole.resolve("5-pruned"), whole, StageName.READ))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot write to %s: the source %s and the run must not lie in one another. Name another directory."
                .formatted(whole, whole.resolve("5-pruned")));
  }

  @Test
  void findsABrokenModelBeforeItReads() {
    Path run = folder.resolve("no-such-model");

    assertThatThrownBy(
            () ->
                Runs.prune(
                    TestSpark.session(),
                    emails,
                    run,
                    StageName.READ,
                    settings("embeddings.model=builtin:no-such")))
        .hasMessage(
            "Cannot load builtin:no-such: there is no such model. `secateur list models` shows them.");
    assertThat(run).doesNotExist();
  }

  @Test
  void refusesToGoOnFromStagesThatWouldDifferNow() {
    Path run = whole;

    assertThatThrownBy(
            () ->
                Runs.prune(
                    TestSpark.session(),
                    emails,
                    run,
                    StageName.SELECT,
                    settings("near-duplicates.threshold=0.9", "run.seed=7")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            Cannot start from select in %s: 2 problems
              - run.seed was 42 and is 7 (run from dedup)
              - near-duplicates.threshold was 0.7 and is 0.9 (run from dedup)\
            """
                .formatted(run));
  }

  @Test
  void aRunThatFailsLeavesTheLastGoodOneUntouched() throws IOException {
    Path run = copyOfWhole("good");
    String record = Files.readString(run.resolve("run.json"));
    List<String> kept = ids(table(run, "5-pruned"));

    assertThatThrownBy(
            () ->
                Runs.prune(
                    TestSpark.session(),
                    emails,
                    run,
                    StageName.READ,
                    settings("select.keep=8 examples", "select.min-per-class=50")))
        .isInstanceOf(DataException.class);

    assertThat(Files.readString(run.resolve("run.json"))).isEqualTo(record);
    assertThat(ids(table(run, "5-pruned"))).isEqualTo(kept);
    assertThat(run.resolve(".building/.stages/6-score.json")).exists(); // to go on from
  }

  @Test
  void prunesWithoutAModel() {
    Path run = folder.resolve("no-model");

    RunReport report =
        Runs.prune(
            TestSpark.session(),
            emails,
            run,
            StageName.READ,
            settings("embeddings.model=none", "select.policy=random"));

    assertThat(report.ours().examples()).isPositive();
    assertThat(table(run, "4-decisions").count()).isEqualTo(EMAILS);
  }

  @Test
  void prunesASingleExample() {
    Path one = folder.resolve("one");
    TestSpark.table("id string, text string", TestSpark.row("a", "only me"))
        .write()
        .parquet(one.toString());

    RunReport report =
        Runs.prune(TestSpark.session(), one, folder.resolve("one-run"), StageName.READ);

    assertThat(report.ours().examples()).isEqualTo(1);
  }

  private static void assertEveryDuplicateHasAKeeperThatItsStageKept(Dataset<Row> ledger) {
    Dataset<Row> duplicates =
        ledger
            .filter("keeper_id is not null")
            .select("keeper_id", "reason", "similarity", "threshold");
    Dataset<Row> keepers =
        ledger.select(col("id").as("keeper_id"), col("reason").as("keeper_reason"));
    Dataset<Row> joined = duplicates.join(keepers, "keeper_id");
    assertThat(joined.count()).isEqualTo(duplicates.count());
    assertThat(joined.filter(col("reason").equalTo(col("keeper_reason"))).count()).isZero();
    assertThat(joined.filter("keeper_reason = 'EXACT_DUPLICATE'").count()).isZero();
    assertThat(joined.filter(lit(false).or(col("similarity").lt(col("threshold")))).count())
        .isZero();
  }

  private Path copyOfWhole(String name) throws IOException {
    Path copy = folder.resolve(name);
    try (Stream<Path> paths = Files.walk(whole)) {
      for (Path path : paths.toList()) {
        Files.copy(path, copy.resolve(whole.relativize(path)));
      }
    }
    return copy;
  }

  private Path prunedAt(String name, SparkSession spark, Path source) {
    Path run = folder.resolve(name);
    Runs.prune(spark, source, run, StageName.READ, SETTINGS);
    return run;
  }

  private static String[] settings(String... more) {
    return Stream.concat(java.util.Arrays.stream(SETTINGS), java.util.Arrays.stream(more))
        .toArray(String[]::new);
  }

  private static Dataset<Row> table(Path run, String part) {
    return TestSpark.session().read().parquet(run.resolve(part).toString());
  }

  private static List<String> ids(Dataset<Row> rows) {
    return TestSpark.lines(rows.select("id"));
  }

  private static String digest(Path run) {
    return json(run, "run.json").at("/digests/4-decisions").asText();
  }

  private static JsonNode json(Path run, String file) {
    try {
      return Json.read(Files.readString(run.resolve(file)));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
