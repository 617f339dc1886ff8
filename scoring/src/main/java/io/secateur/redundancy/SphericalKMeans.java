package io.secateur.redundancy;

import io.secateur.example.Matrix;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Spherical k-means: unit centroids that the members of their cluster are closest to by cosine.
 *
 * <p>Seeded by k-means++ with weights 1 - cos, then Lloyd's iterations until nothing moves. A
 * centroid that loses all members stays where it was. The result depends on the order of the points
 * and on the seed alone: points are cut into slices of a fixed size, whose sums are added in order,
 * so that the number of threads changes no bit.
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
      if (Arrays.equals(nearest, assigned)) {
        break;
      }
      assigned = nearest;
      centroids = means(points, nearest, centroids);
    }
    return centroids;
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
    int few = Math.min(count, centroids.rows());
    int[][] best = new int[points.rows()][few];
    slices(points.rows())
        .forEach(
            from -> {
              int rows = Math.min(SLICE, points.rows() - from);
              Matrix slice = points.rows(IntStream.range(from, from + rows).toArray());
              float[][] cosine = new float[rows][few];
              for (float[] row : cosine) {
                Arrays.fill(row, Float.NEGATIVE_INFINITY);
              }
              Cosines.between(
                  slice,
                  centroids,
                  (i, first, cosines, n) -> {
                    for (int c = 0; c < n; c++) {
                      insert(cosine[i], best[from + i], cosines[c], first + c);
                    }
                  });
            });
    return best;
  }

  private static void insert(float[] cosines, int[] centroids, float cosine, int centroid) {
    int place = cosines.length;
    while (place > 0 && cosine > cosines[place - 1]) {
      place--;
    }
    if (place == cosines.length) {
      return;
    }
    System.arraycopy(cosines, place, cosines, place + 1, cosines.length - place - 1);
    System.arraycopy(centroids, place, centroids, place + 1, centroids.length - place - 1);
    cosines[place] = cosine;
    centroids[place] = centroid;
  }

  private Matrix plusPlus(Matrix points) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] chosen = new int[clusters];
    chosen[0] = random.nextInt(points.rows());
    float[] distance = new float[points.rows()];
    Arrays.fill(distance, Float.POSITIVE_INFINITY);
    int count = 1;
    while (count < clusters) {
      float[] last = points.row(chosen[count - 1]);
      slices(points.rows()).forEach(from -> lower(points, from, last, distance));
      int next = draw(distance, random);
      if (next < 0) {
        break; // every point is a centroid already
      }
      chosen[count++] = next;
    }
    return points.rows(Arrays.copyOf(chosen, count));
  }

  private static void lower(Matrix points, int from, float[] centroid, float[] distance) {
    for (int i = from; i < Math.min(points.rows(), from + SLICE); i++) {
      float apart = 1 - Cosines.of(points.row(i), centroid);
      // Below the rounding of float32 sums, two points are one; at 4,096 dimensions it is 4e-6.
      distance[i] = Math.min(distance[i], apart < 1e-5f ? 0 : apart);
    }
  }

  private static int draw(float[] weights, SplittableRandom random) {
    double total = 0;
    for (float weight : weights) {
      total += weight;
    }
    if (total <= 0) {
      return -1;
    }
    double left = random.nextDouble() * total;
    int last = -1;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        last = i;
        left -= weights[i];
        if (left < 0) {
          break;
        }
      }
    }
    return last;
  }

  private static Matrix means(Matrix points, int[] nearest, Matrix centroids) {
    int d = points.columns();
    double[][] sums = new double[centroids.rows()][d];
    for (int i = 0; i < nearest.length; i++) {
      double[] sum = sums[nearest[i]];
      for (int k = 0; k < d; k++) {
        sum[k] += points.at(i, k);
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

  private static IntStream slices(int rows) {
    return IntStream.range(0, (rows + SLICE - 1) / SLICE).map(s -> s * SLICE).parallel();
  }
}
