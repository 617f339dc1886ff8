package io.secateur.jobs;

import static io.secateur.jobs.testing.TestSpark.row;
import static io.secateur.jobs.testing.TestSpark.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.jobs.run.StageName;
import io.secateur.jobs.testing.Runs;
import io.secateur.jobs.testing.TestSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Texts that are shorter than a shingle, have no word, or are none: whole runs over all of them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShortTextsTest {
  private static final String[] SETTINGS = {"select.policy=random", "select.keep=1"};

  private static final int ROWS = 20;

  private Path folder = Path.of("");

  @BeforeAll
  void write(@TempDir Path shared) {
    folder = shared;
    table(
            "id string, text string",
            row("null-1", null),
            row("null-2", null),
            row("empty-1", ""),
            row("empty-2", ""),
            row("blank", " \u00A0\n\t"),
            row("signs-1", "!!!"),
            row("signs-2", "???"),
            row("signs-2-copy", "  ??? "),
            row("signs-3", "\uD83D\uDE00 --- \u200B"),
            row("signs-4", "\uD83C\uDF31"), // the model knows neither of these two emoji
            row("signs-5", "\uD83D\uDE80"),
            row("one-1", "yes"),
            row("one-2", "no"),
            row("one-3", "Yes!"),
            row("four-1", "one two three four"),
            row("four-2", "one two three five"),
            row("four-3", "four three two one"),
            row("four-4", "One, two: three... four."),
            row("five-1", "one two three four five"),
            row("five-2", "One, two: three, four; five!"))
        .repartition(3)
        .write()
        .parquet(folder.resolve("texts").toString());
  }

  @Test
  void areNeitherLostNorMergedByTheirWords() {
    assertThat(decisions("words", "embeddings.model=none"))
        .containsExactly(
            "[blank,keep,read,TEXT_EMPTY,null,null]",
            "[empty-1,keep,read,TEXT_EMPTY,null,null]",
            "[empty-2,keep,read,TEXT_EMPTY,null,null]",
            "[five-1,drop,dedup,NEAR_DUPLICATE,five-2,1.0]",
            "[five-2,keep,select,WITHIN_QUOTA,null,null]",
            "[four-1,drop,dedup,NEAR_DUPLICATE,four-4,1.0]",
            "[four-2,keep,select,WITHIN_QUOTA,null,null]",
            "[four-3,keep,select,WITHIN_QUOTA,null,null]",
            "[four-4,keep,select,WITHIN_QUOTA,null,null]",
            "[null-1,keep,read,TEXT_NULL,null,null]",
            "[null-2,keep,read,TEXT_NULL,null,null]",
            "[one-1,drop,dedup,NEAR_DUPLICATE,one-3,1.0]",
            "[one-2,keep,select,WITHIN_QUOTA,null,null]",
            "[one-3,keep,select,WITHIN_QUOTA,null,null]",
            "[signs-1,keep,select,WITHIN_QUOTA,null,null]",
            "[signs-2,keep,select,WITHIN_QUOTA,null,null]",
            "[signs-2-copy,drop,dedup,EXACT_DUPLICATE,signs-2,1.0]",
            "[signs-3,keep,select,WITHIN_QUOTA,null,null]",
            "[signs-4,keep,select,WITHIN_QUOTA,null,null]",
            "[signs-5,keep,select,WITHIN_QUOTA,null,null]");
    assertThat(rows("words/5-pruned", "id")).hasSize(16).contains("[null-2]", "[signs-3]");
  }

  @Test
  void withoutTextAreDroppedOnlyWhereToldSoAndNameTheirReason() {
    assertThat(decisions("dropped", "embeddings.model=none", "source.empty-text=drop"))
        .hasSize(ROWS)
        .filteredOn(decision -> decision.contains(",read,"))
        .containsExactly(
            "[blank,drop,read,TEXT_EMPTY,null,null]",
            "[empty-1,drop,read,TEXT_EMPTY,null,null]",
            "[empty-2,drop,read,TEXT_EMPTY,null,null]",
            "[null-1,drop,read,TEXT_NULL,null,null]",
            "[null-2,drop,read,TEXT_NULL,null,null]");
    assertThat(rows("dropped/5-pruned", "id")).contains("[signs-1]", "[signs-2]", "[signs-3]");
  }

  @Test
  void meetTheModelWhichMergesNoSigns() {
    List<String> decisions = decisions("meaning");

    assertThat(decisions).hasSize(ROWS);
    assertThat(rows("meaning/cache/embeddings", "id"))
        .containsExactly(
            "[five-2]",
            "[four-2]",
            "[four-3]",
            "[four-4]",
            "[one-2]",
            "[one-3]",
            "[signs-1]",
            "[signs-2]",
            "[signs-3]",
            "[signs-4]",
            "[signs-5]");
    assertThat(decisions)
        .filteredOn(decision -> decision.matches("\\[(null|empty|blank).*"))
        .hasSize(5)
        .allMatch(decision -> decision.contains(",keep,read,TEXT_"));
    assertThat(decisions)
        .filteredOn(decision -> decision.matches("\\[signs-\\d,.*"))
        .hasSize(5)
        .allMatch(decision -> decision.contains(",keep,select,WITHIN_QUOTA,"));
  }

  private List<String> decisions(String run, String... more) {
    Runs.prune(
        TestSpark.session(),
        folder.resolve("texts"),
        folder.resolve(run),
        StageName.READ,
        Stream.concat(Stream.of(SETTINGS), Stream.of(more)).toArray(String[]::new));
    return rows(
        run + "/4-decisions", "id", "decision", "stage", "reason", "keeper_id", "similarity");
  }

  private List<String> rows(String path, String... columns) {
    return TestSpark.lines(
        TestSpark.session()
            .read()
            .parquet(folder.resolve(path).toString())
            .select(
                Stream.of(columns)
                    .map(org.apache.spark.sql.functions::col)
                    .toArray(org.apache.spark.sql.Column[]::new)));
  }
}
