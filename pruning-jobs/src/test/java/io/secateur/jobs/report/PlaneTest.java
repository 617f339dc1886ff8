package io.secateur.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.stat.correlation.Covariance;
import org.junit.jupiter.api.Test;

class PlaneTest {

  @Test
  void isThatOfTheFirstTwoPrincipalComponents() {
    double[][] points = points(200, 12);

    Plane plane = Plane.of(points, 42);

    EigenDecomposition eigen = new EigenDecomposition(new Covariance(points).getCovarianceMatrix());
    double[] along = new double[points.length];
    RealVector first = eigen.getEigenvector(0);
    double mean = 0;
    for (int i = 0; i < points.length; i++) {
      along[i] = first.dotProduct(new org.apache.commons.math3.linear.ArrayRealVector(points[i]));
      mean += along[i] / points.length;
    }
    double sign = Math.signum(plane.x(0) * (along[0] - mean));
    for (int i = 0; i < points.length; i++) {
      assertThat(plane.x(i)).isCloseTo(sign * (along[i] - mean), within(1e-6));
    }
    double total = 0;
    for (double value : eigen.getRealEigenvalues()) {
      total += value;
    }
    assertThat(plane.shown())
        .isCloseTo((eigen.getRealEigenvalue(0) + eigen.getRealEigenvalue(1)) / total, within(1e-6));
  }

  @Test
  void isTheSameTwice() {
    Plane one = Plane.of(points(50, 8), 42);
    Plane other = Plane.of(points(50, 8), 42);

    for (int i = 0; i < 50; i++) {
      assertThat(one.x(i)).isEqualTo(other.x(i));
      assertThat(one.y(i)).isEqualTo(other.y(i));
    }
  }

  @Test
  void pointsThatDoNotSpreadLieInTheMiddle() {
    for (double[][] points : new double[][][] {{{1, 2, 3}}, {{1, 1}, {1, 1}, {1, 1}}, {{5}, {5}}}) {
      Plane plane = Plane.of(points, 1);

      assertThat(plane.x(0)).isZero();
      assertThat(plane.y(0)).isZero();
    }
  }

  @Test
  void aLineHasNoSecondDirection() {
    Plane plane = Plane.of(new double[][] {{0, 0, 0}, {1, 2, 3}, {2, 4, 6}, {4, 8, 12}}, 1);

    assertThat(plane.shown()).isCloseTo(1, within(1e-9));
    assertThat(plane.y(3)).isCloseTo(0, within(1e-9));
  }

  /** Each dimension spreads less than the one before. */
  private static double[][] points(int count, int dimensions) {
    SplittableRandom random = new SplittableRandom(3);
    double[][] points = new double[count][dimensions];
    for (double[] point : points) {
      for (int d = 0; d < dimensions; d++) {
        point[d] = 5 + random.nextDouble() * Math.pow(0.6, d);
      }
    }
    return points;
  }
}
