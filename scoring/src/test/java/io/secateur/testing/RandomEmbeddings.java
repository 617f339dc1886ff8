package io.secateur.testing;

import io.secateur.example.ClusteredEmbeddings;
import io.secateur.example.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random unit vectors: some alone, some in clumps of near-equal ones, some equal to the bit. */
public final class RandomEmbeddings {
  private RandomEmbeddings() {}

  /** From no row to a hundred, of one dimension to fifty. */
  public static Matrix next(SplittableRandom random) {
    int rows = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(100);
    return of(rows, random.nextInt(1, 50), random);
  }

  /** The same with a shape of your own. */
  public static Matrix of(int rows, int columns, SplittableRandom random) {
    List<float[]> vectors = new ArrayList<>();
    while (vectors.size() < rows) {
      int kind = vectors.isEmpty() ? 0 : random.nextInt(4);
      vectors.add(
          switch (kind) {
            case 0, 1 -> unit(columns, random);
            case 2 -> near(any(vectors, random), random.nextDouble(0.3), random);
            default -> any(vectors, random).clone();
          });
    }
    return Matrix.ofRows(vectors, columns);
  }

  /** Random rows and centroids, each row in a random cluster. */
  public static ClusteredEmbeddings clustered(SplittableRandom random) {
    Matrix rows = next(random);
    Matrix centroids = of(random.nextInt(1, 8), rows.columns(), random);
    List<Integer> clusters = random.ints(rows.rows(), 0, centroids.rows()).boxed().toList();
    return new ClusteredEmbeddings(rows, clusters, centroids);
  }

  /** A vector of unit length, any direction as likely as any other. */
  public static float[] unit(int columns, SplittableRandom random) {
    double[] values = random.doubles(columns).map(ignored -> random.nextGaussian()).toArray();
    return scaled(values);
  }

  /** A unit vector close to another. */
  public static float[] near(float[] unit, double spread, SplittableRandom random) {
    double[] values = new double[unit.length];
    for (int k = 0; k < values.length; k++) {
      values[k] = unit[k] + spread * random.nextGaussian() / Math.sqrt(values.length);
    }
    return scaled(values);
  }

  private static float[] any(List<float[]> vectors, SplittableRandom random) {
    return vectors.get(random.nextInt(vectors.size()));
  }

  private static float[] scaled(double[] values) {
    double squares = 0;
    for (double v : values) {
      squares += v * v;
    }
    float[] unit = new float[values.length];
    for (int k = 0; k < unit.length; k++) {
      unit[k] = (float) (values[k] / Math.sqrt(squares));
    }
    return unit;
  }
}
