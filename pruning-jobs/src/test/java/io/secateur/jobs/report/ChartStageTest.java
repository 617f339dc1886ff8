package io.secateur.jobs.report;

import static io.secateur.jobs.testing.TestSpark.row;
import static io.secateur.jobs.testing.TestSpark.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.secateur.example.ContentKey;
import io.secateur.jobs.report.ClusterMap.Cluster;
import io.secateur.jobs.report.DataMap.Cell;
import io.secateur.jobs.report.Hardest.Example;
import io.secateur.jobs.run.Json;
import io.secateur.jobs.spark.Duplicates;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class ChartStageTest {
  private static final String SCORES =
      "id string, cluster int, el2n double, cartography_confidence double,"
          + " cartography_variability double, cartography_correctness double,"
          + " prototypicality double, ifd double";

  private final List<Row> examples = new ArrayList<>();
  private final List<Row> decisions = new ArrayList<>();
  private final List<Row> scores = new ArrayList<>();
  private final List<Row> embeddings = new ArrayList<>();

  @Test
  void countsWhatIsKeptAndDropped() {
    fill();

    ChartNumbers numbers = gather(2);

    assertThat(numbers.scores())
        .extracting(Histogram::name)
        .containsExactly(
            "el2n",
            "cartography_confidence",
            "cartography_variability",
            "cartography_correctness",
            "prototypicality");
    Histogram el2n = numbers.scores().get(0);
    assertThat(el2n.missing()).as("null, NaN and infinite").isEqualTo(3);
    assertThat(el2n.part(Histogram.KEPT).total()).isEqualTo(20);
    assertThat(el2n.part(Histogram.DROPPED).total()).isEqualTo(17);
    assertThat(numbers.similarities())
        .extracting(Histogram::name)
        .containsExactly(Duplicates.NEAR, Duplicates.SEMANTIC);
    assertThat(numbers.similarities().get(0).part(Duplicates.NEAR).total()).isEqualTo(2);
  }

  @Test
  void mapsWhatALearnerSaid() {
    fill();

    List<Cell> cells = gather(2).dataMap().cells();

    assertThat(cells.stream().mapToLong(Cell::examples).sum()).isEqualTo(40);
    assertThat(cells.stream().mapToLong(Cell::kept).sum()).isEqualTo(20);
    assertThat(cells)
        .allSatisfy(
            cell -> {
              assertThat(cell.confidence()).isBetween(0.0, 1.0);
              assertThat(cell.variability()).isBetween(0.0, DataMap.MOST_VARIABILITY);
              assertThat(cell.correctness()).isCloseTo(0.5, within(1e-12));
            });
  }

  @Test
  void looksAtClusters() {
    fill();

    ClusterMap map = gather(2).clusters();

    assertThat(map.embedded()).isEqualTo(40);
    assertThat(map.points()).hasSize(40);
    assertThat(map.total()).isEqualTo(3);
    assertThat(map.clusters().get(0)).isEqualTo(new Cluster(0, 14, 7, "id-39", ""));
    assertThat(map.shown()).isGreaterThan(0.5);
  }

  @Test
  void findsTheHardestThatAreKept() {
    fill();

    Hardest hardest = gather(2).hardest();

    assertThat(hardest.scorer()).isEqualTo("el2n");
    assertThat(hardest.higherHarder()).isTrue();
    assertThat(hardest.examples())
        .hasSize(10)
        .first()
        .isEqualTo(new Example("id-38", "a", 0.95, ""));
  }

  @Test
  void isTheSameAtAnyPartitioning() {
    fill();

    assertThat(Json.write(gather(7))).isEqualTo(Json.write(gather(1)));
  }

  @Test
  void hasNothingWhereNothingWasScored() {
    assertThat(gather(1)).isEqualTo(ChartNumbers.NONE);
  }

  /** Forty examples, of which every other one is kept. */
  private void fill() {
    Double[] odd = {null, Double.NaN, Double.POSITIVE_INFINITY};
    for (int i = 0; i < 40; i++) {
      String id = "id-%02d".formatted(i);
      examples.add(row(id, i % 4 == 0 ? null : "a"));
      decisions.add(row(id, ContentKey.of("text " + i).hex(), i % 2 == 0 ? "keep" : "drop"));
      Double el2n = i < 6 && i % 2 == 1 ? odd[i / 2] : Double.valueOf(i / 40.0);
      scores.add(row(id, i % 3, el2n, i / 39.0, i / 78.0, 0.5, i / 50.0, null));
      embeddings.add(row(id, new float[] {i % 3, i, 1}));
    }
  }

  private ChartNumbers gather(int partitions) {
    return ChartStage.gather(
        new ReportStage.Inputs(
            table("id string, label string", examples.toArray(Row[]::new)),
            table("id string, key string, decision string", decisions.toArray(Row[]::new)),
            table(SCORES, scores.toArray(Row[]::new)).repartition(partitions),
            table(
                "id string, keeper_id string, kind string, similarity double",
                examples.isEmpty()
                    ? new Row[0]
                    : new Row[] {
                      row("x", "id-01", "near", 0.81),
                      row("y", "id-01", "near", 1.0),
                      row("z", "id-01", "semantic", 0.99),
                      row("w", "id-01", "exact", 1.0)
                    }),
            table("id string, keeper_id string, similarity double"),
            table("id string, embedding array<float>", embeddings.toArray(Row[]::new))
                .repartition(partitions),
            table("id string, text string")),
        "hash",
        42);
  }
}
