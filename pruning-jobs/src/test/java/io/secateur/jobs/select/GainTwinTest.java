package io.secateur.jobs.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.secateur.jobs.testing.Interpreted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In one cell that holds everything, the greedy policies pick as plain loops over all pairs do. */
@ExtendWith(Interpreted.class)
class GainTwinTest {
  private static final int EXAMPLES = 240;

  /** Similarities of the stage are floats; sums of them over all rows are as near as this. */
  private static final double CLOSE = 1e-4;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"k_center, n < 0", "k_center, n % 50 = 1", "facility_location, n % 50 = 1"})
  void everyPickAddsMostToThoseBeforeIt(String policy, String mustKeep) {
    SelectionFixture fixture = new SelectionFixture(folder, EXAMPLES);
    List<Row> picks =
        fixture
            .select(
                "select.policy=" + policy,
                "select.keep=0.5",
                "select.greedy.block=100000",
                "select.must-keep=\"%s\"".formatted(mustKeep))
            .filter("place is not null")
            .orderBy("place")
            .collectAsList();
    Map<String, double[]> vectors = vectors(fixture);
    boolean center = policy.equals("k_center");
    Map<String, Double> nearest = new TreeMap<>(); // pick of each row: how far, or how similar
    vectors.keySet().forEach(id -> nearest.put(id, center ? 2.0 : 0.0));
    Set<String> left = new TreeSet<>(vectors.keySet());

    assertThat(picks).hasSameSizeAs(vectors.keySet());
    List<Double> gains = new ArrayList<>();
    boolean given = true;
    for (Row pick : picks) {
      String id = pick.getAs("id");
      given = given && pick.getAs("reason").equals("MUST_KEEP");
      double gain = gain(id, center, nearest, vectors);
      for (String other : left) {
        assertThat(gain(other, center, nearest, vectors))
            .as("%s before %s", id, other)
            .isLessThanOrEqualTo(given ? Double.MAX_VALUE : gain + CLOSE);
      }
      gains.add(gain);
      left.remove(id);
      nearest.replaceAll(
          (row, before) ->
              center
                  ? Math.min(before, distance(vectors, row, id))
                  : Math.max(before, similarity(vectors, row, id)));
    }
    double least = 0; // a gain is raised to the greatest after it
    for (int p = picks.size() - 1; p >= 0; p--) {
      least = Math.max(least, gains.get(p));
      assertThat((double) picks.get(p).getAs("score")).isCloseTo(least, within(CLOSE));
    }
  }

  private static double gain(
      String id, boolean center, Map<String, Double> nearest, Map<String, double[]> vectors) {
    if (center) {
      return nearest.getOrDefault(id, 2.0);
    }
    double sum = 0;
    for (Map.Entry<String, Double> row : nearest.entrySet()) {
      sum += Math.max(0, similarity(vectors, row.getKey(), id) - row.getValue());
    }
    return sum;
  }

  private static Map<String, double[]> vectors(SelectionFixture fixture) {
    Map<String, double[]> vectors = new TreeMap<>();
    for (Row row : fixture.embeddings().collectAsList()) {
      vectors.put(
          row.getString(0),
          row.<Float>getList(2).stream().mapToDouble(Float::doubleValue).toArray());
    }
    return vectors;
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int d = 0; d < x.length; d++) {
      sum += x[d] * y[d];
    }
    return sum;
  }

  private static double dot(Map<String, double[]> vectors, String a, String b) {
    return dot(Objects.requireNonNull(vectors.get(a)), Objects.requireNonNull(vectors.get(b)));
  }

  private static double distance(Map<String, double[]> vectors, String a, String b) {
    double square = dot(vectors, a, a) + dot(vectors, b, b) - 2 * dot(vectors, a, b);
    return a.equals(b) ? 0 : Math.sqrt(Math.max(0, square));
  }

  private static double similarity(Map<String, double[]> vectors, String a, String b) {
    return (1 + dot(vectors, a, b)) / 2;
  }
}
