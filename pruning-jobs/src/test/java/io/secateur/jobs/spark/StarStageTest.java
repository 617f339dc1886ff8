package io.secateur.jobs.spark;

import static io.secateur.jobs.testing.TestSpark.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.redundancy.StarSelection;
import io.secateur.redundancy.StarSelection.Edge;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StarStageTest {

  @Test
  void roundsOnTheClusterAgreeWithTheDriver() {
    SplittableRandom random = new SplittableRandom(11);
    for (int trial = 0; trial < 3; trial++) {
      Set<Edge> edges = Edges.random(random, 40, 90);
      List<String> expected =
          StarSelection.keepers(edges).entrySet().stream()
              .map(e -> "[%s,%s,0.5]".formatted(e.getKey(), e.getValue()))
              .sorted()
              .toList();

      assertThat(lines(StarStage.keepers(Edges.table(edges), 0))).isEqualTo(expected);
      assertThat(lines(StarStage.keepers(Edges.table(edges), 20))).isEqualTo(expected);
      assertThat(lines(StarStage.keepers(Edges.table(edges), 1_000))).isEqualTo(expected);
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

    assertThat(lines(StarStage.keepers(Edges.table(chain), 0))).isEqualTo(expected);
  }

  @Test
  void noEdgesDropNothing() {
    assertThat(lines(StarStage.keepers(Edges.table(Set.of()), 0))).isEmpty();
  }
}
