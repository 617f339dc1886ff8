package io.secateur.jobs.spark;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.jobs.testing.TestSpark;
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
}
