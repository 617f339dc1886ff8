package io.secateur.jobs.dedup;

import static io.secateur.jobs.testing.TestSpark.lines;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.jobs.config.NearConfig;
import io.secateur.jobs.config.NearConfig.Generator;
import io.secateur.jobs.config.NearConfig.Keep;
import io.secateur.jobs.config.NearConfig.Mode;
import io.secateur.jobs.testing.NearTexts;
import io.secateur.jobs.testing.TestSpark;
import io.secateur.redundancy.Banding;
import io.secateur.redundancy.Components;
import io.secateur.redundancy.MinHash;
import io.secateur.redundancy.Shingles;
import io.secateur.redundancy.StarSelection.Edge;
import io.secateur.testing.Shuffles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Near duplicates of 10,000 texts against all their pairs. */
class BruteForceTest {
  private static final double THRESHOLD = 0.7;
  private static final double RECALL = 0.95;
  private static final long SEED = 42;
  private static final Banding BANDING = Banding.forRecall(THRESHOLD, RECALL);
  private static final List<String> TEXTS = NearTexts.of(10_000, 3);
  private static final Truth TRUTH = Truth.of(TEXTS, 0.6);
  private static final List<Edge> DUPLICATES = TRUTH.edges(THRESHOLD, pair -> true);

  @Test
  void thePairsLieOnBothSidesOfTheThresholdAndOnIt() {
    assertThat(TRUTH.pairs().values()).filteredOn(j -> j == THRESHOLD).hasSizeGreaterThan(300);
    assertThat(TRUTH.pairs().values()).filteredOn(j -> j < 0.7).hasSizeGreaterThan(500);
    assertThat(TRUTH.pairs().values()).filteredOn(j -> j > 0.7 && j < 0.8).hasSizeGreaterThan(500);
    // chains: star selection keeps more than one of a component
    assertThat(TRUTH.stars(DUPLICATES).size())
        .isLessThan(Components.keepers(DUPLICATES).size() - 50);
  }

  @Test
  void prefixEqualsBruteForceAtAnyPartitioning() {
    List<String> expected = TRUTH.stars(DUPLICATES);

    for (int partitions : List.of(1, 2, 7)) {
      List<String> found = find(partitions, config(Generator.PREFIX, Mode.STAR, 500));

      assertThat(found).isEqualTo(expected);
      assertThat(bothStay(found)).isZero();
    }
  }

  @Test
  void prefixDropsTheSameHoweverSmallTheBuckets() {
    List<String> found = find(3, config(Generator.PREFIX, Mode.STAR, 5));

    assertThat(dropped(found)).isEqualTo(dropped(TRUTH.stars(DUPLICATES)));
    assertThat(bothStay(found)).isZero();
    assertEachDropIsVerified(found);
  }

  @Test
  void lshIsExactOnWhatItsBandsBringTogetherAndFindsWhatItPromises() {
    List<Edge> together = TRUTH.edges(THRESHOLD, BruteForceTest::shareABand);
    List<String> expected = TRUTH.stars(together);

    for (int partitions : List.of(1, 2, 7)) {
      List<String> found = find(partitions, config(Generator.LSH, Mode.STAR, 500));

      assertThat(found).isEqualTo(expected);
      assertEachDropIsVerified(found);
      // of three standard errors, the lower end: the promise is for pairs at the threshold
      double margin = 3 * Math.sqrt(RECALL * (1 - RECALL) / DUPLICATES.size());
      assertThat(1 - bothStay(found) / (double) DUPLICATES.size())
          .isGreaterThanOrEqualTo(RECALL - margin);
    }
    assertThat(together).hasSizeLessThan(DUPLICATES.size()); // else this were the test of prefix
  }

  @Test
  void componentsAreTheClosureOfAllPairs() {
    List<String> found = find(7, config(Generator.PREFIX, Mode.COMPONENTS, 500));

    assertThat(dropped(found)).isEqualTo(Components.keepers(DUPLICATES).keySet());
  }

  private static void assertEachDropIsVerified(List<String> found) {
    Set<String> gone = dropped(found);
    for (String line : found) {
      String[] parts = line.substring(1, line.length() - 1).split(",", -1);
      assertThat(TRUTH.similarity(new Edge(parts[1], parts[0])))
          .isGreaterThanOrEqualTo(THRESHOLD)
          .isEqualTo(Double.parseDouble(parts[2]));
      assertThat(gone).doesNotContain(parts[1]);
    }
  }

  /** Duplicates of which both stay. */
  private static long bothStay(List<String> found) {
    Set<String> gone = dropped(found);
    return DUPLICATES.stream()
        .filter(pair -> !gone.contains(pair.first()) && !gone.contains(pair.second()))
        .count();
  }

  private static Set<String> dropped(List<String> found) {
    return found.stream().map(line -> line.substring(1, line.indexOf(','))).collect(toSet());
  }

  private static boolean shareABand(Edge pair) {
    Set<List<Long>> keys = keys(pair.first());
    keys.retainAll(keys(pair.second()));
    return !keys.isEmpty();
  }

  private static Set<List<Long>> keys(String rank) {
    long[] keys = BANDING.keys(new MinHash(BANDING.hashes(), SEED).signature(TRUTH.set(rank)));
    Set<List<Long>> distinct = new HashSet<>();
    for (int i = 0; i < keys.length; i += 2) {
      distinct.add(Arrays.asList(keys[i], keys[i + 1]));
    }
    return distinct;
  }

  private static NearConfig config(Generator generator, Mode mode, int maxBucket) {
    return new NearConfig(
        true, THRESHOLD, Shingles.words(5), RECALL, BANDING, maxBucket, generator, mode, Keep.ONE);
  }

  /** {@code [second,first,similarity]} of a search of the shuffled texts, sorted. */
  private static List<String> find(int partitions, NearConfig config) {
    SparkSession spark = TestSpark.session();
    List<Row> rows = new ArrayList<>();
    for (int at : Shuffles.of(TEXTS.size(), new SplittableRandom(partitions))) {
      rows.add(RowFactory.create(TEXTS.get(at), null));
    }
    JavaRDD<Row> shuffled =
        JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(rows, partitions);
    Dataset<Row> table =
        spark.createDataFrame(shuffled, StructType.fromDDL("text string, scope string"));
    List<Runnable> release = new ArrayList<>();
    List<String> found =
        lines(NearStage.find(table, /* lowerCase= */ false, config, SEED, release).keepers());
    release.forEach(Runnable::run);
    return found;
  }
}
