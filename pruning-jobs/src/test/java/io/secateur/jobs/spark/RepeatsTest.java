package io.secateur.jobs.spark;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.jobs.testing.TestSpark;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class RepeatsTest {

  @Test
  void findsTheOneValueThatStandsTwice() {
    Dataset<Row> ids = TestSpark.session().range(0, 5_000, 1, 3).selectExpr("'id' || id as id");
    Dataset<Row> again = TestSpark.session().range(4_321, 4_322).selectExpr("'id' || id as id");

    assertThat(Repeats.mayHave(ids, col("id"))).isFalse();
    assertThat(Repeats.mayHave(ids.union(again), col("id"))).isTrue();
  }

  @Test
  void nothingRepeatsInATableOfOneRowOrNone() {
    for (int rows : List.of(0, 1)) {
      Dataset<Row> ids = TestSpark.session().range(rows).selectExpr("'id' || id as id");

      assertThat(Repeats.mayHave(ids, col("id"))).isFalse();
    }
  }

  @Test
  void findsTheRowsThatRepeatWhereTheyAreFew() {
    Dataset<Row> keys = TestSpark.session().range(0, 1_000, 1, 3).selectExpr("id % 995 as key");
    List<Runnable> release = new ArrayList<>();

    assertThat(Repeats.few(keys, 10, release, col("key")).orElseThrow().orderBy("key").toJavaRDD())
        .extracting(rdd -> rdd.map(row -> row.getLong(0)).collect())
        .isEqualTo(List.of(0L, 0L, 1L, 1L, 2L, 2L, 3L, 3L, 4L, 4L));
    assertThat(Repeats.few(keys, 9, release, col("key"))).isEmpty();
    release.forEach(Runnable::run);
  }

  @Test
  void aValueOfMillionsOfRowsIsCountedAndNotHeld() {
    Dataset<Row> keys =
        TestSpark.session()
            .range(0, 5_000_000, 1, 4)
            .selectExpr("if(id % 1000 = 0, id, -1) as key"); // 5,000 others
    List<Runnable> release = new ArrayList<>();

    assertThat(Repeats.few(keys, 4_994_999, release, col("key"))).isEmpty();
    assertThat(Repeats.few(keys, 4_995_000, release, col("key")).orElseThrow().count())
        .isEqualTo(4_995_000);
    release.forEach(Runnable::run);
  }
}
