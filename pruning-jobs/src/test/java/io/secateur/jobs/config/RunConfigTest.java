package io.secateur.jobs.config;

import static io.secateur.jobs.config.Reading.read;
import static io.secateur.jobs.config.Reading.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.inference.Channels;
import io.secateur.inference.Gives;
import io.secateur.inference.ModelForm;
import io.secateur.inference.Precision;
import io.secateur.inference.Reads;
import io.secateur.probe.HeadPlan;
import io.secateur.redundancy.Banding;
import io.secateur.redundancy.Shingles;
import io.secateur.select.Budget;
import io.secateur.select.Unit;
import io.secateur.testing.Serialized;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunConfigTest {

  private static final String EVERY_KEY =
      """
      run { name = mails, output = "s3a://lake/out", seed = -7 }
      source {
        path = [a, b]
        format = csv
        options { header = true }
        columns {
          id = key, text = [title, body.plain], label = folder, group = author, scope = dump
          frames = f, seconds = s, height = h, width = w, flop = c, image = i, video = v
        }
        text-separator = " | "
        lower-case = true
        empty-text = drop
        merge-schema = false
        hash-files-up-to = 2M
      }
      exact-duplicates.enabled = false
      near-duplicates {
        enabled = false, threshold = 0.7, shingle = characters, words = 3, characters = 13
        recall = 0.9, bands = 4x5, max-bucket = 99
        generator = lsh, mode = components, keep-per-cluster = log2
      }
      embeddings { model = "hdfs:///models/a", max-tokens = 128, batch-size = 8 }
      semantic-duplicates {
        enabled = false, min-cosine = 0.95, cell-size = 100, cells = 3, max-cell = 1000
      }
      models {
        checkpoints = [a/epoch-1, a/epoch-2], predictions = null, trained-on { epoch-2 = "hdfs:///keys" }
        classes = [ham, spam], learner = epoch-1, reference = epoch-2, batch-size = 7
        input {
          kind = image, column = photo, name = pixels, max-tokens = 9, width = 28, height = 14
          channels = gray, mean = [0.5], std = [0.25], size = 3
        }
        output { kind = embedding, name = pooled }
        prompt = question, answer = reply
      }
      probe {
        folds = 3, seeds = 2, epochs = 4, hidden = 0, batch-size = 16, learning-rate = 0.01
        weight-decay = 0, max-examples = 1000
      }
      pairs {
        learner { first = l1, second = l2, scale = 5, bias = -1 }
        reference { first = r1, second = r2, scale = 6, bias = -2 }
        batch = 64
      }
      inference {
        device = gpu, precision = fp16, gpu-batch-size = 64, tasks-per-gpu = 2, executor-gpus = 4
      }
      score {
        scorers = [prototypicality, label_issue], clusters = 12, min-per-class = 3
        target { path = aim, format = json, options { multiLine = true, a.b = 1 }, text = body }
      }
      select {
        policy = top_k, keep = 30 % of tokens, by { prototypicality = 1, label_quality = -0.5 }
        per-cost = true, cost-column = words, where = "lang = 'en'", drop-label-issues = true
        drop-hardest = 0.1, must-keep = gold, must-keep-ids = "hdfs:///ids", min-per-class = 5
        min-per-group = 6, group-by = talk, per-scope = true, top-k.deep = true, ccs.strata = 40
        gumbel.temperature = 0.5, window { from = 0.1, to = 0.9, within = class }
        threshold.at-least = 0.25, d2 { neighbours = 5, gamma = 0.5 }, greedy.block = 500
        watch = lang
      }
      write { compression = snappy, target-file-size = 64M }
      energy {
        regime = to-target, steps-ratio = 0.8, epochs = 1.5, trainings = 10
        model = llama-2-7b, shape { kind = text, parameters = 3e9, layers = 28, width = 3072 }
        tuning = lora, precision = fp8, accelerator = l4, teraflops = 200, watts = 60
        utilisation = 0.4, pue = 1.1, tokens-per-word = 1.5, max-tokens = 2048, packing = unmasked
        clips { policy = crop, frames = [49], cached-latents = true, frames-per-second = 24 }
        baseline {
          kwh = 12, boundary = nodes, accelerator-hours = null, emissions-csv = null, run = null
        }
        region = fra, embodied { kg = 164, years = 5 }
        price = 0.2, currency = USD, equivalents = true, meter = off
      }
      """;

  @Test
  void theDefaultsAreThoseOfTheReference() {
    RunConfig config = read("");

    assertThat(config)
        .isEqualTo(
            new RunConfig(
                "secateur",
                "out",
                42,
                new SourceConfig(
                    List.of("in"),
                    "parquet",
                    Map.of(),
                    new SourceConfig.Columns(
                        "id",
                        List.of("text"),
                        null,
                        null,
                        List.of(),
                        SourceConfig.Extents.NONE,
                        SourceConfig.Pictures.NONE),
                    "\n\n",
                    /* lowerCase= */ false,
                    SourceConfig.EmptyText.KEEP,
                    /* mergeSchema= */ true,
                    1L << 30),
                /* exactDuplicates= */ true,
                new NearConfig(
                    /* enabled= */ true,
                    0.8,
                    Shingles.words(5),
                    0.95,
                    Banding.forRecall(0.8, 0.95),
                    500,
                    NearConfig.Generator.AUTO,
                    NearConfig.Mode.STAR,
                    NearConfig.Keep.ONE),
                new EmbeddingsConfig("builtin:all-minilm-l6-v2", 256, 32),
                new SemanticConfig(/* enabled= */ true, 0.99, 5_000, 2, 50_000),
                new ModelsConfig(
                    List.of(),
                    null,
                    Map.of(),
                    List.of(),
                    null,
                    null,
                    32,
                    new FormConfig(
                        new ModelForm(new Reads.Text(256), Gives.CLASS_LOGITS, "", 0),
                        null,
                        config.models().form().values()),
                    null,
                    null),
                new ProbeConfig(5, 5, HeadPlan.DEFAULT, 50_000),
                new PairsConfig(null, null, 1_024),
                new InferenceConfig(InferenceConfig.Choice.AUTO, Precision.FP32, 256, 1, 0),
                new ScoreConfig(List.of("prototypicality", "semantic_redundancy"), 0, 10, null),
                new SelectConfig(
                    SelectConfig.AUTO,
                    new Budget.Fraction(0.5),
                    new RankingConfig(Map.of(), /* perCost= */ false, null),
                    new FilterConfig(null, /* dropLabelIssues= */ false, Double.NaN),
                    new ConstraintConfig(null, null, 0, 0, null, /* perScope= */ false),
                    new PolicyConfig(
                        /* deepTopK= */ false,
                        50,
                        0.1,
                        0,
                        1,
                        PolicyConfig.Within.ALL,
                        Double.NaN,
                        10,
                        1,
                        2_000,
                        List.of())),
                new WriteConfig("zstd", 256L << 20),
                EnergyConfigs.DEFAULTS,
                config.json()));
  }

  @Test
  void readsEveryKey() {
    RunConfig config = ConfigFile.read(EVERY_KEY, "run.conf", List.of());

    assertThat(config)
        .isEqualTo(
            new RunConfig(
                "mails",
                "s3a://lake/out",
                -7,
                new SourceConfig(
                    List.of("a", "b"),
                    "csv",
                    Map.of("header", "true"),
                    new SourceConfig.Columns(
                        "key",
                        List.of("title", "body.plain"),
                        "folder",
                        "author",
                        List.of("dump"),
                        new SourceConfig.Extents("f", "s", "h", "w", "c"),
                        new SourceConfig.Pictures("i", "v")),
                    " | ",
                    /* lowerCase= */ true,
                    SourceConfig.EmptyText.DROP,
                    /* mergeSchema= */ false,
                    2L << 20),
                /* exactDuplicates= */ false,
                new NearConfig(
                    /* enabled= */ false,
                    0.7,
                    Shingles.characters(13),
                    0.9,
                    new Banding(4, 5),
                    99,
                    NearConfig.Generator.LSH,
                    NearConfig.Mode.COMPONENTS,
                    NearConfig.Keep.LOG2),
                new EmbeddingsConfig("hdfs:///models/a", 128, 8),
                new SemanticConfig(/* enabled= */ false, 0.95, 100, 3, 1_000),
                new ModelsConfig(
                    List.of("a/epoch-1", "a/epoch-2"),
                    null,
                    Map.of("epoch-2", "hdfs:///keys"),
                    List.of("ham", "spam"),
                    "epoch-1",
                    "epoch-2",
                    7,
                    new FormConfig(
                        new ModelForm(
                            new Reads.Image(
                                "pixels", 28, 14, Channels.GRAY, List.of(0.5), List.of(0.25)),
                            Gives.EMBEDDING,
                            "pooled",
                            0),
                        "photo",
                        config.models().form().values()),
                    "question",
                    "reply"),
                new ProbeConfig(3, 2, new HeadPlan(0, 4, 16, 0.01, 0), 1_000),
                new PairsConfig(
                    new PairsConfig.TowerPair("l1", "l2", 5, -1),
                    new PairsConfig.TowerPair("r1", "r2", 6, -2),
                    64),
                new InferenceConfig(InferenceConfig.Choice.GPU, Precision.FP16, 64, 2, 4),
                new ScoreConfig(
                    List.of("prototypicality", "label_issue", "label_quality"),
                    12,
                    3,
                    new ScoreConfig.Target(
                        "aim", "json", Map.of("multiLine", "true", "a.b", "1"), "body")),
                new SelectConfig(
                    "top_k",
                    new Budget.Fraction(0.3, Unit.TOKENS),
                    new RankingConfig(
                        Map.of("prototypicality", 1.0, "label_quality", -0.5),
                        /* perCost= */ true,
                        "words"),
                    new FilterConfig("lang = 'en'", /* dropLabelIssues= */ true, 0.1),
                    new ConstraintConfig("gold", "hdfs:///ids", 5, 6, "talk", /* perScope= */ true),
                    new PolicyConfig(
                        /* deepTopK= */ true,
                        40,
                        0.5,
                        0.1,
                        0.9,
                        PolicyConfig.Within.CLASS,
                        0.25,
                        5,
                        0.5,
                        500,
                        List.of("lang"))),
                new WriteConfig("snappy", 64L << 20),
                EnergyConfigs.EVERY_KEY,
                config.json()));
  }

  @Test
  void theTestAboveLeavesNoKeyOfTheReferenceAtItsDefault() {
    Map<String, Object> given =
        com.typesafe.config.ConfigFactory.parseString(EVERY_KEY).root().unwrapped();

    List<String> all = new ArrayList<>(keys(given, ""));
    assertThat(all).contains("select.by.prototypicality");
    all.add("select.by"); // a text by default, and a block here

    assertThat(all).containsAll(keys(ConfigFile.reference().root().unwrapped(), ""));
  }

  private static List<String> keys(Map<?, ?> block, String path) {
    return block.entrySet().stream()
        .flatMap(
            entry ->
                entry.getValue() instanceof Map<?, ?> inner
                    ? keys(inner, path + entry.getKey() + ".").stream()
                    : Stream.of(path + entry.getKey()))
        .toList();
  }

  @Test
  void everyBlockTravelsToTheExecutors() {
    RunConfig config = ConfigFile.read(EVERY_KEY, "run.conf", List.of());

    assertThat(Serialized.copyOf(config)).isEqualTo(config);
    assertThat(Serialized.copyOf(read(""))).isEqualTo(read(""));
  }

  @Test
  void keepsItselfAsJsonWithAllDefaults() {
    assertThat(ConfigFile.reference().root().keySet())
        .allSatisfy(block -> assertThat(read("").json()).contains("\"" + block + "\":{"));
  }

  @Test
  void refusesASeedThatIsNoWholeNumber() {
    for (String seed : List.of("1.5", "x", "9223372036854775808", "true", "[1]")) {
      refuses(
          "run.seed = " + seed,
          "run.conf: 2: invalid run.seed: %s (must be a whole number of 64 bits)".formatted(seed));
    }
  }

  @Test
  void takesSeedsToTheirLastDigit() {
    assertThat(read("run.seed = 9223372036854775807").seed()).isEqualTo(Long.MAX_VALUE);
    assertThat(read("run.seed = -9223372036854775808").seed()).isEqualTo(Long.MIN_VALUE);
    assertThat(read("run.seed = 9007199254740993").seed()).isEqualTo(9_007_199_254_740_993L);
    assertThat(read("run.seed = 1e3").seed()).isEqualTo(1_000);
  }

  @Test
  void refusesEmptyNames() {
    refuses(
        "run { name = \"\", output = \" \" }",
        "run.conf: 2: invalid run.name:  (must not be empty)",
        "run.conf: 2: invalid run.output:   (must not be empty)");
  }

  @Test
  void refusesAFlagThatIsNeitherTrueNorFalse() {
    refuses(
        """
        exact-duplicates.enabled = maybe
        near-duplicates.enabled = 1
        semantic-duplicates.enabled = [true]
        source { lower-case = x, merge-schema = "" }
        """,
        "run.conf: 2: invalid exact-duplicates.enabled: maybe (must be true or false)",
        "run.conf: 3: invalid near-duplicates.enabled: 1 (must be true or false)",
        "run.conf: 4: invalid semantic-duplicates.enabled: [true] (must be true or false)",
        "run.conf: 5: invalid source.lower-case: x (must be true or false)",
        "run.conf: 5: invalid source.merge-schema:  (must be true or false)");
  }

  @Test
  void refusesToLookForLooserDuplicatesThanCopiesButNotForCopies() {
    String problem =
        "run.conf: 2: invalid exact-duplicates.enabled: false (copies are near and semantic"
            + " duplicates too; disable those as well)";
    refuses("exact-duplicates.enabled = false", problem);
    refuses("exact-duplicates.enabled = false\nnear-duplicates.enabled = false", problem);
    refuses("exact-duplicates.enabled = false\nsemantic-duplicates.enabled = false", problem);
    assertThat(
            read("""
                    exact-duplicates.enabled = false
                    near-duplicates.enabled = false
                    semantic-duplicates.enabled = false
                    """)
                .exactDuplicates())
        .isFalse();
  }
}
