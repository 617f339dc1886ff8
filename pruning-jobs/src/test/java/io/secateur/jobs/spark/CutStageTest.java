package io.secateur.jobs.spark;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.jobs.testing.TestSpark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CutStageTest {
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "stratum string, high bigint, low bigint, key string, id string, weight bigint");

  /** The rows of a stratum in order, for the twin that sorts. */
  private static final Comparator<Row> ORDER =
      Comparator.comparingLong((Row row) -> row.getLong(1))
          .thenComparingLong(row -> row.getLong(2))
          .thenComparing(row -> row.getString(3))
          .thenComparing(row -> row.getString(4));

  @ParameterizedTest
  @CsvSource({"1, 1000000", "2, 3", "3, 1", "4, 40", "5, 0"})
  void cutsWhereAScanOfTheSortedRowsDoes(long seed, long few) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, List<Row>> strata = new TreeMap<>();
    Map<String, Long> sizes = new HashMap<>();
    Map<String, List<Long>> wanted = new HashMap<>();
    List<Row> all = new ArrayList<>();
    for (int s = 0; s < 4; s++) {
      String name = "s" + s;
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(120); i++) {
        // few values, so that ties reach down to the id; all bits of them are used
        long high = s == 0 ? 0 : (random.nextInt(5) - 2) * (Long.MAX_VALUE / 3);
        long low = s == 1 ? 7 : random.nextLong() >> random.nextInt(60);
        String key = "k" + random.nextInt(s == 1 ? 2 : 50);
        rows.add(RowFactory.create(name, high, low, key, "i" + i, (long) random.nextInt(4)));
      }
      all.addAll(rows);
      rows.sort(ORDER);
      strata.put(name, rows);
      sizes.put(name, (long) rows.size());
      long weight = rows.stream().mapToLong(row -> row.getLong(5)).sum();
      wanted.put(name, List.of(0L, weight / 3, random.nextLong(weight + 1), weight, weight + 5));
    }
    Dataset<Row> rows = TestSpark.session().createDataFrame(all, SCHEMA).repartition(3);

    Map<String, List<Cut>> cuts = CutStage.cuts(rows, sizes, wanted, few);

    for (int which = 0; which < 5; which++) {
      List<String> within =
          rows
              .filter(CutStage.within(cuts, which, col("stratum")))
              .selectExpr("concat(stratum, id)")
              .collectAsList()
              .stream()
              .map(row -> row.getString(0))
              .sorted()
              .toList();
      assertThat(within).as("cut " + which).isEqualTo(scanned(strata, wanted, which));
    }
  }

  private static List<String> scanned(
      Map<String, List<Row>> strata, Map<String, List<Long>> wanted, int which) {
    List<String> within = new ArrayList<>();
    strata.forEach(
        (name, rows) -> {
          long weight = 0;
          for (Row row : rows) {
            weight += row.getLong(5);
            if (weight > wanted.getOrDefault(name, List.of()).get(which)) {
              return;
            }
            within.add(name + row.getString(4));
          }
        });
    return within.stream().sorted().toList();
  }
}
