package io.secateur.jobs.dedup;

import static io.secateur.jobs.testing.TestSpark.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.example.CanonicalText;
import io.secateur.example.ContentKey;
import io.secateur.jobs.config.NearConfig;
import io.secateur.jobs.testing.TestSpark;
import io.secateur.redundancy.Banding;
import io.secateur.redundancy.Jaccard;
import io.secateur.redundancy.Priority;
import io.secateur.redundancy.Shingles;
import io.secateur.redundancy.StarSelection;
import io.secateur.redundancy.StarSelection.Edge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class NearStageTest {
  private static final StructType TEXTS =
      StructType.fromDDL("id string, key string, characters int, text string");

  /** So many bands that no pair at the threshold escapes: then the twin must agree exactly. */
  private static final NearConfig EXHAUSTIVE =
      new NearConfig(true, 0.6, 5, 0.999_999, new Banding(256, 1), 500);

  @Test
  void equalsItsBruteForceTwinAtAnyPartitioning() {
    Map<String, String> texts = corpus(new SplittableRandom(7), 300);
    List<String> expected = bruteForce(texts, EXHAUSTIVE);
    assertThat(expected).hasSizeGreaterThan(50);

    for (int partitions : List.of(1, 2, 7)) {
      Dataset<Row> rows = rows(texts).repartition(partitions);
      assertThat(lines(find(rows, EXHAUSTIVE).duplicates())).isEqualTo(expected);
    }
  }

  @Test
  void keepsBothEndsOfAChain() {
    // J(a, b) and J(b, c) reach the threshold, J(a, c) does not; a is longest, then b, then c.
    String[] words = new String[60];
    for (int i = 0; i < words.length; i++) {
      words[i] = "word" + i;
    }
    Map<String, String> texts = new TreeMap<>();
    texts.put("a", String.join(" ", List.of(words).subList(0, 46)));
    texts.put("b", String.join(" ", List.of(words).subList(6, 51)));
    texts.put("c", String.join(" ", List.of(words).subList(13, 56)));

    assertThat(lines(find(rows(texts), EXHAUSTIVE).duplicates()))
        .hasSize(1)
        .allMatch(line -> line.startsWith("[b,a,near,"));
  }

  @Test
  void leavesOneOfAThousandNearCopiesThoughTheirBucketsOverflow() {
    Map<String, String> texts = new TreeMap<>();
    for (int i = 0; i < 1_000; i++) {
      texts.put("id%03d".formatted(i), letters(200) + " variant" + i);
    }
    NearConfig small = new NearConfig(true, 0.8, 5, 0.95, Banding.forRecall(0.8, 0.95), 20);

    NearStage.Found found = find(rows(texts), small);

    assertThat(found.duplicates().count()).isEqualTo(999);
    assertThat(found.overfullBuckets()).isPositive();
    assertThat(found.candidates()).isLessThan(200_000);
  }

  @Test
  void comparesShortTextsAsWholesAndIgnoresTextsOfSigns() {
    Map<String, String> texts = new TreeMap<>();
    texts.put("a", "Buy now!");
    texts.put("b", "BUY NOW");
    texts.put("c", "buy later");
    texts.put("d", "!!!");
    texts.put("e", "???");

    assertThat(lines(find(rows(texts), EXHAUSTIVE).duplicates())).containsExactly("[b,a,near,1.0]");
  }

  private static NearStage.Found find(Dataset<Row> rows, NearConfig config) {
    return NearStage.find(rows, /* lowerCase= */ false, config, 42, new ArrayList<>());
  }

  private static Dataset<Row> rows(Map<String, String> texts) {
    List<Row> rows = new ArrayList<>();
    texts.forEach(
        (id, text) -> {
          String canonical = CanonicalText.of(text);
          rows.add(RowFactory.create(id, ContentKey.of(canonical).hex(), canonical.length(), text));
        });
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
    List<String> text = new ArrayList<>();
    for (int i = 0; i < words; i++) {
      text.add("common" + i);
    }
    return String.join(" ", text);
  }

  private static List<String> bruteForce(Map<String, String> texts, NearConfig config) {
    Shingles shingles = new Shingles(config.words());
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
