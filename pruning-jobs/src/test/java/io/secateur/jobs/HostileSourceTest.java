package io.secateur.jobs;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.jobs.run.DataException;
import io.secateur.jobs.run.StageName;
import io.secateur.jobs.spark.Ledger;
import io.secateur.jobs.spark.Tables;
import io.secateur.jobs.testing.Runs;
import io.secateur.jobs.testing.TestSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Names and values that a careless join, quote or separator would trip over. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileSourceTest {
  private static final int EXAMPLES = 120;
  private static final List<String> ODD =
      List.of("\"quoted\"", "it's", "a, b", "two\nlines", "tab\t", "50 %s", "[\"a\"] / all", "`");
  private static final StructType SOURCE =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("text", DataTypes.StringType)
          .add("topic of it", DataTypes.StringType)
          .add("secateur_id", DataTypes.IntegerType)
          .add("secateur_scored", DataTypes.IntegerType)
          .add("watch_0", DataTypes.StringType)
          .add("id_1", DataTypes.StringType)
          .add("together", DataTypes.StringType)
          .add("class", DataTypes.StringType)
          .add("a.b", DataTypes.DoubleType)
          .add("c`d", DataTypes.StringType)
          .add("e f", DataTypes.StringType)
          .add("my_score", StructType.fromDDL("x double"));

  private Path folder = Path.of("");

  @BeforeAll
  void layOut(@TempDir Path shared) {
    folder = shared;
    table(SOURCE, IntStream.range(0, EXAMPLES).mapToObj(HostileSourceTest::row).toList())
        .write()
        .parquet(folder.resolve("source").toString());
    table(
            new StructType().add("id", DataTypes.StringType),
            ODD.stream().map(id -> TestSpark.row(id)).toList())
        .write()
        .parquet(folder.resolve("ids").toString());
  }

  private static Dataset<Row> table(StructType schema, List<Row> rows) {
    return TestSpark.session().createDataFrame(rows, schema);
  }

  private static String id(int i) {
    return i < ODD.size() ? ODD.get(i) : "id" + i;
  }

  private static @Nullable String label(int i) {
    return switch (i % 6) {
      case 0 -> null;
      case 1 -> "";
      case 2 -> "x".repeat(5_000);
      case 3 -> "a / b";
      case 4 -> "it's \"so\",\nor not";
      default -> "plain";
    };
  }

  private static Row row(int i) {
    return TestSpark.row(
        id(i),
        "number " + i,
        label(i),
        i,
        -i,
        i % 4 == 0 ? null : "w".repeat(5_000) + i % 4,
        "one" + i,
        "talk" + i % 7,
        "class" + i % 3,
        1.0 + i % 5,
        i % 9 == 0 ? null : i % 9 == 1 ? "" : "alone id" + i / 9,
        label(i + 1),
        TestSpark.row(i / 100.0));
  }

  @Test
  void namesOfOursAndNamesWithSignsAreTheUsersOwn() {
    Path run = folder.resolve("run");
    prune(
        run,
        "select.policy=stratified_random",
        "select.keep=50 % of J",
        "select.cost-column=a.b",
        "select.group-by=c`d",
        "select.watch=[\"e f\", watch_0, together, class, \"my_score.x\"]",
        "select.where=secateur_id < 110 and score.el2n is null",
        "select.must-keep=`a.b` > 4.5 and my_score.x > 1 and secateur_scored < -100",
        "select.must-keep-ids=" + folder.resolve("ids"),
        "select.min-per-class=1");
    Dataset<Row> ledger =
        Tables.read(TestSpark.session(), run.resolve("4-decisions").toString(), Ledger.SCHEMA);
    Map<String, String> reasons = new TreeMap<>();
    ledger.collectAsList().forEach(row -> reasons.put(row.getAs("id"), row.getAs("reason")));

    assertThat(reasons).hasSize(EXAMPLES);
    for (int i = 0; i < EXAMPLES; i++) {
      String reason = reasons.getOrDefault(id(i), "missing");
      boolean named = i < ODD.size() || (i % 5 == 4 && i > 100);
      assertThat(reason.equals("FILTERED")).as(id(i)).isEqualTo(i >= 110 && !named);
      assertThat(named && !reason.equals("MUST_KEEP")).as(id(i)).isFalse();
    }
    assertThat(ledger.select("stratum").distinct().collectAsList().stream().map(r -> r.get(0)))
        .contains("(none)", "", "a / b", "x".repeat(5_000));
    assertThat(
            TestSpark.session()
                .read()
                .parquet(run.resolve("cache/composition").toString())
                .select("dimension")
                .distinct()
                .collectAsList()
                .stream()
                .map(row -> row.getString(0)))
        .containsExactlyInAnyOrder(
            "class", "length in words", "e f", "watch_0", "together", "column class", "my_score.x");
    Dataset<Row> source = TestSpark.session().read().parquet(folder.resolve("source").toString());
    Dataset<Row> pruned = TestSpark.session().read().parquet(run.resolve("5-pruned").toString());
    assertThat(pruned.schema()).isEqualTo(source.schema());
    assertThat(TestSpark.lines(pruned))
        .isEqualTo(
            TestSpark.lines(source.join(ledger.filter("decision = 'keep'").select("id"), "id")));
  }

  @Test
  void aCostColumnMayBeCalledScoreUnlessAConditionReadsScores() {
    Path scored = folder.resolve("scored");
    TestSpark.session()
        .read()
        .parquet(folder.resolve("source").toString())
        .withColumn("score", col("secateur_id").plus(1))
        .write()
        .parquet(scored.toString());
    String[] costs = {"select.keep=30 % of J", "select.cost-column=score"};

    Path run = folder.resolve("costs");
    Runs.prune(
        TestSpark.session(),
        scored,
        run,
        StageName.READ,
        settings(
            costs[0],
            costs[1],
            "select.policy=random",
            "select.where=my_score.x < 1 and score > 9"));
    assertThat(
            Tables.read(TestSpark.session(), run.resolve("4-decisions").toString(), Ledger.SCHEMA)
                .filter("reason = 'FILTERED'")
                .count())
        .isEqualTo(29);
    assertThatThrownBy(
            () ->
                Runs.prune(
                    TestSpark.session(),
                    scored,
                    folder.resolve("refused"),
                    StageName.READ,
                    settings("select.policy=random", "select.must-keep=`score`.el2n > 1")))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot select: 1 problem\n  - the source has a column score, which select.must-keep cannot tell from the scores (rename it in a view)");
  }

  private void prune(Path run, String... settings) {
    Runs.prune(
        TestSpark.session(), folder.resolve("source"), run, StageName.READ, settings(settings));
  }

  private static String[] settings(String... more) {
    return Stream.concat(
            Stream.of(
                "source.columns.label=topic of it",
                "embeddings.model=none",
                "near-duplicates.enabled=false"),
            Stream.of(more))
        .toArray(String[]::new);
  }
}
