package io.secateur.jobs.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.jobs.testing.TestSpark;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

class CalibrationStageTest {
  private static final List<Double> THRESHOLDS = List.of(0.6, 0.7, 0.8, 1.0);

  @Test
  void countsOnTheClusterAsOnTheDriver() {
    SplittableRandom random = new SplittableRandom(5);
    for (int trial = 0; trial < 3; trial++) {
      List<Row> pairs = pairs(random);
      Set<String> gone = new HashSet<>();
      for (int i = 0; i < 25; i++) {
        gone.add(rank(random));
      }
      Map<String, Long> onDriver =
          CalibrationStage.countFew(new HashSet<>(pairs), gone, THRESHOLDS);

      assertThat(onDriver).containsKeys("near_pairs_0.70", "near_missed_0.70", "near_later_0.70");
      assertThat(onDriver.getOrDefault("near_missed_0.70", 0L)).isPositive();
      assertThat(CalibrationStage.countMany(distributed(pairs), keepers(gone), THRESHOLDS))
          .isEqualTo(onDriver);
    }
  }

  @Test
  void countsByHand() {
    // a is sampled and so is c: a and b are met once, b and c, and c meets a from both sides
    List<Row> pairs =
        List.of(pair("a", "b", 0.9), pair("c", "b", 0.7), pair("a", "c", 0.8), pair("c", "a", 0.8));

    Map<String, Long> counts =
        CalibrationStage.countMany(distributed(pairs), keepers(Set.of("b")), List.of(0.7, 0.8));

    assertThat(counts)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "near_pairs_0.70", 4L,
                "near_missed_0.70", 2L,
                "near_later_0.70", 1L,
                "near_pairs_0.80", 3L,
                "near_missed_0.80", 2L,
                "near_later_0.80", 1L));
  }

  @Test
  void countsNothingWhereThereAreNoPairs() {
    assertThat(CalibrationStage.countMany(distributed(List.of()), keepers(Set.of("a")), THRESHOLDS))
        .hasSize(3 * THRESHOLDS.size())
        .containsValue(0L)
        .doesNotContainValue(1L)
        .isEqualTo(CalibrationStage.countFew(Set.of(), Set.of("a"), THRESHOLDS));
  }

  /** Some come twice, as exact copies make them. */
  private static List<Row> pairs(SplittableRandom random) {
    List<Row> pairs = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String one = rank(random);
      String other = rank(random);
      if (!one.equals(other)) {
        // one similarity a pair, on the thresholds and between them
        double similarity = 0.5 + Math.floorMod(one.hashCode() ^ other.hashCode(), 11) / 20.0;
        pairs.add(pair(one, other, similarity));
      }
    }
    return pairs;
  }

  private static String rank(SplittableRandom random) {
    return "r%02d".formatted(random.nextInt(60));
  }

  private static Row pair(String sampled, String other, double similarity) {
    return RowFactory.create(sampled, other, similarity);
  }

  private static JavaRDD<Row> distributed(List<Row> pairs) {
    SparkSession spark = TestSpark.session();
    return JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(pairs, 3);
  }

  private static Dataset<Row> keepers(Set<String> gone) {
    List<Row> rows = gone.stream().map(rank -> RowFactory.create(rank, "r00", 0.8)).toList();
    return TestSpark.session()
        .createDataFrame(
            rows, StructType.fromDDL("second string, first string, similarity double"));
  }
}
