package io.secateur.jobs.select;

import static org.apache.spark.sql.functions.col;

import io.secateur.catalog.Scorers;
import io.secateur.example.ContentKey;
import io.secateur.jobs.config.RunConfig;
import io.secateur.jobs.score.ScoreStage;
import io.secateur.jobs.source.ReadStage;
import io.secateur.jobs.spark.Ledger;
import io.secateur.jobs.spark.Tables;
import io.secateur.jobs.testing.Configs;
import io.secateur.jobs.testing.TestSpark;
import io.secateur.redundancy.Priority;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A made-up run up to its scores: duplicates first, then examples without text, then scored ones of
 * two classes, three clusters, four origins and two scopes, every tenth of them without a score.
 */
final class SelectionFixture {
  static final int DUPLICATES = 40;
  static final int WITHOUT_TEXT = 5;
  static final int MISLABELLED = 13; // one in so many
  static final int UNSCORED = 29; // one in so many
  static final String LABEL = "source.columns.label=label";

  /** All scores that the fixture has. */
  static final String SCORES =
      "score.scorers=[prototypicality, semantic_redundancy, label_issue, el2n, aum, perplexity, cartography_correctness, reducible_loss]";

  private final Path folder;
  private final int examples;
  private final List<String> warnings = new ArrayList<>();

  SelectionFixture(Path folder, int examples) {
    this.folder = folder;
    this.examples = examples;
  }

  /** What the last selection warned of. */
  List<String> warnings() {
    return warnings;
  }

  RunConfig config(String... settings) {
    String[] all =
        Stream.concat(Stream.of("models.predictions=/somewhere", LABEL), Stream.of(settings))
            .toArray(String[]::new);
    return Configs.of(folder, folder, all);
  }

  Dataset<Row> select(String... settings) {
    return select(2, settings);
  }

  Dataset<Row> select(int partitions, String... settings) {
    return Tables.read(TestSpark.session(), run(partitions, settings) + "/ledger", Ledger.SCHEMA);
  }

  /** Selects, and says where the tables are. */
  String run(int partitions, String... settings) {
    RunConfig config = config(settings);
    String path = folder.resolve("select" + System.nanoTime()).toString();
    warnings.clear();
    FactsStage.check(source(), config.select());
    last =
        SelectStage.write(
            inputs(partitions),
            config,
            "run",
            new SelectStage.Outputs(path + "/ledger", path + "/curve", path + "/composition"),
            warnings::add);
    return path;
  }

  private SelectStage.@org.jspecify.annotations.Nullable Decided last;

  /** What the last selection said of itself. */
  SelectStage.Decided last() {
    return java.util.Objects.requireNonNull(last);
  }

  SelectStage.Inputs inputs(int partitions) {
    return new SelectStage.Inputs(
        examples(partitions),
        duplicates(),
        DUPLICATES,
        scores(),
        clusters(),
        embeddings(),
        source());
  }

  static String id(int i) {
    return "id%03d".formatted(i);
  }

