package io.secateur.jobs.dedup;

import static io.secateur.jobs.testing.TestSpark.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.example.CanonicalText;
import io.secateur.example.ContentKey;
import io.secateur.jobs.config.NearConfig;
import io.secateur.jobs.config.NearConfig.Generator;
import io.secateur.jobs.config.NearConfig.Keep;
import io.secateur.jobs.config.NearConfig.Mode;
import io.secateur.jobs.spark.Duplicates;
import io.secateur.jobs.testing.TestSpark;
import io.secateur.redundancy.Banding;
import io.secateur.redundancy.Jaccard;
import io.secateur.redundancy.Priority;
import io.secateur.redundancy.Shingles;
import io.secateur.redundancy.StarSelection;
import io.secateur.redundancy.StarSelection.Edge;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class NearStageTest {
  private static final StructType TEXTS =
      StructType.fromDDL("id string, text string, scope string");

  private static final NearConfig PREFIX = config(0.6, Generator.PREFIX, Mode.STAR, 500);

  /** So many bands that no pair at the threshold escapes: then the twin must agree exactly. */
  private static final NearConfig EXHAUSTIVE = config(0.6, Generator.LSH, Mode.STAR, 500);

  @Test
  void equalsItsBruteForceTwinAtAnyPartitioning() {
    Map<String, String> texts = corpus(new SplittableRandom(7), 300);
    List<String> expected = bruteForce(texts, PREFIX);
    assertThat(expected).hasSizeGreaterThan(50);

    for (int partitions : List.of(1, 2, 7)) {
      for (NearConfig config : List.of(PREFIX, EXHAUSTIVE)) {
        assertThat(lines(find(rows(texts).repartition(partitions), config))).isEqualTo(expected);
      }
    }
  }

  @Test
  void searchesOverfullBucketsAgainUntilItEqualsTheTwin() {
    Map<String, String> texts = corpus(new SplittableRandom(8), 200);
    List<String> expected = droppedOf(bruteForce(texts, PREFIX));
    NearConfig tiny = config(0.6, Generator.PREFIX, Mode.STAR, 2);

    NearStage.Found found = search(rows(texts), tiny);

    assertThat(droppedOf(lines(named(rows(texts), found.keepers())))).isEqualTo(expected);
    assertThat(found.counts().getOrDefault("near_rounds", 0L)).isGreaterThan(1);
    assertThat(found.counts().getOrDefault("overfull_buckets", 0L)).isPositive();
  }

  @Test
  void keepsBothEndsOfAChain() {
    Map<String, String> texts = chain();

    assertThat(lines(find(rows(texts), PREFIX)))
        .hasSize(1)
        .allMatch(line -> line.startsWith("[b,a,near,"));
  }

  @Test
  void componentsKeepOneOfAChainAndSayHowUnlikeItsEndsAre() {
    NearConfig components = config(0.6, Generator.PREFIX, Mode.COMPONENTS, 500);

    List<String> lines = lines(find(rows(chain()), components));

    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).startsWith("[b,a,near,0.");
    assertThat(lines.get(1)).startsWith("[c,a,near,0.");
    assertThat(Double.parseDouble(lines.get(1).replaceAll(".*,|]", ""))).isLessThan(0.6);
  }

  @Test
  void componentsAreTheClosureOfThePairsHoweverSmallTheBuckets() {
    Map<String, String> texts = corpus(new SplittableRandom(9), 200);
    List<String> one = droppedOf(lines(find(rows(texts), components(500))));

    assertThat(one).isEqualTo(closure(texts, 0.6));
    assertThat(droppedOf(lines(find(rows(texts).repartition(7), components(2))))).isEqualTo(one);
  }

  @Test
  void leavesOneOfFiveThousandIdenticalTextsAndOneOfAsManyNearCopies() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      // one set: case and punctuation are no difference; then one word of its own each
      String same = i % 2 == 0 ? letters(60) : letters(60).toUpperCase(Locale.ROOT) + " !";
      rows.add(RowFactory.create("same" + i, same, null));
      rows.add(RowFactory.create("near" + i, letters(200, "hot") + " variant" + i, null));
    }
    Dataset<Row> table = TestSpark.session().createDataFrame(rows, TEXTS);

    NearStage.Found found = search(table, config(0.8, Generator.PREFIX, Mode.STAR, 50));

    // by content, of which the identical texts have two
    assertThat(found.keepers().count()).isEqualTo(1 + 4_999);
    assertThat(found.keepers().select("first").distinct().count()).isEqualTo(2);
    assertThat(found.counts().getOrDefault("near_candidates", 0L)).isLessThan(100_000);
  }

  @Test
  void comparesOnlyWithinAScope() {
    String text = letters(30);
    List<Row> rows =
        List.of(
            RowFactory.create("a1", text + " one", "[\"a\"]"),
            RowFactory.create("a2", text + " eleven", "[\"a\"]"),
            RowFactory.create("b1", text + " one", "[\"b\"]"),
            RowFactory.create("b2", text + " eleven", "[\"b\"]"),
            RowFactory.create("c1", text + " one", "[null]"));
    Dataset<Row> table = TestSpark.session().createDataFrame(rows, TEXTS);

    for (NearConfig config : List.of(PREFIX, EXHAUSTIVE)) {
      assertThat(lines(find(table, config)).stream().map(line -> line.substring(0, 7)))
          .containsExactly("[a1,a2,", "[b1,b2,");
    }
  }

  @Test
  void keepsTheLogarithmOfAClusterWhereAskedTo() {
    Map<String, String> texts = new TreeMap<>();
    for (int i = 0; i < 9; i++) {
      texts.put("id" + i, letters(60) + " x".repeat(9 - i)); // id0 is longest, and stays
    }
    NearConfig log =
        new NearConfig(
            true,
            0.6,
            Shingles.words(5),
            0.95,
            new Banding(4, 4),
            500,
            Generator.PREFIX,
            Mode.STAR,
            Keep.LOG2);

    // of 9, four stay
    assertThat(droppedOf(lines(find(rows(texts), log))))
        .containsExactly("id4", "id5", "id6", "id7", "id8");
    // and the keeper's kin is known: folds must not tear a cluster apart
    assertThat(droppedOf(lines(named(rows(texts), search(rows(texts), log).kin()))))
        .containsExactly("id1", "id2", "id3");
  }

  @Test
  void comparesShortTextsAsWholesAndIgnoresTextsOfSigns() {
    Map<String, String> texts = new TreeMap<>();
    texts.put("a", "Buy now!");
    texts.put("b", "BUY NOW");
    texts.put("c", "buy later");
    texts.put("d", "!!!");
    texts.put("e", "???");

    assertThat(lines(find(rows(texts), PREFIX))).containsExactly("[b,a,near,1.0]");
    assertThat(lines(find(rows(texts), EXHAUSTIVE))).containsExactly("[b,a,near,1.0]");
  }

  @Test
  void nothingToCompareIsNoDuplicate() {
    assertThat(lines(find(rows(Map.of()), PREFIX))).isEmpty();
    assertThat(lines(find(rows(Map.of("a", "?!")), PREFIX))).isEmpty();
  }

  private static NearConfig config(double threshold, Generator generator, Mode mode, int bucket) {
    return new NearConfig(
        true,
        threshold,
        Shingles.words(5),
        0.999_999,
        new Banding(256, 1),
        bucket,
        generator,
        mode,
        Keep.ONE);
  }

  private static NearConfig components(int maxBucket) {
    return config(0.6, Generator.PREFIX, Mode.COMPONENTS, maxBucket);
  }

  /** J(a, b) and J(b, c) reach the threshold, J(a, c) does not; a is longest, then b, then c. */
  private static Map<String, String> chain() {
    String[] words = new String[60];
    for (int i = 0; i < words.length; i++) {
      words[i] = "word" + i;
    }
    Map<String, String> texts = new TreeMap<>();
    texts.put("a", String.join(" ", List.of(words).subList(0, 46)));
    texts.put("b", String.join(" ", List.of(words).subList(6, 51)));
    texts.put("c", String.join(" ", List.of(words).subList(13, 56)));
    return texts;
  }

  private static NearStage.Found search(Dataset<Row> rows, NearConfig config) {
    return NearStage.find(rows, /* lowerCase= */ false, config, 42, new ArrayList<>());
  }

  private static Dataset<Row> find(Dataset<Row> rows, NearConfig config) {
    return named(rows, search(rows, config).keepers());
  }

  private static Dataset<Row> named(Dataset<Row> rows, Dataset<Row> keepers) {
    MapFunction<Row, Row> rank =
        row -> {
          String canonical = CanonicalText.of(row.getString(1));
          return RowFactory.create(
              row.getString(0),
              Priority.rank(canonical.length(), ContentKey.of(canonical), row.getString(2)));
        };
    Dataset<Row> ranked =
        rows.map(rank, Encoders.row(StructType.fromDDL("id string, rank string")));
    return Duplicates.named(keepers, ranked, Duplicates.NEAR);
  }

  private static List<String> droppedOf(List<String> lines) {
    return lines.stream().map(line -> line.substring(1, line.indexOf(','))).sorted().toList();
  }

  private static Dataset<Row> rows(Map<String, String> texts) {
    List<Row> rows = new ArrayList<>();
    texts.forEach((id, text) -> rows.add(RowFactory.create(id, text, null)));
    return TestSpark.session().createDataFrame(rows, TEXTS);
  }

  /** Texts of which about a third are edits of an earlier one, and edits of edits. */
  private static Map<String, String> corpus(SplittableRandom random, int size) {
    List<String> texts = new ArrayList<>();
    Map<String, String> byId = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      boolean edit = i > 0 && random.nextInt(3) == 0;
      String text = edit ? edited(random, texts.get(random.nextInt(i))) : fresh(random);
      if (texts.contains(text)) {
        text += " again" + i;
      }
      texts.add(text);
      byId.put("id%03d".formatted(i), text);
    }
    return byId;
  }

  private static String fresh(SplittableRandom random) {
    int length = random.nextInt(1, 80);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      words.add("w" + random.nextInt(500));
    }
    return String.join(" ", words);
  }

  private static String edited(SplittableRandom random, String text) {
    List<String> words = new ArrayList<>(List.of(text.split(" ", -1)));
    int edits = random.nextInt(0, 4);
    for (int i = 0; i < edits; i++) {
      words.set(random.nextInt(words.size()), "x" + random.nextInt(500));
    }
    return String.join(random.nextBoolean() ? " " : ", ", words);
  }

  private static String letters(int words) {
    return letters(words, "common");
  }

  private static String letters(int words, String word) {
    List<String> text = new ArrayList<>();
    for (int i = 0; i < words; i++) {
      text.add(word + i);
    }
    return String.join(" ", text);
  }

  /** All but the first by rank of each component of the pairs, by brute force. */
  private static List<String> closure(Map<String, String> texts, double threshold) {
    Shingles shingles = Shingles.words(5);
    List<String> ids = new ArrayList<>(texts.keySet());
    ids.sort(Comparator.comparing(id -> rank(texts.getOrDefault(id, ""))));
    Map<String, String> first = new TreeMap<>();
    ids.forEach(id -> first.put(id, id));
    boolean changed = true;
    while (changed) {
      changed = false;
      for (String one : ids) {
        for (String other : ids) {
          long[] a = shingles.of(texts.getOrDefault(one, ""));
          long[] b = shingles.of(texts.getOrDefault(other, ""));
          String f = first.getOrDefault(one, one);
          String g = first.getOrDefault(other, other);
          if (ids.indexOf(f) < ids.indexOf(g) && Jaccard.of(a, b) >= threshold) {
            first.put(other, f);
            changed = true;
          }
        }
      }
    }
    return ids.stream().filter(id -> !id.equals(first.get(id))).sorted().toList();
  }

  private static String rank(String text) {
    String canonical = CanonicalText.of(text);
    return Priority.rank(canonical.length(), ContentKey.of(canonical));
  }

  private static List<String> bruteForce(Map<String, String> texts, NearConfig config) {
    Shingles shingles = config.shingles();
    Map<String, String> idOf = new HashMap<>();
    Map<String, long[]> sets = new TreeMap<>();
    texts.forEach(
        (id, text) -> {
          String canonical = CanonicalText.of(text);
          String rank = Priority.rank(canonical.length(), ContentKey.of(canonical));
          idOf.put(rank, id);
          sets.put(rank, shingles.of(canonical));
        });
    Map<Edge, Double> edges = new HashMap<>();
    for (String one : sets.keySet()) {
      for (String other : sets.keySet()) {
        double similarity =
            Jaccard.of(sets.getOrDefault(one, new long[0]), sets.getOrDefault(other, new long[0]));
        if (one.compareTo(other) < 0 && similarity >= config.threshold()) {
          edges.put(new Edge(one, other), similarity);
        }
      }
    }
    List<String> lines = new ArrayList<>();
    StarSelection.keepers(edges.keySet())
        .forEach(
            (dropped, keeper) ->
                lines.add(
                    "[%s,%s,near,%s]"
                        .formatted(
                            idOf.get(dropped),
                            idOf.get(keeper),
                            edges.get(new Edge(keeper, dropped)))));
    return lines.stream().sorted().toList();
  }
}
