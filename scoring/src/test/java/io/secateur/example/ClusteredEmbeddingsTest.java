package io.secateur.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusteredEmbeddingsTest {
  private final Matrix rows = Matrix.of(2, 2, 1, 0, 0, 1);
  private final Matrix centroids = Matrix.of(1, 2, 0, 1);

  @Test
  void hasOneExampleARow() {
    assertThat(new ClusteredEmbeddings(rows, List.of(0, 0), centroids).size()).isEqualTo(2);
    assertThat(new Embeddings(rows).size()).isEqualTo(2);
  }

  @Test
  void neverSharesItsClusters() {
    List<Integer> clusters = new ArrayList<>(List.of(0, 0));
    ClusteredEmbeddings block = new ClusteredEmbeddings(rows, clusters, centroids);

    clusters.set(0, 7);

    assertThat(block.clusters()).containsExactly(0, 0);
  }

  @Test
  void refusesShapesThatDoNotFit() {
    assertThatThrownBy(() -> new ClusteredEmbeddings(rows, List.of(0), centroids))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid clustering: Matrix[2 x 2] with 1 clusters and centroids Matrix[1 x 2]"
                + " (must be one cluster a row, and as many columns)");
    assertThatThrownBy(() -> new ClusteredEmbeddings(rows, List.of(0, 0), Matrix.of(1, 1, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid clustering: Matrix[2 x 2] with 2 clusters and centroids Matrix[1 x 1]"
                + " (must be one cluster a row, and as many columns)");
  }

  @Test
  void refusesAClusterWithoutACentroid() {
    assertThatThrownBy(() -> new ClusteredEmbeddings(rows, List.of(0, 1), centroids))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid cluster: 1 (must be in [0, 1))");
    assertThatThrownBy(() -> new ClusteredEmbeddings(rows, List.of(-1, 0), centroids))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid cluster: -1 (must be in [0, 1))");
  }
}
