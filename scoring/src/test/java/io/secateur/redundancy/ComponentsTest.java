package io.secateur.redundancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.redundancy.StarSelection.Edge;
import io.secateur.testing.Shuffles;
import io.secateur.testing.Trials;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComponentsTest {
  private static final int MOST = 80;

  @Test
  void aChainKeepsItsFirst() {
    assertThat(Components.keepers(List.of(new Edge("a", "b"), new Edge("b", "c"))))
        .isEqualTo(Map.of("b", "a", "c", "a"));
    assertThat(Components.keepers(List.of(new Edge("a", "c"), new Edge("b", "c"))))
        .isEqualTo(Map.of("b", "a", "c", "a"));
  }

  @Test
  void componentsStayApart() {
    assertThat(
            Components.keepers(List.of(new Edge("a", "d"), new Edge("b", "c"), new Edge("d", "e"))))
        .isEqualTo(Map.of("d", "a", "e", "a", "c", "b"));
  }

  @Test
  void withoutEdgesNothingGoes() {
    assertThat(Components.keepers(List.of())).isEmpty();
  }

  @Test
  void aLongChainIsFastWhicheverEndComesFirst() {
    int links = 200_000;
    List<Edge> forwards =
        IntStream.range(0, links)
            .mapToObj(i -> new Edge("%07d".formatted(i), "%07d".formatted(i + 1)))
            .toList();
    List<Edge> backwards =
        IntStream.range(0, links).mapToObj(i -> forwards.get(links - 1 - i)).toList();

    assertThat(Components.keepers(backwards))
        .hasSize(links)
        .containsEntry("0200000", "0000000")
        .isEqualTo(Components.keepers(forwards));
  }

  @Test
  void equalsTheClosureOfTheEdges() {
    Trials.forAll(
        random -> {
          List<Edge> edges = edges(random);

          assertThat(Components.keepers(edges)).isEqualTo(twin(edges));
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
            shuffled.add(edges.get(random.nextInt(edges.size())));
          }

          assertThat(Components.keepers(shuffled)).isEqualTo(Components.keepers(edges));
        });
  }

  @Test
  void dropsAtLeastWhatStarSelectionDrops() {
    Trials.forAll(
        random -> {
          List<Edge> edges = edges(random);

          assertThat(Components.keepers(edges).keySet())
              .containsAll(StarSelection.keepers(edges).keySet());
        });
  }

  private static List<Edge> edges(SplittableRandom random) {
    int vertices = random.nextInt(2, MOST);
    List<Edge> edges = new ArrayList<>();
    int count = random.nextInt(2 * vertices);
    for (int e = 0; e < count; e++) {
      int one = random.nextInt(vertices);
      int other = (one + random.nextInt(1, vertices)) % vertices;
      edges.add(Edge.between(rank(one), rank(other)));
    }
    return edges;
  }

  private static String rank(int i) {
    return "%03d".formatted(i);
  }

  /** Warshall's closure. */
  private static Map<String, String> twin(List<Edge> edges) {
    boolean[][] joined = new boolean[MOST][MOST];
    for (Edge edge : edges) {
      int one = Integer.parseInt(edge.first());
      int other = Integer.parseInt(edge.second());
      joined[one][other] = true;
      joined[other][one] = true;
    }
    for (int k = 0; k < MOST; k++) {
      for (int i = 0; i < MOST; i++) {
        for (int j = 0; j < MOST; j++) {
          joined[i][j] |= joined[i][k] && joined[k][j];
        }
      }
    }
    Map<String, String> keepers = new HashMap<>();
    for (int i = 0; i < MOST; i++) {
      int vertex = i;
      IntStream.range(0, i)
          .filter(j -> joined[vertex][j])
          .findFirst()
          .ifPresent(first -> keepers.put(rank(vertex), rank(first)));
    }
    return keepers;
  }
}
