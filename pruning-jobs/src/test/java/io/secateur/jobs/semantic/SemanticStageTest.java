package io.secateur.jobs.semantic;

import static io.secateur.jobs.testing.TestSpark.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.example.ContentKey;
import io.secateur.jobs.config.SemanticConfig;
import io.secateur.jobs.spark.ArrayColumns;
import io.secateur.jobs.spark.SplitStage.Cells;
import io.secateur.jobs.testing.TestSpark;
import io.secateur.redundancy.Cosines;
import io.secateur.redundancy.Priority;
import io.secateur.redundancy.SearchRecall;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    assertThat(found.cells().centroids().rows()).isGreaterThan(5);
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
  void equalsSearchingAllCellsAgainAndAgain() {
    for (int seed = 10; seed < 12; seed++) {
      List<Row> rows = clumps(new SplittableRandom(seed), 300);
      Cells cells = SemanticStage.cells(table(rows), rows.size(), MANY_CELLS, seed);

      SemanticStage.Found found = SemanticStage.find(cells, MANY_CELLS, new ArrayList<>());

      Set<String> gone = new HashSet<>();
      found.duplicates().collectAsList().forEach(row -> gone.add(row.getString(0)));
      assertThat(pairsLeft(cells, gone)).isEmpty();
    }
  }

  @Test
  void theRecallIsThatOfAllKeptPairs() {
    // One cell an example, and cells so small that pairs fall apart.
    SemanticConfig lossy = new SemanticConfig(true, 0.95, 10, 1, 50_000);
    List<Row> rows = around(1, 0.12, 0.12, new SplittableRandom(6), 400);
    Cells cells = SemanticStage.cells(table(rows), rows.size(), lossy, 42);
    List<Dataset<Row>> release = new ArrayList<>();
    Dataset<Row> found = SemanticStage.find(cells, lossy, release).duplicates();

    SearchRecall recall = RecallStage.measure(cells, found, lossy, 42);

    Set<String> gone = new HashSet<>();
    found.collectAsList().forEach(row -> gone.add(row.getString(0)));
    List<Row> kept =
        rows.stream()
            .filter(row -> !gone.contains(row.getString(0)))
            .sorted((a, b) -> a.getString(1).compareTo(b.getString(1)))
            .toList();
    int missed = 0;
    for (int i = 0; i < kept.size(); i++) {
      float[] vector = (float[]) kept.get(i).get(2);
      if (kept.subList(0, i).stream()
          .anyMatch(earlier -> Cosines.of(vector, (float[]) earlier.get(2)) >= 0.95)) {
        missed++;
      }
    }
    assertThat(missed).isPositive();
    assertThat(recall).isEqualTo(new SearchRecall(gone.size(), kept.size(), kept.size(), missed));
    release.forEach(Dataset::unpersist);
  }

  /** Pairs at or past the threshold that share a cell and are both kept. */
  private static List<String> pairsLeft(Cells cells, Set<String> gone) {
    List<Row> placed = cells.placed().collectAsList();
    List<String> pairs = new ArrayList<>();
    for (Row a : placed) {
      for (Row b : placed) {
        if (a.getString(0).compareTo(b.getString(0)) < 0
            && !gone.contains(a.getString(0))
            && !gone.contains(b.getString(0))
            && !Collections.disjoint(a.getList(2), b.getList(2))
            && Cosines.of(ArrayColumns.floats(a, 3), ArrayColumns.floats(b, 3)) >= 0.95) {
          pairs.add(a.getString(0) + " " + b.getString(0));
        }
      }
    }
    return pairs;
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
    Cells cells = SemanticStage.cells(embeddings, count, config, 42);
    return SemanticStage.find(cells, config, new ArrayList<>());
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
    return around(30, 0.05, 0.3, random, size);
  }

  private static List<Row> around(
      int count, double near, double far, SplittableRandom random, int size) {
    List<float[]> directions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      directions.add(unit(random, new float[DIMENSIONS], 1));
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      float[] around = directions.get(random.nextInt(directions.size()));
      float[] vector = unit(random, around, random.nextInt(2) == 0 ? near : far);
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
