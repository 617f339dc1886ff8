package io.secateur.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.example.ContentKey;
import io.secateur.example.Matrix;
import io.secateur.jobs.spark.SplitStage.Cells;
import io.secateur.jobs.testing.TestSpark;
import io.secateur.redundancy.Priority;
import io.secateur.testing.RandomEmbeddings;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class SplitStageTest {
  private static final StructType EMBEDDINGS =
      StructType.fromDDL("id string, rank string, embedding array<float>");
  private static final int DIMENSIONS = 8;

  @Test
  void leavesCellsThatAreSmallEnough() {
    Dataset<Row> embeddings = table(distinct(300));
    Matrix two = Matrix.ofRows(distinct(2), DIMENSIONS);

    Cells cells = SplitStage.place(embeddings, two, 1, 300, 42);

    assertThat(cells.centroids()).isEqualTo(two);
    assertThat(cells.rowsPast()).isZero();
    cells.placed().unpersist();
  }

  @Test
  void splitsUntilAllCellsAreWithinTheLimitFromOneCellOn() {
    Dataset<Row> embeddings = table(distinct(900));
    Matrix one = Matrix.ofRows(distinct(1), DIMENSIONS);

    for (int nearest = 1; nearest <= 2; nearest++) {
      Cells cells = SplitStage.place(embeddings, one, nearest, 25, 42);

      assertThat(cells.biggest()).isLessThanOrEqualTo(25);
      assertThat(cells.rowsPast()).isZero();
      assertThat(cells.centroids().rows()).isBetween(900 * nearest / 25, 900);
      assertThat(cells.placed().count()).isEqualTo(900);
      cells.placed().unpersist();
    }
  }

  @Test
  void aCellOfEqualPointsStaysWholeAndIsReported() {
    List<float[]> vectors = distinct(300);
    float[] equal = vectors.get(0);
    for (int i = 0; i < 200; i++) {
      vectors.add(equal.clone());
    }
    Matrix one = Matrix.ofRows(distinct(1), DIMENSIONS);

    Cells cells = SplitStage.place(table(vectors), one, 1, 50, 42);

    assertThat(cells.rowsPast()).isEqualTo(cells.biggest()).isGreaterThanOrEqualTo(201);
    assertThat(cells.words())
        .isEqualTo(
            "%d cells, the largest of %d; %d in cells past max-cell that cannot be split"
                .formatted(cells.centroids().rows(), cells.biggest(), cells.biggest()));
    cells.placed().unpersist();
  }

  @Test
  void theLayoutChangesNothing() {
    List<float[]> vectors = distinct(400);
    Matrix one = Matrix.ofRows(distinct(1), DIMENSIONS);

    Cells alone = SplitStage.place(table(vectors).repartition(1), one, 2, 60, 7);
    Cells apart = SplitStage.place(table(vectors).repartition(5), one, 2, 60, 7);

    assertThat(apart.centroids()).isEqualTo(alone.centroids());
    alone.placed().unpersist();
    apart.placed().unpersist();
  }

  private static List<float[]> distinct(int size) {
    SplittableRandom random = new SplittableRandom(size);
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      vectors.add(RandomEmbeddings.unit(DIMENSIONS, random));
    }
    return vectors;
  }

  private static Dataset<Row> table(List<float[]> vectors) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < vectors.size(); i++) {
      String id = "id%04d".formatted(i);
      rows.add(RowFactory.create(id, Priority.rank(100, ContentKey.of(id)), vectors.get(i)));
    }
    return TestSpark.session().createDataFrame(rows, EMBEDDINGS);
  }
}
