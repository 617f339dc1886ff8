package io.secateur.redundancy;

/**
 * What a cell search takes at most, in floating-point operations: known from counts alone.
 *
 * <pre>{@code
 * fit    = 2 d k s (iterations + 1)
 * place  = 2 d k n
 * search = 2 d (m n)^2 / (2 k)
 * }</pre>
 *
 * <p>The search is that of cells of equal size in which nothing is a duplicate; unequal cells make
 * it more, duplicates less.
 *
 * @param examples n, at least 0
 * @param dimensions d, at least 1
 * @param centroids k, at least 1
 * @param cells m, nearest ones that an example is searched in, at least 1
 */
public record SearchCost(long examples, int dimensions, long centroids, int cells) {

  /**
   * Fitting the centroids, seeding included.
   *
   * @param sample s, rows that they are fitted on
   * @param iterations of k-means
   */
  public double fit(long sample, int iterations) {
    return 2.0 * dimensions * centroids * Math.min(sample, examples) * (iterations + 1);
  }

  /** Finding the nearest centroids of each example. */
  public double place() {
    return 2.0 * dimensions * centroids * examples;
  }

  /** Comparing the examples of each cell. */
  public double search() {
    double placed = (double) Math.min(cells, centroids) * examples;
    return dimensions * placed * placed / centroids;
  }
}
