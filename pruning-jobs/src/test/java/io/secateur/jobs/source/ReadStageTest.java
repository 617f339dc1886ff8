package io.secateur.jobs.source;

import static io.secateur.jobs.testing.TestSpark.row;
import static io.secateur.jobs.testing.TestSpark.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.example.ContentKey;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.run.DataException;
import io.secateur.jobs.source.OpenStage.Opened;
import io.secateur.jobs.spark.Tables;
import io.secateur.jobs.testing.Configs;
import io.secateur.jobs.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadStageTest {
  @TempDir private Path folder;

  @Test
  void readsIdsKeysLabelsAndLengths() {
    Dataset<Row> examples =
        read(
            table(
                "id bigint, text string, kind int",
                row(1L, "  Hello\u00A0 World ", 7),
                row(2L, null, 8),
                row(3L, " \t ", null)),
            "source.columns.label=kind");

    assertThat(TestSpark.lines(examples.drop("cost_flop")))
        .containsExactly(
            "[1,%s,7,null,11,2,null,null,16,null,null,0.0]"
                .formatted(ContentKey.of("Hello World").hex()),
            "[2,%s,8,null,0,0,TEXT_NULL,null,0,null,null,0.0]".formatted(ContentKey.of("").hex()),
            "[3,%s,null,null,0,0,TEXT_EMPTY,null,3,null,null,0.0]"
                .formatted(ContentKey.of("").hex()));
  }

  @Test
  void readsTheSameFromEveryFormat() {
    Dataset<Row> rows =
        table("id string, text string", row("a", "one, \"two\"\nthree"), row("b", "vier – fünf"));
    List<String> expected = TestSpark.lines(read(rows));

    for (String format : List.of("json", "orc", "csv")) {
      Path path = folder.resolve(format);
      rows.write()
          .format(format)
          .option("header", true)
          .option("escape", "\"")
          .save(path.toString());
      RunConfig config =
          Configs.of(
              path,
              folder.resolve("run"),
              "source.format=" + format,
              "source.options={header = true, multiLine = true, escape = \"\\\"\"}");
      assertThat(TestSpark.lines(examples(config))).as(format).isEqualTo(expected);
    }
    rows.write().mode(SaveMode.Overwrite).saveAsTable("mails");
    RunConfig config = Configs.of(Path.of("mails"), folder.resolve("run"), "source.format=table");
    assertThat(TestSpark.lines(examples(config))).isEqualTo(expected);
    TestSpark.session().sql("drop table mails");
  }

  @Test
  void readsNestedColumns() {
    Dataset<Row> rows =
        table(
            "meta struct<key: string, body: struct<`the text`: string>>",
            row(row("a", row("hello"))));

    assertThat(
            read(rows, "source.columns.id=meta.key", "source.columns.text=meta.body.the text")
                .select("id", "characters")
                .first())
        .isEqualTo(row("a", 5));
  }

  @Test
  void joinsTheColumnsOfATextAndLeavesTheSourceAsItIs() {
    write(
        table(
            "id string, title string, mail struct<body: string>",
            row("a", "One", row("two  three")),
            row("b", null, row("two three")),
            row("c", "\u00A0", row((String) null)),
            row("d", null, row((String) null)),
            row("e", "One", null)));
    RunConfig config = config("source.columns.text=[title, mail.body]");

    Opened opened = OpenStage.open(TestSpark.session(), config.source());

    assertThat(TestSpark.lines(opened.texts().select("id", "text")))
        .containsExactly("[a,One\n\ntwo  three]", "[b,two three]", "[c,]", "[d,null]", "[e,One]");
    assertThat(opened.rows().columns()).containsExactly("id", "title", "mail");
    assertThat(TestSpark.lines(examples(config).select("id", "key", "tokens", "status")))
        .containsExactly(
            "[a,%s,3,null]".formatted(ContentKey.of("One two three").hex()),
            "[b,%s,2,null]".formatted(ContentKey.of("two three").hex()),
            "[c,%s,0,TEXT_EMPTY]".formatted(ContentKey.of("").hex()),
            "[d,%s,0,TEXT_NULL]".formatted(ContentKey.of("").hex()),
            "[e,%s,1,null]".formatted(ContentKey.of("One").hex()));
  }

  @Test
  void separatesColumnsAsConfigured() {
    Dataset<Row> rows = table("id string, a string, b string", row("1", "x", "y"));

    assertThat(
            read(rows, "source.columns.text=[b, a]", "source.text-separator=\" | \"")
                .first()
                .<String>getAs("key"))
        .isEqualTo(ContentKey.of("y | x").hex());
  }

  @Test
  void namesEveryColumnOfATextThatIsMissingOrOfAWrongType() {
    write(table("id string, title string, pages int", row("a", "x", 1)));
    RunConfig config = config("source.columns.text=[titel, title, pages, title.main]");

    assertThatThrownBy(() -> OpenStage.open(TestSpark.session(), config.source()))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            Cannot read %s: 3 problems
              - no column titel (source.columns.text; there are id, title, pages; did you mean title?)
              - column pages is int (source.columns.text must be string)
              - no column title.main (source.columns.text; there are id, title, pages)\
            """
                .formatted(source()));
  }

  @Test
  void writesTheScopeSoThatNoTwoOfThemAreConfused() {
    Dataset<Row> rows =
        table(
            "id string, text string, dump string, meta struct<part: int>",
            row("a", "x", "b,c", row(1)),
            row("b", "x", "b", row((Integer) null)),
            row("c", "x", null, row(1)),
            row("d", "x", "null", row(1)),
            row("e", "x", "\"q\", \\ é\n", row(1)));

    assertThat(
            TestSpark.lines(
                read(rows, "source.columns.scope=[dump, meta.part]").select("id", "scope")))
        .containsExactly(
            "[a,[\"b,c\",\"1\"]]",
            "[b,[\"b\",null]]",
            "[c,[null,\"1\"]]",
            "[d,[\"null\",\"1\"]]",
            "[e,[\"\\\"q\\\", \\\\ é\\n\",\"1\"]]");
  }

  @Test
  void namesEveryColumnOfAScopeThatIsMissingOrOfAWrongType() {
    write(table("id string, text string, dump array<string>", row("a", "x", new String[] {"1"})));
    RunConfig config = config("source.columns.scope=[dump, dumb]");

    assertThatThrownBy(() -> OpenStage.open(TestSpark.session(), config.source()))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            Cannot read %s: 2 problems
              - column dump is array<string> (source.columns.scope must be of a plain type, such as string or bigint)
              - no column dumb (source.columns.scope; there are id, text, dump; did you mean dump?)\
            """
                .formatted(source()));
  }

  @Test
  void aColumnWithADotInItsNameIsMeantBeforeAStructsField() {
    Dataset<Row> rows = table("id string, `a.text` string", row("a", "hello"));

    assertThat(read(rows, "source.columns.text=a.text").first().getString(0)).isEqualTo("a");
  }

  @Test
  void namesAllColumnsThatAreMissingOrOfAWrongType() {
    write(table("key string, text array<string>, lable int", row("a", new String[] {"x"}, 1)));
    RunConfig config = config("source.columns.label=label");

    assertThatThrownBy(() -> OpenStage.open(TestSpark.session(), config.source()))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            Cannot read %s: 3 problems
              - no column id (source.columns.id; there are key, text, lable)
              - column text is array<string> (source.columns.text must be string)
              - no column label (source.columns.label; there are key, text, lable; did you mean lable?)\
            """
                .formatted(source()));
  }

  @Test
  void refusesIdsThatAreNoText() {
    write(table("id binary, text string", row(new byte[] {1, -1}, "x")));

    assertThatThrownBy(() -> OpenStage.open(TestSpark.session(), config().source()))
        .hasMessage(
            """
            Cannot read %s: 1 problem
              - column id is binary (source.columns.id must be of a plain type, such as string or bigint)\
            """
                .formatted(source()));
  }

  @Test
  void namesAllProblemsOfTheRows() {
    Dataset<Row> rows =
        table(
            "id string, text string",
            row("a", "x"),
            row("a", "y"),
            row(null, "z"),
            row("b", null),
            row("c", " "));
    write(rows);
    RunConfig config = config("source.empty-text=fail");

    assertThatThrownBy(() -> check(config))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            Cannot prune %s: 3 problems
              - 1 of 5 rows have no id (source.columns.id = id must be unique and never null)
              - 1 ids stand on 2 rows (first: a (2 times)); source.columns.id = id must be unique
              - 2 of 5 rows have no text (source.empty-text = fail; keep or drop would go on)\
            """
                .formatted(source()));
  }

  @Test
  void refusesASourceWithoutRows() {
    write(table("id string, text string"));
    RunConfig config = config();

    assertThatThrownBy(() -> check(config))
        .hasMessage("Cannot prune %s: 1 problem\n  - it has no rows".formatted(source()));
  }

  @Test
  void refusesASourceThatIsNotThere() {
    RunConfig config = config();

    assertThatThrownBy(() -> OpenStage.open(TestSpark.session(), config.source()))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read %1$s: 1 problem\n  - %1$s does not exist (source.path)"
                .formatted(source()));
  }

  @Test
  void namesEveryFileThatIsNoParquet() throws IOException {
    write(table("id string, text string", row("a", "x")));
    Files.writeString(folder.resolve("source/broken-1.parquet"), "this is no Parquet file");
    Files.writeString(folder.resolve("source/broken-2.parquet"), "PAR1");
    RunConfig config = config();

    assertThatThrownBy(() -> examples(config))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("Cannot read %s: 2 problems\n".formatted(source()))
        .hasMessageContaining("broken-1.parquet is no readable Parquet file")
        .hasMessageContaining("broken-2.parquet is no readable Parquet file");
  }

  @Test
  void namesAFileWhosePagesAreBroken() throws IOException {
    write(table("id string, text string", row("a", "x".repeat(5_000)), row("b", "yz".repeat(900))));
    Path part;
    try (var files = Files.list(folder.resolve("source"))) {
      part = files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(part);
    for (int i = 4; i < 60; i++) {
      bytes[i] = (byte) ~bytes[i];
    }
    Files.write(part, bytes);
    try (var sums = Files.list(folder.resolve("source"))) {
      for (Path sum : sums.filter(f -> f.toString().endsWith(".crc")).toList()) {
        Files.delete(sum);
      }
    }

    assertThatThrownBy(() -> examples(config()))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("Cannot read %s: ".formatted(source()));
  }

  @Test
  void mergesTheColumnsOfAllFiles() {
    write(table("id string, text string", row("a", "x")));
    table("id string, text string, more int", row("b", "y", 5))
        .write()
        .mode(SaveMode.Append)
        .parquet(source());

    Opened opened = OpenStage.open(TestSpark.session(), config().source());

    assertThat(opened.rows().columns()).containsExactly("id", "text", "more");
  }

  @Test
  void tellsItsPartitionColumnsApart() {
    table("id string, text string, day string, lang string", row("a", "x", "007", "de"))
        .write()
        .partitionBy("day", "lang")
        .parquet(source());

    Opened opened = OpenStage.open(TestSpark.session(), config().source());

    assertThat(opened.partitionColumns()).containsExactly("day", "lang");
    assertThat(opened.rows().select("day").first().getString(0)).isEqualTo("007");
  }

  private Dataset<Row> read(Dataset<Row> rows, String... settings) {
    write(rows);
    return examples(config(settings));
  }

  private void check(RunConfig config) {
    String path = folder.resolve("examples").toString();
    ReadStage.Counts counts = write(config, path);
    ReadStage.check(
        counts, Tables.read(TestSpark.session(), path, ReadStage.SCHEMA), config.source());
  }

  private ReadStage.Counts write(RunConfig config, String path) {
    Opened opened = OpenStage.open(TestSpark.session(), config.source());
    return ReadStage.write(TestSpark.session(), opened, config.source(), config.energy(), path);
  }

  private Dataset<Row> examples(RunConfig config) {
    String path = folder.resolve("examples" + System.nanoTime()).toString();
    write(config, path);
    return Tables.read(TestSpark.session(), path, ReadStage.SCHEMA);
  }

  private RunConfig config(String... settings) {
    return Configs.of(folder.resolve("source"), folder.resolve("run"), settings);
  }

  private void write(Dataset<Row> rows) {
    rows.coalesce(1).write().mode(SaveMode.Overwrite).parquet(source());
  }

  private String source() {
    return folder.resolve("source").toString();
  }
}