  Dataset<Row> examples(int partitions) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < examples; i++) {
      boolean blank = i >= DUPLICATES && i < DUPLICATES + WITHOUT_TEXT;
      rows.add(
          RowFactory.create(
              id(i),
              ContentKey.of(id(i)).hex(),
              i % 10 == 9 ? "rare" : i % 37 == 5 ? null : "common",
              "origin" + i % 4,
              blank ? 0 : 10,
              blank ? 0 : 1 + i % 7,
              blank ? 0.0 : 1e9 * (1 + i % 7),
              blank ? "TEXT_NULL" : null,
              i % 3 == 0 ? "[\"a\"]" : "[\"b\"]",
              blank ? 0L : 10L + i % 5,
              null,
              null,
              0.0));
    }
    return table(ReadStage.SCHEMA, rows).repartition(partitions);
  }

  static Dataset<Row> duplicates() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < DUPLICATES; i++) {
      rows.add(RowFactory.create(id(i), id(i + 100), "near", 0.9));
    }
    return table(
        StructType.fromDDL("id string, keeper_id string, kind string, similarity double"), rows);
  }

  Dataset<Row> scores() {
    SplittableRandom random = new SplittableRandom(5);
    List<String> names = Scorers.names();
    List<Row> rows = new ArrayList<>();
    for (int i = DUPLICATES + WITHOUT_TEXT; i < examples; i++) {
      int cluster = i % 3;
      Object[] values = new Object[ScoreStage.SCHEMA.length()];
      values[0] = id(i);
      values[1] = cluster;
      double hard = random.nextDouble();
      for (int s = 0; s < names.size(); s++) {
        values[2 + s] = i % UNSCORED == 0 ? null : score(names.get(s), i, cluster, hard, random);
      }
      rows.add(RowFactory.create(values));
    }
    return table(ScoreStage.SCHEMA, rows);
  }

  private static double score(
      String name, int i, int cluster, double hard, SplittableRandom random) {
    double noise = random.nextDouble();
    return switch (name) {
      case "prototypicality" -> 1 - (0.1 + 0.2 * cluster) * noise;
      case "label_issue" -> i % MISLABELLED == 0 ? 1.0 : 0.0;
      case "el2n" -> hard;
      case "aum" -> 3 - 6 * hard + noise;
      case "forgetting" -> Math.floor(5 * hard);
      case "perplexity" -> Math.exp(4 * hard);
      case "cartography_correctness" -> i % 10 == 9 ? 0.25 : 0.75;
      case "reducible_loss" -> hard - 0.5;
      default -> noise;
    };
  }

  static Dataset<Row> clusters() {
    return table(
        ScoreStage.CLUSTERS,
        List.of(RowFactory.create(0, 0.5), RowFactory.create(1, 0.6), RowFactory.create(2, 0.7)));
  }

  Dataset<Row> embeddings() {
    List<Row> rows = new ArrayList<>();
    for (int i = DUPLICATES + WITHOUT_TEXT; i < examples; i++) {
      SplittableRandom random = new SplittableRandom(i);
      float[] vector = new float[8];
      double length = 0;
      for (int d = 0; d < vector.length; d++) {
        vector[d] = (float) (random.nextDouble() + (d == i % 3 ? 1 : 0));
        length += vector[d] * vector[d];
      }
      for (int d = 0; d < vector.length; d++) {
        vector[d] /= (float) Math.sqrt(length);
      }
      rows.add(RowFactory.create(id(i), Priority.rank(10, ContentKey.of(id(i)), null), vector));
    }
    return table(
        new StructType()
            .add("id", DataTypes.StringType)
            .add("rank", DataTypes.StringType)
            .add("embedding", DataTypes.createArrayType(DataTypes.FloatType)),
        rows);
  }

  /** {@code id, lang, talk, seconds, joules, n}: joules grow with the square of seconds. */
  FactsStage.Source source() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < examples; i++) {
      double seconds = Math.exp(1 + 1.2 * new SplittableRandom(1000 + i).nextGaussian());
      rows.add(
          RowFactory.create(
              id(i),
              i % 5 == 0 ? null : "lang" + i % 3,
              i % 11 == 0 ? null : "talk" + i / 6,
              seconds,
              3 * seconds + 0.5 * seconds * seconds,
              i));
    }
    Dataset<Row> table =
        table(
            StructType.fromDDL(
                "id string, lang string, talk string, seconds double, joules double, n int"),
            rows);
    return new FactsStage.Source(table, col("id"));
  }

  static List<String> kept(Dataset<Row> ledger) {
    return ledger.filter("decision = 'keep'").select("id").collectAsList().stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  private static Dataset<Row> table(StructType schema, List<Row> rows) {
    SparkSession spark = TestSpark.session();
    return spark.createDataFrame(rows, schema);
  }
}
