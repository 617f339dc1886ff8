package io.secateur.example;

import java.util.List;

/**
 * The embeddings of some examples, and the cluster that each is in.
 *
 * @param rows n x d, each row of unit length
 * @param clusters the cluster of each row, in [0, k)
 * @param centroids k x d, each row of unit length
 */
public record ClusteredEmbeddings(Matrix rows, List<Integer> clusters, Matrix centroids)
    implements Block {

  /**
   * Checks the shapes.
   *
   * @throws IllegalArgumentException if they do not fit, or a cluster is out of range
   */
  public ClusteredEmbeddings {
    clusters = List.copyOf(clusters);
    if (clusters.size() != rows.rows() || rows.columns() != centroids.columns()) {
      throw new IllegalArgumentException(
          "Invalid clustering: %s with %d clusters and centroids %s (must be one cluster a row, and"
                  .formatted(rows, clusters.size(), centroids)
              + " as many columns)");
    }
    for (int cluster : clusters) {
      if (cluster < 0 || cluster >= centroids.rows()) {
        throw new IllegalArgumentException(
            "Invalid cluster: %d (must be in [0, %d))".formatted(cluster, centroids.rows()));
      }
    }
  }

  @Override
  public int size() {
    return rows.rows();
  }
}
