package io.secateur.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.jobs.run.DataException;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.testing.Configs;
import io.secateur.jobs.testing.Learners;
import io.secateur.jobs.testing.Runs;
import io.secateur.jobs.testing.TestSpark;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A plan refuses what a run refuses before its long work, in the same words. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlanningChecksTest {
  private Path folder = Path.of("");
  private Learners learners = new Learners(Path.of(""));

  @BeforeAll
  void layOut(@TempDir Path shared) {
    folder = shared;
    learners = new Learners(shared);
    learners.layOut();
  }

  @Test
  void whatTheSelectionAsksOfTheSource() {
    refusesAlike(
        """
        Cannot select: 5 problems
          - no column joule (select.cost-column; there are id, text, label, features, others)
          - no column talk (select.group-by; there are id, text, label, features, others)
          - no column crawl (select.watch; there are id, text, label, features, others)
          - select.where is no condition (must be true or false, of each row)
          - select.must-keep must tell of a row by itself (no aggregates, no rand)""",
        "score.scorers=[prototypicality]",
        "select.policy=random",
        "select.keep=5 % of J",
        "select.cost-column=joule",
        "select.group-by=talk",
        "select.watch=[crawl]",
        "select.where=length(text)",
        "select.must-keep=\"rand() < 0.5\"");
  }

  @Test
  void classesThatAreNotThoseOfTheModels() {
    refusesAlike(
        "Cannot tell the classes: 1 problem\n  - 2 labels are outside models.classes (0, 1)",
        "score.scorers=[aum]",
        "models.classes=[red, blue]",
        learners.checkpoints());
  }

  @Test
  void headsOfAProbeThatHaveNoRoom() {
    refusesAlike(
        "Cannot train the probe: 25,000,000 heads for 2 classes take 1,716 MiB (at most 512). Lower probe.seeds, probe.epochs or probe.hidden.",
        "embeddings.model=" + learners.embedder(),
        "semantic-duplicates.enabled=false",
        "score.scorers=[label_quality]",
        "probe.hidden=0",
        "probe.seeds=500000",
        "models.input={kind = text, column = null}");
  }

  @Test
  void classQuotaWithoutRecallsSaysThatItIsProportional() {
    String[] settings = {
      "score.scorers=[aum]", "select.policy=class_quota", learners.checkpoints()
    };

    assertThat(plan(settings))
        .contains(
            "class_quota (as configured; every class in proportion, since cartography_correctness is not scored)");
    settings[0] = "score.scorers=[cartography_correctness]";
    assertThat(plan(settings)).contains("class_quota (as configured) by hash");
  }

  @Test
  void rowsWithoutAnIdOrTextAndIdsThatRepeat() {
    Path rows = folder.resolve("rows");
    TestSpark.table(
            "id string, text string",
            TestSpark.row("a", "one"),
            TestSpark.row("a", "two"),
            TestSpark.row(null, "three"),
            TestSpark.row("b", " "),
            TestSpark.row("c", null))
        .write()
        .parquet(rows.toString());
    String[] settings = {
      "embeddings.model=none", "score.scorers=[]", "select.policy=random", "source.empty-text=fail"
    };

    refusesAlike(
        rows,
        """
        Cannot prune %s: 3 problems
          - 1 of 5 rows have no id (source.columns.id = id must be unique and never null)
          - 1 ids stand on 2 rows (first: a (2 times)); source.columns.id = id must be unique
          - 2 of 5 rows have no text (source.empty-text = fail; keep or drop would go on)"""
            .formatted(rows),
        settings);
  }

  @Test
  void aBudgetThatCannotPayForRowsWithoutText() {
    Path rows = folder.resolve("blank");
    TestSpark.table(
            "id string, text string",
            TestSpark.row("a", "one"),
            TestSpark.row("b", " "),
            TestSpark.row("c", null))
        .write()
        .parquet(rows.toString());

    refusesAlike(
        rows,
        "Cannot select: the budget is 1 examples, but 2 have no text and are kept. Raise select.keep,"
            + " or set source.empty-text = drop.",
        "embeddings.model=none",
        "score.scorers=[]",
        "select.policy=random",
        "select.keep=1 examples");
  }

  private void refusesAlike(String message, String... settings) {
    refusesAlike(learners.examples(), message, Learners.settings(settings));
  }

  private void refusesAlike(Path source, String message, String... settings) {
    ThrowingCallable prune =
        () ->
            Runs.prune(
                TestSpark.session(), source, folder.resolve("run"), StageName.READ, settings);

    assertThatThrownBy(() -> plan(source, settings))
        .isInstanceOf(DataException.class)
        .hasMessage(message);
    assertThatThrownBy(prune).isInstanceOf(DataException.class).hasMessage(message);
  }

  private String plan(String... settings) {
    return plan(learners.examples(), Learners.settings(settings));
  }

  private String plan(Path source, String... settings) {
    return Planning.of(TestSpark.session(), Configs.of(source, folder.resolve("run"), settings))
        .asText();
  }
}
