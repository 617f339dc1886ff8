package io.secateur.redundancy;

import io.secateur.example.Matrix;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Spherical k-means: unit centroids that the members of their cluster are closest to by cosine.
 *
 * <p>Seeded by k-means++ with weights 1 - cos, then Lloyd's iterations until no more than one point
 * in 200 moves. Seeds are drawn in batches, each as large as what is there: from the weights before
 * the batch, which no later one exceeds, and taken with the probability that their weight is left
 * of it. That is the distribution of k-means++, one seed at a time, at the speed of products in
 * blocks. A centroid that loses all members stays where it was. The result depends on the order of
 * the points and on the seed alone: points are cut into slices of a fixed size, whose sums are
 * added in order, so that the number of threads changes no bit.
 *
 * <p>Source: Dhillon and Modha, <i>Concept decompositions for large sparse text data using
 * clustering</i>, 2001; Arthur and Vassilvitskii, <i>k-means++</i>, 2007. Cost: O(n·k·d) time an
 * iteration, O(n + k·d) memory.
 *
 * @param clusters k, at least 1; fewer are made where there are fewer distinct points
 * @param iterations at most this many of Lloyd's, at least 0
 * @param seed of the first centroids
 */
public record SphericalKMeans(int clusters, int iterations, long seed) {
  private static final int SLICE = 1_024;
  private static final int SETTLED = 200;

  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public SphericalKMeans {
    if (clusters < 1 || iterations < 0) {
      throw new IllegalArgumentException(
          "Invalid k-means: %d clusters, %d iterations (must be at least 1 and 0)"
              .formatted(clusters, iterations));
    }
  }

  /**
   * Fits the centroids.
   *
   * @param points n x d, unit rows, n at least 1
   * @return at most k x d, unit rows
   * @throws IllegalArgumentException if there is no point
   */
  public Matrix fit(Matrix points) {
    if (points.rows() == 0) {
      throw new IllegalArgumentException("Invalid points: none (must be at least one)");
    }
    Matrix centroids = plusPlus(points);
    int[] assigned = new int[0];
    for (int i = 0; i < iterations; i++) {
      int[] nearest = nearest(points, centroids);
      if (settled(nearest, assigned)) {
        break;
      }
      assigned = nearest;
      centroids = means(points, nearest, centroids);
    }
    return centroids;
  }

  private static boolean settled(int[] nearest, int[] before) {
    if (before.length == 0) {
      return false;
    }
    int moved = 0;
    for (int i = 0; i < nearest.length; i++) {
      moved += nearest[i] == before[i] ? 0 : 1;
    }
    return (long) moved * SETTLED <= nearest.length;
  }

  /**
   * The nearest centroid of each point; the first of equals.
   *
   * @param points n x d, unit rows
   * @param centroids k x d, unit rows
   */
  public static int[] nearest(Matrix points, Matrix centroids) {
    int[][] best = nearest(points, centroids, 1);
    return Arrays.stream(best).mapToInt(b -> b[0]).toArray();
  }

  /**
   * The nearest few centroids of each point, nearest first; the first of equals.
   *
   * @param points n x d, unit rows
   * @param centroids k x d, unit rows
   * @param count how many; all of them where there are fewer
   */
  public static int[][] nearest(Matrix points, Matrix centroids, int count) {
    return nearest(points, ColumnBlocks.of(centroids), count);
  }

  /**
   * The same where the centroids are laid out already: worth it if points come in blocks.
   *
   * @param points n x d, unit rows
   * @param centroids k of d dimensions
   * @param count how many; all of them where there are fewer
   */
  public static int[][] nearest(Matrix points, ColumnBlocks centroids, int count) {
    int few = Math.min(count, centroids.size());
    int[][] best = new int[points.rows()][few];
    slices(points.rows())
        .forEach(
            from -> {
              Matrix slice = slice(points, from);
              float[][] cosine = new float[slice.rows()][few];
              for (float[] row : cosine) {
                Arrays.fill(row, Float.NEGATIVE_INFINITY);
              }
              Cosines.between(
                  slice,
                  centroids,
                  (i, first, cosines, n) -> merge(cosine[i], best[from + i], first, cosines, n));
            });
    return best;
  }

