package io.secateur.jobs.spark;

import static io.secateur.jobs.testing.TestSpark.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.jobs.testing.TestSpark;
import io.secateur.redundancy.StarSelection;
import io.secateur.redundancy.StarSelection.Edge;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class StarStageTest {

  @Test
  void roundsOnTheClusterAgreeWithTheDriver() {
    SplittableRandom random = new SplittableRandom(11);
    for (int trial = 0; trial < 3; trial++) {
      Set<Edge> edges = randomEdges(random, 40, 90);
      List<String> expected =
          StarSelection.keepers(edges).entrySet().stream()
              .map(e -> "[%s,%s,0.5]".formatted(e.getKey(), e.getValue()))
              .sorted()
              .toList();

      assertThat(lines(StarStage.keepers(table(edges), 0))).isEqualTo(expected);
      assertThat(lines(StarStage.keepers(table(edges), 20))).isEqualTo(expected);
      assertThat(lines(StarStage.keepers(table(edges), 1_000))).isEqualTo(expected);
    }
  }

  @Test
  void aChainInOrderTakesARoundForEachKeeper() {
    Set<Edge> chain = new LinkedHashSet<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      chain.add(Edge.between("v%02d".formatted(i), "v%02d".formatted(i + 1)));
      if (i % 2 == 0) {
        expected.add("[v%02d,v%02d,0.5]".formatted(i + 1, i));
      }
    }

    assertThat(lines(StarStage.keepers(table(chain), 0))).isEqualTo(expected);
  }

  @Test
  void noEdgesDropNothing() {
    assertThat(lines(StarStage.keepers(table(Set.of()), 0))).isEmpty();
  }

  private static Set<Edge> randomEdges(SplittableRandom random, int vertices, int count) {
    Set<Edge> edges = new LinkedHashSet<>();
    while (edges.size() < count) {
      int one = random.nextInt(vertices);
      int other = random.nextInt(vertices);
      if (one != other) {
        edges.add(Edge.between("v%02d".formatted(one), "v%02d".formatted(other)));
      }
    }
    return edges;
  }

  private static Dataset<Row> table(Set<Edge> edges) {
    List<Row> rows = new ArrayList<>();
    edges.forEach(edge -> rows.add(RowFactory.create(edge.first(), edge.second(), 0.5)));
    return TestSpark.session()
        .createDataFrame(
            rows, StructType.fromDDL("first string, second string, similarity double"));
  }
}
