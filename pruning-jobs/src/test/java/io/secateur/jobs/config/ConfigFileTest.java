package io.secateur.jobs.config;

import static io.secateur.jobs.config.Reading.read;
import static io.secateur.jobs.config.Reading.refuses;
import static io.secateur.jobs.config.Reading.refusesToSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.contentOf;

import io.secateur.select.Budget;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigFileTest {

  @Test
  void namesEveryProblemOfTheFileWithItsPlaceAndCure() {
    refuses(
        """
        select {
          keep  = 30
          polcy = random
        }
        score.clusters = many
        near-duplicates { words = 0, threshold = 2 }
        """,
        "run.conf: 3: invalid select.keep: 30 (must be in (0, 1], where 0.3 = 30 %, or a count such"
            + " as \"20000 examples\", or an amount such as \"3e9 tokens\", \"40 kWh\" or \"30 % of tokens\")",
        "run.conf: 4: unknown key select.polcy (did you mean select.policy?)",
        "run.conf: 6: invalid score.clusters: many (must be auto, or a whole number in [1, 20000])",
        "run.conf: 7: invalid near-duplicates.threshold: 2 (must be in (0, 1]; 0.8 = 80 %)",
        "run.conf: 7: invalid near-duplicates.words: 0 (must be a whole number, at least 1)");
  }

  @Test
  void saysWhatMustBeSetWhereNothingIs() {
    assertThatThrownBy(() -> ConfigFile.read("", "run.conf", List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            """
            Cannot start: 2 problems in the configuration
              - missing run.output (must be set, in the file or with --set)
              - missing source.path (must be set, in the file or with --set)\
            """);
  }

  @Test
  void saysWhereSomethingThatMustBeSetWasUnset() {
    refuses(
        "run.name = null",
        "run.conf: 2: missing run.name (must be set, in the file or with --set)");
    refuses(
        "select.keep = null\nnear-duplicates.enabled = null\nwrite.compression = null",
        "run.conf: 2: invalid select.keep: null (must be in (0, 1], where 0.3 = 30 %, or a count"
            + " such as \"20000 examples\", or an amount such as \"3e9 tokens\", \"40 kWh\" or \"30 % of tokens\")",
        "run.conf: 3: invalid near-duplicates.enabled: null (must be true or false)",
        "run.conf: 4: invalid write.compression: null (must be one of zstd, snappy, gzip, lz4,"
            + " none)");
  }

  @Test
  void refusesUnknownKeysAtEveryLevelInTheOrderOfTheFile() {
    refuses(
        """
        selekt { keep = 0.3 }
        near-duplicates.wrods = 3
        source.columns.lable = y
        semantic-duplicates.x = 1
        "a b" = 2
        """,
        "run.conf: 2: unknown key selekt (did you mean select?)",
        "run.conf: 3: unknown key near-duplicates.wrods (did you mean near-duplicates.words?)",
        "run.conf: 4: unknown key source.columns.lable (did you mean source.columns.label?)",
        "run.conf: 5: unknown key semantic-duplicates.x (known here: cell-size, cells, enabled,"
            + " max-cell, min-cosine)",
        "run.conf: 6: unknown key a b (known here: embeddings, energy, exact-duplicates,"
            + " inference, models, near-duplicates, pairs, probe, run, score, select, semantic-duplicates, source, write)");
  }

  @Test
  void namesAllLinesOfAKeyThatIsWrittenTwice() {
    refuses(
        "selekt.keep = 0.3\nselekt.policy = random",
        "run.conf: 2-3: unknown key selekt (did you mean select?)");
  }

  @Test
  void refusesAValueWhereABlockMustBe() {
    refuses(
        """
        select = 0.3
        source.options = header
        source.columns = null
        score = [prototypicality]
        write.compression = rar
        """,
        "run.conf: 2: invalid select: 0.3 (must be a block: select { ... })",
        "run.conf: 3: invalid source.options: header (must be a block: source.options { ... })",
        "run.conf: 4: invalid source.columns: null (must be a block: source.columns { ... })",
        "run.conf: 5: invalid score: [prototypicality] (must be a block: score { ... })",
        "run.conf: 6: invalid write.compression: rar (must be one of zstd, snappy, gzip, lz4,"
            + " none)");
  }

  @Test
  void refusesABlockWhereAValueMustBe() {
    refuses("run.name { a = 1 }", "run.conf: 2: invalid run.name: {a=1} (must be text)");
  }

  @Test
  void namesTheFileAlsoWhereItIsCalledAsOurs() {
    assertThatThrownBy(
            () ->
                ConfigFile.read(
                    "run.output = o, source.path = i, run.seed = x", "reference.conf", List.of()))
        .hasMessage(
            """
            Cannot start: 1 problem in the configuration
              - reference.conf: 1: invalid run.seed: x (must be a whole number of 64 bits)\
            """);
  }

  @Test
  void cutsLongValuesShort() {
    refuses(
        "near-duplicates.enabled = " + "x".repeat(81),
        "run.conf: 2: invalid near-duplicates.enabled: %s... (must be true or false)"
            .formatted("x".repeat(80)));
  }

  @Test
  void theLastOfTwoBlocksWins() {
    RunConfig config = read("select { keep = 0.3, policy = random }\nselect { keep = 0.4 }");

    assertThat(config.select().policy()).isEqualTo("random");
    assertThat(config.select().keep()).isEqualTo(new Budget.Fraction(0.4));
  }

  @Test
  void settingsOverrideTheFileAndTheLastOneWins() {
    RunConfig config =
        read(
            "select.keep = 0.9\nselect.policy = random",
            "select.keep=0.3",
            "select.keep = 0.2",
            "run.seed=7");

    assertThat(config.select().keep()).isEqualTo(new Budget.Fraction(0.2));
    assertThat(config.select().policy()).isEqualTo("random");
    assertThat(config.seed()).isEqualTo(7);
  }

  @Test
  void settingsAreReadAsAFileWouldBe() {
    String file =
        """
        select.keep = 0.3
        near-duplicates.enabled = false
        source.columns.label = y
        source.path = [a, "s3a://lake/b?c=d"]
        run.name = "0.3"
        """;

    RunConfig set =
        read(
            "",
            "select.keep=0.3",
            "near-duplicates.enabled=false",
            "source.columns.label=y",
            "source.path=[a, \"s3a://lake/b?c=d\"]",
            "run.name=\"0.3\"");

    assertThat(set).isEqualTo(read(file)); // the text of the configuration, and the run's id
  }

  @Test
  void aSettingIsTextWithoutQuotesHoweverItLooks() {
    RunConfig config =
        read(
            "",
            "source.path=s3a://lake/a b?c=d#e",
            "select.keep=20000 examples",
            "run.name=007",
            "source.columns.id=a.b");

    assertThat(config.source().paths()).containsExactly("s3a://lake/a b?c=d#e");
    assertThat(config.select().keep()).isEqualTo(new Budget.Examples(20_000));
    assertThat(config.name()).isEqualTo("007");
    assertThat(config.source().columns().id()).isEqualTo("a.b");
  }

  @Test
  void settingsAreListsBlocksAndNullToo() {
    RunConfig config =
        read(
            "source.columns { label = y, group = g }\nsource.options { sep = \";\" }",
            "score.scorers=[prototypicality]",
            "source.columns.label=null",
            "source.options={header = true, a.b = 1}");

    assertThat(config.score().scorers()).containsExactly("prototypicality");
    assertThat(config.source().columns().label()).isNull();
    assertThat(config.source().columns().group()).isEqualTo("g");
    assertThat(config.source().options())
        .containsExactlyInAnyOrderEntriesOf(Map.of("sep", ";", "header", "true", "a.b", "1"));
  }

  @Test
  void refusesASettingThatIsNoKeyAndValue() {
    for (String setting : List.of("select.keep", "=0.3", " = 0.3", "select..keep=1", "", "a=[1")) {
      refusesToSet(
          setting,
          "--set: invalid setting: %s (must be key=value, such as select.keep=0.3)"
              .formatted(setting));
    }
  }

  @Test
  void saysThatAValueCameFromTheCommandLine() {
    refusesToSet("run.seed=x", "--set: invalid run.seed: x (must be a whole number of 64 bits)");
    refusesToSet("select.kepe=1", "--set: unknown key select.kepe (did you mean select.keep?)");
    refusesToSet("selekt.keep=1", "--set: unknown key selekt (did you mean select?)");
    refusesToSet("select=1", "--set: invalid select: 1 (must be a block: select { ... })");
    refusesToSet(
        "run.output=null", "--set: missing run.output (must be set, in the file or with --set)");
  }

  @Test
  void saysWhereTheFileCannotBeRead() {
    refuses("select {", "run.conf: 2: expecting a closing '}' here, not: end of file");
    refuses(
        "select }",
        "run.conf: 2: Key 'select' may not be followed by token: '}' (if you intended '}' to be"
            + " part of a key or string value, try enclosing the key or value in double quotes)");
  }

  @Test
  void problemsOfTheFileAndOfSettingsComeTogether() {
    assertThatThrownBy(() -> read("select {", "keep"))
        .hasMessage(
            """
            Cannot start: 2 problems in the configuration
              - run.conf: 2: expecting a closing '}' here, not: end of file
              - --set: invalid setting: keep (must be key=value, such as select.keep=0.3)\
            """);
  }

  @Test
  void substitutesKeysDefaultsAndTheEnvironment() {
    RunConfig config =
        read(
            """
            run.name = ${source.format}-of-${run.output}${?SECATEUR_NO_SUCH_VARIABLE}
            semantic-duplicates = ${semantic-duplicates} { cells = 7 }
            """);

    assertThat(config.name()).isEqualTo("parquet-of-out");
    assertThat(config.semantic().cells()).isEqualTo(7);
    assertThat(config.semantic().minCosine()).isEqualTo(0.99);
  }

  @Test
  void saysWhichSubstitutionCannotBeMade() {
    refuses(
        "run.name = ${nobody}",
        "run.conf: 2: Could not resolve substitution to a value: ${nobody}");
  }

  @Test
  void refusesToIncludeAnything() {
    String cure = " (a run has one file; put its keys here, or give them with --set)";
    refuses("include \"base.conf\"", "run.conf: cannot include base.conf" + cure);
    refuses("include required(\"base.conf\")", "run.conf: cannot include base.conf" + cure);
    refuses("include file(\"/base.conf\")", "run.conf: cannot include /base.conf" + cure);
    refuses("include classpath(\"base.conf\")", "run.conf: cannot include base.conf" + cure);
    refuses(
        "include url(\"http://127.0.0.1:1/a\")",
        "run.conf: cannot include http://127.0.0.1:1/a" + cure);
  }

  @Test
  void theRecordOfARunReadsBackAsTheSameRun() {
    RunConfig config =
        read(
            "source { path = [a, b], options { \"a.b\" = 1 } }\nselect.keep = 0.25",
            "run.seed=9223372036854775807",
            "run.name=a \"b\" ${c} // d");

    assertThat(ConfigFile.read(config.json(), "run.json", List.of())).isEqualTo(config);
  }

  @Test
  void theConfigurationOfTheDemoIsOne() {
    String demo =
        contentOf(
            ConfigFile.class.getResource("/io/secateur/demo/run.conf"), StandardCharsets.UTF_8);

    assertThat(ConfigFile.read(demo, "run.conf", List.of()).output()).isEqualTo("@DIR@/run");
  }
}
