package io.secateur.jobs.spark;

import static io.secateur.jobs.testing.TestSpark.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.redundancy.Components;
import io.secateur.redundancy.StarSelection.Edge;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class ComponentStageTest {

  @Test
  void roundsOnTheClusterAgreeWithTheDriver() {
    Set<Edge> edges = Edges.random(new SplittableRandom(12), 60, 45);
    List<String> expected = expected(edges);

    assertThat(lines(ComponentStage.firsts(Edges.table(edges), 0))).isEqualTo(expected);
    assertThat(lines(ComponentStage.firsts(Edges.table(edges), 40))).isEqualTo(expected);
    assertThat(lines(ComponentStage.firsts(Edges.table(edges), 1_000))).isEqualTo(expected);
  }

  /** A chain whose links come in no order takes the rounds several turns to pull together. */
  @Test
  void roundsOnTheClusterPullALongChainTogether() {
    Set<Edge> chain = new LinkedHashSet<>();
    int size = 64;
    for (int i = 0; i + 1 < size; i++) {
      chain.add(Edge.between(scattered(i, size), scattered(i + 1, size)));
    }

    List<String> firsts = lines(ComponentStage.firsts(Edges.table(chain), 0));

    assertThat(firsts)
        .hasSize(size - 1)
        .allMatch(line -> line.startsWith("[v00,"))
        .isEqualTo(expected(chain));
  }

  @Test
  void repeatedEdgesChangeNothing() {
    Set<Edge> edges = Set.of(new Edge("a", "b"), new Edge("b", "c"));
    Dataset<Row> twice = Edges.table(edges).union(Edges.table(edges));

    assertThat(lines(ComponentStage.firsts(twice, 0))).containsExactly("[a,b]", "[a,c]");
  }

  @Test
  void noEdgesDropNothing() {
    assertThat(lines(ComponentStage.firsts(Edges.table(Set.of()), 0))).isEmpty();
  }

  private static String scattered(int i, int size) {
    return "v%02d".formatted(i * 29 % size);
  }

  private static List<String> expected(Set<Edge> edges) {
    return Components.keepers(edges).entrySet().stream()
        .map(e -> "[%s,%s]".formatted(e.getValue(), e.getKey()))
        .sorted()
        .toList();
  }
}
