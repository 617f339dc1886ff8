package io.secateur.redundancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.redundancy.StarSelection.Edge;
import io.secateur.testing.Shuffles;
import io.secateur.testing.Trials;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StarSelectionTest {

  @Test
  void aChainKeepsBothOfItsEnds() {
    assertThat(StarSelection.keepers(List.of(new Edge("a", "b"), new Edge("b", "c"))))
        .isEqualTo(Map.of("b", "a"));
  }

  @Test
  void oneOfManyEqualExamplesStaysAndStandsForAll() {
    List<Edge> edges = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      for (int j = i + 1; j < 100; j++) {
        edges.add(new Edge(rank(i), rank(j)));
      }
    }

    Map<String, String> keepers = StarSelection.keepers(edges);

    assertThat(keepers).hasSize(99).doesNotContainKey(rank(0));
    assertThat(keepers.values()).containsOnly(rank(0));
  }

  @Test
  void theKeeperIsTheFirstOfThoseThatStay() {
    assertThat(
            StarSelection.keepers(
                List.of(
                    new Edge("b", "d"),
                    new Edge("cc", "d"),
                    new Edge("c", "d"),
                    new Edge("a", "b"), // so b goes, and c is the first of d's that stays
                    new Edge("a", "e"))))
        .isEqualTo(Map.of("b", "a", "d", "c", "e", "a"));
  }

  @Test
  void withoutEdgesNothingGoes() {
    assertThat(StarSelection.keepers(List.of())).isEmpty();
  }

  @Test
  void anEdgeStartsAtTheRankThatComesFirst() {
    assertThat(Edge.between("b", "a"))
        .isEqualTo(Edge.between("a", "b"))
        .isEqualTo(new Edge("a", "b"));
  }

  @Test
  void equalsTheTwinThatDecidesInRounds() {
    Trials.forAll(
        random -> {
          List<Edge> edges = edges(random);

          assertThat(StarSelection.keepers(edges)).isEqualTo(twin(edges));
        });
  }

  @Test
  void everyExampleThatGoesHasAnEdgeToOneThatStaysAndNoTwoThatStayShareOne() {
    Trials.forAll(
        random -> {
          List<Edge> edges = edges(random);

          Map<String, String> keepers = StarSelection.keepers(edges);

          keepers.forEach(
              (example, keeper) -> {
                assertThat(keeper).isLessThan(example);
                assertThat(keepers).doesNotContainKey(keeper);
                assertThat(edges).contains(new Edge(keeper, example));
              });
          assertThat(edges)
              .noneMatch(
                  edge ->
                      !keepers.containsKey(edge.first()) && !keepers.containsKey(edge.second()));
        });
  }

  @Test
  void neitherTheOrderOfTheEdgesNorRepeatsChangeAnything() {
    Trials.forAll(
        random -> {
          List<Edge> edges = edges(random);
          List<Edge> shuffled = new ArrayList<>();
          for (int i : Shuffles.of(edges.size(), random)) {
            shuffled.add(edges.get(i));
            if (random.nextInt(3) == 0) {
              shuffled.add(edges.get(random.nextInt(edges.size())));
            }
          }

          assertThat(StarSelection.keepers(shuffled)).isEqualTo(StarSelection.keepers(edges));
        });
  }

  private static List<Edge> edges(SplittableRandom random) {
    int vertices = random.nextInt(1, 200);
    double share = random.nextBoolean() ? 2.0 / vertices : random.nextDouble();
    List<Edge> edges = new ArrayList<>();
    for (int i = 0; i < vertices; i++) {
      for (int j = i + 1; j < vertices && edges.size() < 2_000; j++) {
        if (random.nextDouble() < share) {
          edges.add(new Edge(rank(i), rank(j)));
        }
      }
    }
    return edges;
  }

  private static String rank(int i) {
    return "%03d".formatted(i);
  }

  /** Luby's rounds: whoever has no undecided neighbour before it stays, and its neighbours go. */
  private static Map<String, String> twin(List<Edge> edges) {
    boolean[][] joined = new boolean[200][200];
    for (Edge edge : edges) {
      joined[Integer.parseInt(edge.first())][Integer.parseInt(edge.second())] = true;
      joined[Integer.parseInt(edge.second())][Integer.parseInt(edge.first())] = true;
    }
    Boolean[] stays = new Boolean[200];
    while (Arrays.stream(stays).anyMatch(decided -> decided == null)) {
      int[] staying =
          IntStream.range(0, 200)
              .filter(v -> stays[v] == null)
              .filter(v -> IntStream.range(0, v).noneMatch(u -> joined[u][v] && stays[u] == null))
              .toArray();
      for (int v : staying) {
        stays[v] = true;
        IntStream.range(0, 200).filter(u -> joined[u][v]).forEach(u -> stays[u] = false);
      }
    }
    Map<String, String> keepers = new HashMap<>();
    for (int v = 0; v < 200; v++) {
      for (int u = v - 1; u >= 0; u--) {
        if (!stays[v] && stays[u] && joined[u][v]) {
          keepers.put(rank(v), rank(u));
        }
      }
    }
    return keepers;
  }
}
