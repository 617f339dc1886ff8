package io.secateur.jobs.semantic;

import static io.secateur.jobs.testing.TestSpark.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.example.ContentKey;
import io.secateur.example.Matrix;
import io.secateur.jobs.config.SemanticConfig;
import io.secateur.jobs.testing.TestSpark;
import io.secateur.redundancy.Cosines;
import io.secateur.redundancy.Priority;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class SemanticStageTest {
  private static final StructType EMBEDDINGS =
      StructType.fromDDL("id string, rank string, embedding array<float>");
  private static final int DIMENSIONS = 16;
  private static final SemanticConfig ONE_CELL = new SemanticConfig(true, 0.95, 5_000, 2, 50_000);
  private static final SemanticConfig MANY_CELLS = new SemanticConfig(true, 0.95, 20, 2, 50_000);

  @Test
  void equalsGreedySelectionInOneCellAtAnyPartitioning() {
    List<Row> rows = clumps(new SplittableRandom(3), 300);
    List<String> expected = greedy(rows);
    assertThat(expected).hasSizeGreaterThan(50);

    for (int partitions : List.of(1, 2, 7)) {
      Dataset<Row> embeddings = table(rows).repartition(partitions);
      assertThat(lines(find(embeddings, rows.size(), ONE_CELL).duplicates())).isEqualTo(expected);
    }
  }

  @Test
  void keepsItsLawsWhenExamplesAreInSeveralCells() {
    List<Row> rows = clumps(new SplittableRandom(4), 400);
    Map<String, float[]> vectors = new HashMap<>();
    rows.forEach(row -> vectors.put(row.getString(0), (float[]) row.get(2)));

    SemanticStage.Found found = find(table(rows), rows.size(), MANY_CELLS);

    assertThat(found.centroids().rows()).isGreaterThan(5);
    Map<String, String> keepers = new HashMap<>();
    for (Row row : found.duplicates().collectAsList()) {
      keepers.put(row.getString(0), row.getString(1));
      double cosine =
          Cosines.of(vector(vectors, row.getString(0)), vector(vectors, row.getString(1)));
      assertThat(row.getDouble(3)).isEqualTo(cosine).isGreaterThanOrEqualTo(0.95);
    }
    assertThat(keepers).hasSizeGreaterThan(50);
    assertThat(keepers.keySet()).doesNotContainAnyElementsOf(keepers.values());
    assertThat(recall(rows, keepers)).isGreaterThan(0.97);
  }

  @Test
  void searchesEachScopeAsIfItWereAlone() {
    List<Row> one = clumps(new SplittableRandom(6), 200);
    List<String> expected = new ArrayList<>();
    List<Row> both = new ArrayList<>();
    for (String scope : List.of("[null]", "[\"2\"]")) {
      List<Row> scoped = one.stream().map(row -> scoped(row, scope)).toList();
      expected.addAll(greedy(scoped));
      both.addAll(scoped);
    }
    expected.sort(Comparator.naturalOrder());
    assertThat(expected).hasSizeGreaterThan(100);

    for (int partitions : List.of(1, 7)) {
      Dataset<Row> embeddings = table(both).repartition(partitions);
      assertThat(lines(find(embeddings, both.size(), ONE_CELL).duplicates())).isEqualTo(expected);
      List<Row> many = find(embeddings, both.size(), MANY_CELLS).duplicates().collectAsList();
      assertThat(many).hasSizeGreaterThan(100);
      assertThat(many).allMatch(row -> scopeOf(row.getString(0)).equals(scopeOf(row.getString(1))));
    }
  }

  private static Row scoped(Row row, String scope) {
    String id = row.getString(0);
    String rank = row.getString(1);
    int length = Integer.MAX_VALUE - Integer.parseInt(rank.substring(0, 8), 16);
    return RowFactory.create(
        id + scope, Priority.rank(length, ContentKey.parse(Priority.key(rank)), scope), row.get(2));
  }

  private static String scopeOf(String id) {
    return id.substring(id.indexOf('['));
  }

  @Test
  void splitsCellsThatAreTooLarge() {
    List<Row> rows = clumps(new SplittableRandom(5), 600);
    SemanticConfig tight = new SemanticConfig(true, 0.95, 600, 1, 200);

    Matrix cells = SemanticStage.cells(table(rows), rows.size(), tight, 42);

    assertThat(cells.rows()).isGreaterThan(3);
  }

  /** Of the pairs at or past the threshold, the share of which not both are kept. */
  private static double recall(List<Row> rows, Map<String, String> keepers) {
    int pairs = 0;
    int found = 0;
    for (int i = 0; i < rows.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (Cosines.of((float[]) rows.get(i).get(2), (float[]) rows.get(j).get(2)) >= 0.95) {
          pairs++;
          found +=
              keepers.containsKey(rows.get(i).getString(0))
                      || keepers.containsKey(rows.get(j).getString(0))
                  ? 1
                  : 0;
        }
      }
    }
    return found / (double) pairs;
  }

  private static SemanticStage.Found find(
      Dataset<Row> embeddings, int count, SemanticConfig config) {
    Matrix cells = SemanticStage.cells(embeddings, count, config, 42);
    return SemanticStage.find(embeddings, cells, config, new ArrayList<>());
  }

  private static List<String> greedy(List<Row> rows) {
    List<Row> sorted =
        rows.stream().sorted((a, b) -> a.getString(1).compareTo(b.getString(1))).toList();
    List<Row> kept = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (Row row : sorted) {
      Row keeper = null;
      for (Row candidate : kept) {
        if (keeper == null
            && Cosines.of((float[]) row.get(2), (float[]) candidate.get(2)) >= 0.95) {
          keeper = candidate;
        }
      }
      if (keeper == null) {
        kept.add(row);
      } else {
        lines.add(
            "[%s,%s,semantic,%s]"
                .formatted(
                    row.getString(0),
                    keeper.getString(0),
                    (double) Cosines.of((float[]) row.get(2), (float[]) keeper.get(2))));
      }
    }
    return lines.stream().sorted().toList();
  }

  private static float[] vector(Map<String, float[]> vectors, String id) {
    return vectors.getOrDefault(id, new float[0]);
  }

  /** Unit vectors around some thirty directions, some much closer than others. */
  private static List<Row> clumps(SplittableRandom random, int size) {
    List<float[]> directions = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      directions.add(unit(random, new float[DIMENSIONS], 1));
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      float[] around = directions.get(random.nextInt(directions.size()));
      float[] vector = unit(random, around, random.nextInt(2) == 0 ? 0.05 : 0.3);
      String id = "id%04d".formatted(i);
      rows.add(
          RowFactory.create(
              id, Priority.rank(random.nextInt(100, 200), ContentKey.of(id)), vector));
    }
    return rows;
  }

  private static float[] unit(SplittableRandom random, float[] around, double spread) {
    double[] vector = new double[around.length];
    double squares = 0;
    for (int k = 0; k < vector.length; k++) {
      vector[k] = around[k] + spread * (random.nextDouble() - 0.5) * 2;
      squares += vector[k] * vector[k];
    }
    float[] unit = new float[vector.length];
    for (int k = 0; k < unit.length; k++) {
      unit[k] = (float) (vector[k] / Math.sqrt(squares));
    }
    return unit;
  }

  private static Dataset<Row> table(List<Row> rows) {
    return TestSpark.session().createDataFrame(rows, EMBEDDINGS);
  }
}
