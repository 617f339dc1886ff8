package io.secateur.jobs.config;

import static io.secateur.jobs.config.Reading.read;
import static io.secateur.jobs.config.Reading.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.catalog.Scorers;
import io.secateur.energy.Accelerator;
import io.secateur.energy.cost.TrainedModel;
import io.secateur.energy.cost.TrainedModels;
import io.secateur.redundancy.Banding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each block's values, good and bad. */
class BlocksTest {

  @Test
  void optionsOfTheSourceAreFreeAndKeepTheirDots() {
    RunConfig config =
        read(
            """
            source.options {
              mode = FAILFAST, a.b.c = 1, "x.y" = true, unset = null, "date format" = yyyy-MM-dd
            }
            """);

    assertThat(config.source().options())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("mode", "FAILFAST", "a.b.c", "1", "x.y", "true", "date format", "yyyy-MM-dd"));
  }

  @Test
  void optionsThatAreSecretStayOutOfTheRecord() {
    RunConfig config =
        read(
            """
            source.options { "fs.s3a.secret.key" = abc, sep = x }
            score.target { path = aim, options { password = abc, sep = y } }
            """);

    assertThat(config.source().options()).containsEntry("fs.s3a.secret.key", "abc");
    assertThat(config.json()).doesNotContain("abc").contains("(hidden)").contains("\"sep\":\"y\"");
  }

  @Test
  void aSourceIsOnePathOrAListOfThem() {
    assertThat(read("source.path = a").source().paths()).containsExactly("a");
    assertThat(read("source.path = [a, b]").source().paths()).containsExactly("a", "b");
  }

  @Test
  void aSourceHasAPath() {
    refuses("source.path = []", "run.conf: 2: invalid source.path: [] (must not be empty)");
    refuses("source.path = \"\"", "run.conf: 2: invalid source.path:  (must not be empty)");
    refuses("source.path = {a = 1}", "run.conf: 2: invalid source.path: {a=1} (must be text)");
    refuses(
        "source.path = [[a]]", "run.conf: 2: invalid source.path: [[a]] (must be a list of texts)");
  }

  @Test
  void aSourceHasAFormatThatSparkReads() {
    refuses(
        "source.format = parket",
        "run.conf: 2: invalid source.format: parket (must be one of parquet, json, csv, orc, table;"
            + " did you mean parquet?)");
    refuses(
        "source.format = [csv]",
        "run.conf: 2: invalid source.format: [csv] (must be one of parquet, json, csv, orc,"
            + " table)");
  }

  @Test
  void examplesWithoutTextHaveOneOfThreeFates() {
    assertThat(read("source.empty-text = keep").source().emptyText())
        .isEqualTo(SourceConfig.EmptyText.KEEP);
    assertThat(read("source.empty-text = fail").source().emptyText())
        .isEqualTo(SourceConfig.EmptyText.FAIL);
    refuses(
        "source.empty-text = ignore",
        "run.conf: 2: invalid source.empty-text: ignore (must be one of keep, drop, fail)");
  }

  @Test
  void columnsAreNamedOrNotSet() {
    assertThat(read("source.columns { label = null, group = g }").source().columns())
        .isEqualTo(
            new SourceConfig.Columns(
                "id",
                List.of("text"),
                null,
                "g",
                List.of(),
                SourceConfig.Extents.NONE,
                SourceConfig.Pictures.NONE));
    refuses(
        "source.columns { id = null, text = \"\", label = [a], group = \" \" }",
        "run.conf: 2: missing source.columns.id (must be set, in the file or with --set)",
        "run.conf: 2: invalid source.columns.text:  (must not be empty)",
        "run.conf: 2: invalid source.columns.label: [a] (must be text)",
        "run.conf: 2: invalid source.columns.group:   (must not be empty)");
  }

  @Test
  void aTextIsOneColumnOrAListOfThem() {
    assertThat(read("source.columns.text = body").source().columns().text())
        .containsExactly("body");
    assertThat(read("source.columns.text = [title, mail.body]").source().columns().text())
        .containsExactly("title", "mail.body");
    refuses(
        "source.columns.text = []",
        "run.conf: 2: invalid source.columns.text: [] (must not be empty)");
    refuses(
        "source.columns.text = [[a]]",
        "run.conf: 2: invalid source.columns.text: [[a]] (must be a list of texts)");
    refuses(
        "source.columns.text = [title, \" \", body, title]",
        "run.conf: 2: invalid source.columns.text: [title,  , body, title] (must not hold an empty"
            + " name)",
        "run.conf: 2: invalid source.columns.text: [title,  , body, title] (must name a column"
            + " once; title is repeated)");
    refuses(
        "source.columns.text = null",
        "run.conf: 2: missing source.columns.text (must be set, in the file or with --set)");
  }

  @Test
  void aScopeIsAnyNumberOfColumns() {
    assertThat(read("source.columns.scope = null").source().columns().scope()).isEmpty();
    assertThat(read("source.columns.scope = []").source().columns().scopeInWords())
        .isEqualTo("all examples");
    assertThat(read("source.columns.scope = dump").source().columns().scope())
        .containsExactly("dump");
    assertThat(read("source.columns.scope = [dump, meta.url]").source().columns().scopeInWords())
        .isEqualTo("examples of the same dump and meta.url");
    refuses(
        "source.columns.scope = \"\"",
        "run.conf: 2: invalid source.columns.scope:  (must not be empty)");
    refuses(
        "source.columns.scope = [dump, \"\", dump]",
        "run.conf: 2: invalid source.columns.scope: [dump, , dump] (must not hold an empty name)",
        "run.conf: 2: invalid source.columns.scope: [dump, , dump] (must name a column once; dump is"
            + " repeated)");
    refuses(
        "source.columns.scope = {by = dump}",
        "run.conf: 2: invalid source.columns.scope: {by=dump} (must be text)");
  }

  @Test
  void whatSeparatesColumnsMayBeNothing() {
    assertThat(read("source.text-separator = \"\"").source().textSeparator()).isEmpty();
    assertThat(read("source.text-separator = \" \"").source().textSeparator()).isEqualTo(" ");
    refuses(
        "source.text-separator = null",
        "run.conf: 2: invalid source.text-separator: null (must be text)");
    refuses(
        "source.text-separator = [a]",
        "run.conf: 2: invalid source.text-separator: [a] (must be text)");
  }

  @Test
  void sizesHaveUnits() {
    assertThat(read("source.hash-files-up-to = 0").source().hashFilesUpTo()).isZero();
    assertThat(read("write.target-file-size = 1k").write().targetFileBytes()).isEqualTo(1_024);
    assertThat(read("write.target-file-size = 1kB").write().targetFileBytes()).isEqualTo(1_000);
    for (String size : List.of("-1", "much", "1 parsec")) {
      refuses(
          "source.hash-files-up-to = " + size,
          "run.conf: 2: invalid source.hash-files-up-to: %s (must be a size, such as 1G; 0 hashes none)"
              .formatted(size));
    }
    for (String size : List.of("0", "-5M", "much", "null")) {
      refuses(
          "write.target-file-size = " + size,
          "run.conf: 2: invalid write.target-file-size: %s (must be a size above 0, such as 256M)"
              .formatted(size));
    }
  }

  @Test
  void theWrittenFilesAreCompressedInAWayThatParquetKnows() {
    assertThat(read("write.compression = none").write().compression()).isEqualTo("none");
    refuses(
        "write.compression = zst",
        "run.conf: 2: invalid write.compression: zst (must be one of zstd, snappy, gzip, lz4, none;"
            + " did you mean zstd?)");
  }

  @Test
  void nearDuplicatesHaveAThresholdAndARecall() {
    for (String share : List.of("0", "-0.1", "1.1", "NaN", "Infinity", "high", "1e999")) {
      String shown = share.equals("1e999") ? "Infinity" : share;
      refuses(
          "near-duplicates.threshold = " + share,
          "run.conf: 2: invalid near-duplicates.threshold: %s (must be in (0, 1]; 0.8 = 80 %%)"
              .formatted(shown));
      refuses(
          "near-duplicates.recall = " + share,
          "run.conf: 2: invalid near-duplicates.recall: %s (must be in (0, 1); 0.95 = 95 %%)"
              .formatted(shown));
    }
    refuses(
        "near-duplicates.recall = 1",
        "run.conf: 2: invalid near-duplicates.recall: 1 (must be in (0, 1); 0.95 = 95 %)");
    assertThat(read("near-duplicates.threshold = 1").near().threshold()).isEqualTo(1);
  }

  @Test
  void bandsAreFoundNamedOrGiven() {
    assertThat(bands("auto")).isEqualTo(Banding.forRecall(0.8, 0.95));
    assertThat(bands("fineweb")).isEqualTo(new Banding(14, 8));
    assertThat(bands("curator")).isEqualTo(new Banding(20, 13));
    assertThat(bands("21x9")).isEqualTo(new Banding(21, 9));
    assertThat(bands("64x64")).isEqualTo(new Banding(64, 64));
    for (String bands : List.of("0x9", "9x0", "7", "-1x9", "21 x 9", "10000x1", "64x65", "best")) {
      refuses(
          "near-duplicates.bands = " + bands,
          "run.conf: 2: invalid near-duplicates.bands: %s (must be auto, fineweb, curator, or bands x rows such as 21x9, of 4096 hashes at most)"
              .formatted(bands));
    }
  }

  @Test
  void nearDuplicatesAreFoundAndKeptAsOneOfTheWays() {
    assertThat(read("near-duplicates.generator = prefix").near().generator())
        .isEqualTo(NearConfig.Generator.PREFIX);
    refuses(
        "near-duplicates.generator = minhash",
        "run.conf: 2: invalid near-duplicates.generator: minhash (must be one of auto, prefix, lsh)");
    refuses(
        "near-duplicates.mode = component",
        "run.conf: 2: invalid near-duplicates.mode: component (must be one of star, components; did"
            + " you mean components?)");
    refuses(
        "near-duplicates.keep-per-cluster = 2",
        "run.conf: 2: invalid near-duplicates.keep-per-cluster: 2 (must be one of one, log2)");
  }

  private static Banding bands(String bands) {
    return read("near-duplicates.bands = " + bands).near().banding();
  }

  @Test
  void semanticDuplicatesHaveAThreshold() {
    for (String cosine : List.of("0", "1", "NaN", "null")) {
      refuses(
          "semantic-duplicates.min-cosine = " + cosine,
          "run.conf: 2: invalid semantic-duplicates.min-cosine: %s (must be in (0, 1), such as 0.99; 1 - epsilon)"
              .formatted(cosine));
    }
  }

  @Test
  void countsAreWholeAndHaveALeastAndAMost() {
    refuses(
        """
        near-duplicates { words = 0, characters = 0, shingle = letters, max-bucket = 1 }
        embeddings { max-tokens = 2, batch-size = 0.5 }
        semantic-duplicates { cell-size = 0, cells = none, max-cell = 1 }
        energy { trainings = 0, max-tokens = 0 }
        """,
        "run.conf: 2: invalid near-duplicates.words: 0 (must be a whole number, at least 1)",
        "run.conf: 2: invalid near-duplicates.characters: 0 (must be a whole number, at least 1)",
        "run.conf: 2: invalid near-duplicates.shingle: letters (must be one of words, characters)",
        "run.conf: 2: invalid near-duplicates.max-bucket: 1 (must be a whole number, at least 2)",
        "run.conf: 3: invalid embeddings.max-tokens: 2 (must be a whole number, at least 3: two"
            + " tokens are special)",
        "run.conf: 3: invalid embeddings.batch-size: 0.5 (must be a whole number, at least 1)",
        "run.conf: 4: invalid semantic-duplicates.cell-size: 0 (must be a whole number, at least"
            + " 1)",
        "run.conf: 4: invalid semantic-duplicates.cells: none (must be a whole number, at least"
            + " 1)",
        "run.conf: 4: invalid semantic-duplicates.max-cell: 1 (must be a whole number, at least"
            + " 2)",
        "run.conf: 5: invalid energy.trainings: 0 (must be a whole number, at least 1)",
        "run.conf: 5: invalid energy.max-tokens: 0 (must be a whole number, at least 1)");
    refuses(
        "near-duplicates.words = 3000000000",
        "run.conf: 2: invalid near-duplicates.words: 3000000000 (must be at most 2147483647)");
  }

  @Test
  void embeddingsAreByAModelOrNone() {
    assertThat(read("").embeddings().enabled()).isTrue();
    assertThat(read("embeddings.model = none\nselect.policy = random").embeddings().enabled())
        .isFalse();
    refuses(
        "embeddings.model = null",
        "run.conf: 2: missing embeddings.model (must be set, in the file or with --set)");
  }

  @Test
  void scorersAreThoseOfTheRegistry() {
    assertThat(read("score.scorers = prototypicality").score().scorers())
        .containsExactly("prototypicality");
    assertThat(read("score.scorers = []\nselect.policy = random").score().scorers()).isEmpty();
    String there = "is no scorer; there are " + String.join(", ", Scorers.names());
    refuses(
        "score.scorers = [prototypicallity, age]",
        "run.conf: 2: invalid score.scorers: [prototypicallity, age] (prototypicallity %s; did you mean prototypicality?)"
            .formatted(there),
        "run.conf: 2: invalid score.scorers: [prototypicallity, age] (age %s; did you mean aum?)"
            .formatted(there));
  }

  @Test
  void clustersAreACountOrAuto() {
    ScoreConfig auto = read("score.clusters = auto").score();
    assertThat(auto.clustersFor(1_000_000)).isEqualTo(500);
    assertThat(auto.clustersFor(Long.MAX_VALUE)).isEqualTo(20_000);
    assertThat(auto.clustersFor(2)).isEqualTo(1);
    assertThat(auto.clustersFor(0)).isEqualTo(1);
    ScoreConfig ten = read("score.clusters = 10").score();
    assertThat(ten.clustersFor(1_000_000)).isEqualTo(10);
    assertThat(ten.clustersFor(3)).isEqualTo(3);
    for (String clusters : List.of("0", "20001", "1.5", "automatic")) {
      refuses(
          "score.clusters = " + clusters,
          "run.conf: 2: invalid score.clusters: %s (must be auto, or a whole number in [1, 20000])"
              .formatted(clusters));
    }
  }

  @Test
  void theLeastOfAClassIsACount() {
    refuses(
        "source.columns.label = y\nselect.min-per-class = -1",
        "run.conf: 3: invalid select.min-per-class: -1 (must be a whole number, at least 0)");
  }

  @Test
  void theTrainingIsOneThatIsKnown() {
    refuses(
        """
        energy {
          model = gpt-9
          accelerator = h100-sxn
          epochs = 0
          regime = fixed
          tokens-per-word = NaN
          max-tokens = 0
        }
        """,
        "run.conf: 3: invalid energy.model: gpt-9 (must be one of %s)"
            .formatted(
                String.join(", ", TrainedModels.all().stream().map(TrainedModel::name).toList())),
        "run.conf: 4: invalid energy.accelerator: h100-sxn (must be one of %s; did you mean h100-sxm?)"
            .formatted(
                String.join(", ", Accelerator.presets().stream().map(Accelerator::name).toList())),
        "run.conf: 5: invalid energy.epochs: 0 (must be a number above 0)",
        "run.conf: 6: invalid energy.regime: fixed (must be one of fixed-epochs, fixed-steps,"
            + " to-target, unknown)",
        "run.conf: 7: invalid energy.tokens-per-word: NaN (must be a number above 0)",
        "run.conf: 8: invalid energy.max-tokens: 0 (must be a whole number, at least 1)");
  }

  @Test
  void theReferenceNamesEveryAccelerator() throws IOException {
    try (InputStream in =
        ConfigFile.class.getResourceAsStream("/io/secateur/jobs/reference.conf")) {
      assertThat(in).isNotNull();
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .contains(
              String.join(" ", Accelerator.presets().stream().map(Accelerator::name).toList()));
    }
  }
}