  private static void merge(float[] best, int[] centroids, int first, float[] cosines, int count) {
    float last = best[best.length - 1];
    for (int c = 0; c < count; c++) {
      if (cosines[c] > last) {
        insert(best, centroids, cosines[c], first + c);
        last = best[best.length - 1];
      }
    }
  }

  private static void insert(float[] cosines, int[] centroids, float cosine, int centroid) {
    int place = cosines.length - 1;
    while (place > 0 && cosine > cosines[place - 1]) {
      cosines[place] = cosines[place - 1];
      centroids[place] = centroids[place - 1];
      place--;
    }
    cosines[place] = cosine;
    centroids[place] = centroid;
  }

  private Matrix plusPlus(Matrix points) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] distance = new float[points.rows()];
    Arrays.fill(distance, Float.POSITIVE_INFINITY);
    int[] chosen = {random.nextInt(points.rows())};
    int[] last = chosen;
    while (chosen.length < clusters) {
      lower(points, points.rows(last), distance);
      last = draw(points, distance, Math.min(chosen.length, clusters - chosen.length), random);
      if (last.length == 0) {
        break; // every point is a centroid already
      }
      chosen = IntStream.concat(Arrays.stream(chosen), Arrays.stream(last)).toArray();
    }
    return points.rows(chosen);
  }

  private static void lower(Matrix points, Matrix centroids, float[] distance) {
    ColumnBlocks columns = ColumnBlocks.of(centroids);
    slices(points.rows())
        .forEach(
            from ->
                Cosines.between(
                    slice(points, from),
                    columns,
                    (i, first, cosines, n) -> {
                      float least = distance[from + i];
                      for (int c = 0; c < n; c++) {
                        least = Math.min(least, apart(cosines[c]));
                      }
                      distance[from + i] = least;
                    }));
  }

  /** Below the rounding of float32 sums, two points are one; at 4,096 dimensions it is 4e-6. */
  private static float apart(float cosine) {
    float apart = 1 - cosine;
    return apart < 1e-5f ? 0 : apart;
  }

  /** At least one point, where there is one with a weight, and at most {@code most}. */
  private static int[] draw(Matrix points, float[] weights, int most, SplittableRandom random) {
    double[] until = new double[weights.length];
    double total = 0;
    for (int i = 0; i < weights.length; i++) {
      total += weights[i];
      until[i] = total;
    }
    if (total <= 0) {
      return new int[0];
    }
    int[] taken = new int[most];
    int count = 0;
    for (int draws = 0; count < most && draws < 2 * most; draws++) {
      int point = at(until, random.nextDouble() * total);
      float[] row = points.row(point);
      float left = weights[point];
      for (int t = 0; t < count; t++) {
        left = Math.min(left, apart(Cosines.of(row, points.row(taken[t]))));
      }
      if (random.nextDouble() * weights[point] < left) {
        taken[count++] = point;
      }
    }
    return Arrays.copyOf(taken, count);
  }

  /** The first place whose sum is past a value. */
  private static int at(double[] until, double value) {
    int low = 0;
    int high = until.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (until[middle] > value) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static Matrix means(Matrix points, int[] nearest, Matrix centroids) {
    int d = points.columns();
    double[][] sums = new double[centroids.rows()][d];
    for (int i = 0; i < nearest.length; i++) {
      double[] sum = sums[nearest[i]];
      float[] point = points.row(i);
      for (int k = 0; k < d; k++) {
        sum[k] += point[k];
      }
    }
    float[] means = new float[centroids.rows() * d];
    for (int c = 0; c < sums.length; c++) {
      double norm = Math.sqrt(Arrays.stream(sums[c]).map(v -> v * v).sum());
      for (int k = 0; k < d; k++) {
        means[c * d + k] = norm > 0 ? (float) (sums[c][k] / norm) : centroids.at(c, k);
      }
    }
    return Matrix.of(centroids.rows(), d, means);
  }

  private static Matrix slice(Matrix points, int from) {
    return points.rows(IntStream.range(from, Math.min(points.rows(), from + SLICE)).toArray());
  }

  private static IntStream slices(int rows) {
    return IntStream.range(0, (rows + SLICE - 1) / SLICE).map(s -> s * SLICE).parallel();
  }
}
