package io.secateur.jobs.dedup;

import static io.secateur.jobs.testing.TestSpark.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.example.ContentKey;
import io.secateur.jobs.config.NearConfig;
import io.secateur.jobs.spark.Duplicates;
import io.secateur.jobs.spark.StarStage;
import io.secateur.jobs.testing.NearTexts;
import io.secateur.jobs.testing.TestSpark;
import io.secateur.redundancy.Banding;
import io.secateur.redundancy.Priority;
import io.secateur.redundancy.Shingles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** What the driver decides while it is little, the cluster decides the same. */
class FewOrManyTest {
  private static final NearConfig HOT =
      new NearConfig(
          true,
          0.6,
          Shingles.words(5),
          0.95,
          new Banding(4, 4),
          2,
          NearConfig.Generator.PREFIX,
          NearConfig.Mode.STAR,
          NearConfig.Keep.ONE);

  private final SparkSession spark = TestSpark.session();
  private final SplittableRandom random = new SplittableRandom(7);
  private final List<String> ranks = ranks(400);

  @Test
  void copiesGoToWhoeverStaysOfTheirSet() {
    List<Row> keepers = keepers();
    List<long[]> copies = new ArrayList<>();
    for (int i = 300; i < 400; i++) { // each of a document that stays, or goes itself
      copies.add(pair(ranks.get(random.nextInt(300)), ranks.get(i)));
    }
    JavaRDD<long[]> many =
        JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(copies, 3);

    List<String> few = lines(NearStage.withFewCopies(spark, copies, keepers));

    assertThat(few).hasSize(keepers.size() + 100);
    assertThat(lines(NearStage.withManyCopies(spark, many, table(keepers)))).isEqualTo(few);
  }

  @Test
  void theStrongestPairsThatStayAreTheSame() {
    List<Row> keepers = keepers();
    List<Row> edges = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      int first = random.nextInt(399);
      int second = random.nextInt(first + 1, 400);
      double similarity = random.nextInt(60, 80) / 100.0;
      edges.add(RowFactory.create(ranks.get(first), ranks.get(second), similarity));
    }

    List<Row> few = SearchStage.strongestOfFew(edges, keepers, 0.7);

    assertThat(few).hasSize(10).allMatch(row -> row.getDouble(2) == 0.69);
    assertThat(
            SearchStage.strongestOfMany(
                spark.createDataFrame(edges, SearchStage.EDGES).repartition(5),
                table(keepers),
                0.7))
        .isEqualTo(few);
  }

  @Test
  void namesAreTheSame() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < ranks.size(); i++) {
      rows.add(RowFactory.create(ranks.get(i), "id" + i));
    }
    Dataset<Row> ranked =
        spark.createDataFrame(rows, StructType.fromDDL("rank string, id string")).repartition(3);
    Dataset<Row> keepers = table(keepers());

    List<String> few = lines(Duplicates.named(List.of(keepers), ranked, Duplicates.NEAR).get(0));

    assertThat(few).hasSize((int) keepers.count());
    assertThat(lines(Duplicates.named(keepers, ranked, Duplicates.NEAR))).isEqualTo(few);
  }

  @Test
  void survivorsOfLargeBucketsAreSearchedAgainOnTheClusterToo() {
    List<Row> rows = new ArrayList<>();
    NearTexts.of(400, 5).forEach(text -> rows.add(RowFactory.create(text, null)));
    Dataset<Row> texts =
        spark.createDataFrame(rows, StructType.fromDDL("text string, scope string"));

    Map<Integer, List<String>> found = new TreeMap<>();
    for (int localEdges : new int[] {10, 200, StarStage.LOCAL_EDGES}) {
      List<Runnable> release = new ArrayList<>();
      NearStage.Found near =
          NearStage.find(texts, /* lowerCase= */ false, HOT, 42, release, localEdges);
      List<String> lines = new ArrayList<>(lines(near.keepers()));
      lines.addAll(lines(near.strongest()));
      found.put(localEdges, lines);
      assertThat(near.counts().get("near_rounds")).isGreaterThan(1);
      release.forEach(Runnable::run);
    }

    List<String> onTheDriver = found.getOrDefault(StarStage.LOCAL_EDGES, List.of());
    assertThat(onTheDriver).hasSizeGreaterThan(50);
    assertThat(found.values()).containsOnly(onTheDriver);
  }

  /** {@code second, first, similarity}: the first 100 stand for some of the next 200. */
  private List<Row> keepers() {
    List<Row> keepers = new ArrayList<>();
    for (int i = 100; i < 300; i++) {
      if (random.nextBoolean()) {
        keepers.add(RowFactory.create(ranks.get(i), ranks.get(random.nextInt(100)), 0.75));
      }
    }
    return keepers;
  }

  private Dataset<Row> table(List<Row> keepers) {
    return spark.createDataFrame(keepers, StarStage.KEEPERS);
  }

  private static long[] pair(String original, String copy) {
    long[] pair = new long[2 * Documents.NAME];
    System.arraycopy(Documents.name(original), 0, pair, 0, Documents.NAME);
    System.arraycopy(Documents.name(copy), 0, pair, Documents.NAME, Documents.NAME);
    return pair;
  }

  private static List<String> ranks(int count) {
    List<String> ranks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ranks.add(Priority.rank(100, ContentKey.of("text " + i)));
    }
    ranks.sort(null);
    return ranks;
  }
}
