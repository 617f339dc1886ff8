package io.secateur.redundancy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import com.google.gson.annotations.SerializedName;
import io.secateur.example.Matrix;
import io.secateur.redundancy.CellDuplicates.Match;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The authors' SemDeDup beside ours, on clusters and orders of theirs: where the two differ, they
 * differ by the rule alone.
 */
class SemDeDupReferenceTest {
  private static Reference reference = new Reference(List.of(), List.of(), Map.of());
  private static Matrix rows = Matrix.of(0, 1);

  /** What the file holds, beside where it comes from. */
  private record Reference(List<Double> eps, List<float[]> embeddings, Map<String, Order> orders) {}

  /** Examples by cluster, in an order of theirs, and what came of it. */
  private record Order(
      @SerializedName("order_in_cluster") List<List<Integer>> clusters,
      @SerializedName("max_sim_to_earlier") List<Double> nearestEarlier,
      Map<Double, List<Integer>> removed) {}

  @BeforeAll
  static void read() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(
            SemDeDupReferenceTest.class.getResourceAsStream("/reference/semdedup-1000x32.json"))) {
      reference = new Gson().fromJson(new InputStreamReader(file, UTF_8), Reference.class);
    }
    rows = Matrix.ofRows(reference.embeddings(), reference.embeddings().get(0).length);
    assertThat(reference.eps()).hasSize(14);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hard", "easy"})
  void theirRuleOnOurCosinesGivesTheirFigures(String which) {
    Order order = Objects.requireNonNull(reference.orders().get(which));
    double[] nearest = nearestEarlier(order);

    for (int i = 0; i < nearest.length; i++) {
      assertThat(nearest[i]).isEqualTo(order.nearestEarlier().get(i), within(1e-5));
    }
    for (double eps : reference.eps()) {
      Set<Integer> removed = new TreeSet<>();
      for (int i = 0; i < nearest.length; i++) {
        if (nearest[i] > 1 - eps) {
          removed.add(i);
        }
      }
      assertThat(removed).isEqualTo(theirs(order, eps));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hard", "easy"})
  void oursEqualsGreedySelectionByBruteForceAndRemovesASubsetOfTheirs(String which) {
    Order order = Objects.requireNonNull(reference.orders().get(which));
    int fewer = 0;
    for (double eps : reference.eps()) {
      Set<Integer> ours = new TreeSet<>();
      Set<Integer> greedy = new TreeSet<>();
      for (List<Integer> cluster : order.clusters()) {
        for (Match match : new CellDuplicates(1 - eps).find(rows.rows(ints(cluster)))) {
          ours.add(cluster.get(match.duplicate()));
        }
        greedy.addAll(greedy(cluster, 1 - eps));
      }

      assertThat(ours).isEqualTo(greedy);
      assertThat(theirs(order, eps)).containsAll(ours);
      fewer += theirs(order, eps).size() - ours.size();
    }
    assertThat(fewer).isPositive(); // at wide thresholds chains fall to theirs, and not to ours
  }

  private static Set<Integer> theirs(Order order, double eps) {
    return new TreeSet<>(Objects.requireNonNull(order.removed().get(eps)));
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  private static double[] nearestEarlier(Order order) {
    double[] nearest = new double[rows.rows()];
    for (List<Integer> cluster : order.clusters()) {
      for (int i = 0; i < cluster.size(); i++) {
        for (int j = 0; j < i; j++) {
          double cosine = Cosines.of(rows.row(cluster.get(i)), rows.row(cluster.get(j)));
          nearest[cluster.get(i)] = Math.max(nearest[cluster.get(i)], cosine);
        }
      }
    }
    return nearest;
  }

  private static Set<Integer> greedy(List<Integer> cluster, double minCosine) {
    List<Integer> kept = new ArrayList<>();
    Set<Integer> removed = new TreeSet<>();
    for (int example : cluster) {
      float[] row = rows.row(example);
      if (kept.stream().anyMatch(k -> Cosines.of(row, rows.row(k)) >= minCosine)) {
        removed.add(example);
      } else {
        kept.add(example);
      }
    }
    return removed;
  }
}
