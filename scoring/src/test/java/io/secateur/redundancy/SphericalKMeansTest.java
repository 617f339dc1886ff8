package io.secateur.redundancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.secateur.example.Matrix;
import io.secateur.testing.RandomEmbeddings;
import io.secateur.testing.Trials;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SphericalKMeansTest {

  @Test
  void findsClumpsThatLieApart() {
    SplittableRandom random = new SplittableRandom(5);
    List<float[]> points = new ArrayList<>();
    List<Integer> clumps = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      float[] centre = new float[8];
      centre[i % 6] = 1;
      points.add(RandomEmbeddings.near(centre, 0.1, random));
      clumps.add(i % 6);
    }
    Matrix matrix = Matrix.ofRows(points, 8);

    Matrix centroids = new SphericalKMeans(6, 20, 42).fit(matrix);

    int[] nearest = SphericalKMeans.nearest(matrix, centroids);
    assertThat(centroids.rows()).isEqualTo(6);
    for (int i = 0; i < 600; i++) {
      assertThat(nearest[i]).isEqualTo(nearest[clumps.get(i)]);
    }
    assertThat(IntStream.range(0, 6).map(c -> nearest[c]).distinct()).hasSize(6);
  }

  @Test
  void centroidsHaveUnitLengthAndAreNeverMoreThanAskedFor() {
    Trials.forAll(
        random -> {
          Matrix points = points(random);
          int clusters = random.nextInt(1, 30);

          Matrix centroids = new SphericalKMeans(clusters, random.nextInt(6), 1).fit(points);

          assertThat(centroids.rows()).isBetween(1, Math.min(clusters, points.rows()));
          assertThat(centroids.columns()).isEqualTo(points.columns());
          for (int c = 0; c < centroids.rows(); c++) {
            assertThat((double) Cosines.of(centroids.row(c), centroids.row(c)))
                .isEqualTo(1, within(1e-5));
          }
        });
  }

  @Test
  void theSameSeedGivesTheSameBits() {
    Trials.forAll(
        50,
        random -> {
          Matrix points = points(random);
          SphericalKMeans kMeans = new SphericalKMeans(5, 10, random.nextLong());

          assertThat(kMeans.fit(points)).isEqualTo(kMeans.fit(points));
        });
  }

  @Test
  void threadsChangeNoBit() {
    Matrix points = RandomEmbeddings.of(5_000, 16, new SplittableRandom(3));
    SphericalKMeans kMeans = new SphericalKMeans(20, 8, 42);

    Matrix alone = with(1, kMeans, points);

    assertThat(with(2, kMeans, points)).isEqualTo(alone);
    assertThat(with(7, kMeans, points)).isEqualTo(alone);
  }

  @Test
  void equalPointsMakeOneCentroid() {
    // In so many dimensions rounding takes up to 4e-6 off the cosine of a vector with itself.
    Trials.forAll(
        50,
        random -> {
          Matrix point = Matrix.of(1, 4_096, RandomEmbeddings.unit(4_096, random));

          Matrix centroids = new SphericalKMeans(5, 10, 42).fit(point.rows(new int[20]));

          assertThat(centroids.rows()).isEqualTo(1);
        });
  }

  @Test
  void asManyCentroidsAsDistinctPointsWhereThereAreFew() {
    Matrix three = Matrix.of(3, 3, 1, 0, 0, 0, 1, 0, 0, 0, 1);
    Matrix points = three.rows(0, 1, 2, 0, 1, 2, 0, 0);

    assertThat(new SphericalKMeans(7, 10, 42).fit(points).rows()).isEqualTo(3);
  }

  @Test
  void batchesOfSeedsAreNoWorseThanOneSeedAtATime() {
    // Mean weight that k-means++ leaves, over many seeds; drawing uniformly leaves more.
    SplittableRandom random = new SplittableRandom(8);
    List<float[]> clumps = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      float[] centre = new float[16];
      centre[(int) Math.sqrt(i % 256)] = 1; // clumps of very different sizes
      clumps.add(RandomEmbeddings.near(centre, 0.2, random));
    }
    Matrix points = Matrix.ofRows(clumps, 16);
    double ours = 0;
    double oneByOne = 0;
    for (int seed = 0; seed < 300; seed++) {
      ours += fit(points, new SphericalKMeans(16, 0, seed).fit(points));
      oneByOne += fit(points, points.rows(oneByOne(points, 16, seed)));
    }

    assertThat(ours).isEqualTo(oneByOne, within(0.01 * oneByOne));
  }

  private static int[] oneByOne(Matrix points, int clusters, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] chosen = new int[clusters];
    chosen[0] = random.nextInt(points.rows());
    for (int c = 1; c < clusters; c++) {
      int[] before = Arrays.copyOf(chosen, c);
      double[] weights =
          IntStream.range(0, points.rows())
              .mapToDouble(
                  i ->
                      Arrays.stream(before)
                          .mapToDouble(j -> 1 - Cosines.of(points.row(i), points.row(j)))
                          .min()
                          .orElseThrow())
              .toArray();
      double left = random.nextDouble() * Arrays.stream(weights).sum();
      for (int i = 0; i < weights.length && left >= 0; i++) {
        left -= weights[i];
        chosen[c] = i;
      }
    }
    return chosen;
  }

  @Test
  void moreIterationsFitNoWorse() {
    Trials.forAll(
        50,
        random -> {
          Matrix points = points(random);
          int clusters = random.nextInt(1, 10);
          double before = Double.NEGATIVE_INFINITY;
          for (int iterations = 0; iterations < 8; iterations++) {
            double fit = fit(points, new SphericalKMeans(clusters, iterations, 7).fit(points));
            assertThat(fit).isGreaterThan(before - 1e-5 * points.rows());
            before = fit;
          }
        });
  }

  @Test
  void theNearestFewEqualTheTwinThatSorts() {
    Trials.forAll(
        random -> {
          Matrix points = RandomEmbeddings.next(random);
          Matrix distinct = RandomEmbeddings.of(random.nextInt(1, 20), points.columns(), random);
          Matrix centroids = // with equal ones, so that there are ties
              distinct.rows(random.ints(random.nextInt(1, 30), 0, distinct.rows()).toArray());
          int count = random.nextInt(1, 5);

          int[][] nearest = SphericalKMeans.nearest(points, centroids, count);

          for (int i = 0; i < points.rows(); i++) {
            assertThat(nearest[i]).isEqualTo(twin(points.row(i), centroids, count));
          }
          assertThat(SphericalKMeans.nearest(points, centroids))
              .isEqualTo(IntStream.range(0, points.rows()).map(i -> nearest[i][0]).toArray());
        });
  }

  @Test
  void theNearestFewAreRightBeyondOneSliceAndOneBlock() {
    SplittableRandom random = new SplittableRandom(11);
    Matrix points = RandomEmbeddings.of(2_100, 4, random);
    Matrix centroids = RandomEmbeddings.of(300, 4, random);

    int[][] nearest = SphericalKMeans.nearest(points, centroids, 2);

    for (int i = 0; i < points.rows(); i += 13) {
      assertThat(nearest[i]).isEqualTo(twin(points.row(i), centroids, 2));
    }
  }

  @Test
  void refusesToFitNothing() {
    assertThatThrownBy(() -> new SphericalKMeans(2, 5, 1).fit(Matrix.of(0, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid points: none (must be at least one)");
  }

  @Test
  void refusesParametersOutOfRange() {
    assertThatThrownBy(() -> new SphericalKMeans(0, 5, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid k-means: 0 clusters, 5 iterations (must be at least 1 and 0)");
    assertThatThrownBy(() -> new SphericalKMeans(1, -1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid k-means: 1 clusters, -1 iterations (must be at least 1 and 0)");
  }

  private static Matrix points(SplittableRandom random) {
    return RandomEmbeddings.of(random.nextInt(1, 120), random.nextInt(1, 20), random);
  }

  private static Matrix with(int threads, SphericalKMeans kMeans, Matrix points) {
    ForkJoinPool pool = new ForkJoinPool(threads);
    try {
      return pool.submit(() -> kMeans.fit(points)).join();
    } finally {
      pool.shutdown();
    }
  }

  private static double fit(Matrix points, Matrix centroids) {
    int[] nearest = SphericalKMeans.nearest(points, centroids);
    return IntStream.range(0, nearest.length)
        .mapToDouble(i -> Cosines.of(points.row(i), centroids.row(nearest[i])))
        .sum();
  }

  private static int[] twin(float[] point, Matrix centroids, int count) {
    return IntStream.range(0, centroids.rows())
        .boxed()
        .sorted(
            Comparator.<Integer>comparingDouble(c -> -Cosines.of(point, centroids.row(c)))
                .thenComparingInt(c -> c))
        .limit(count)
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
