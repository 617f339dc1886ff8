package io.secateur.jobs.report;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.random.MersenneTwister;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.stat.descriptive.moment.Mean;

/**
 * The plane along which some points spread most: their first two principal components.
 *
 * <p>By orthogonal iteration on the points themselves (Golub and Van Loan, <i>Matrix
 * Computations</i>, 7.3.2), which takes O(n·d) a round where the covariance takes O(n·d²) and its
 * decomposition O(d³). Two directions of nearly the same spread may come out as a mixture: then the
 * plane is as good, though it lies otherwise in it.
 */
final class Plane {
  private static final int WIDTH = 6; // more than two, so that the first two come out sooner
  private static final int ROUNDS = 60;
  private static final double NOTHING = 1e-12;

  private final Array2DRowRealMatrix places;
  private final double shown;

  private Plane(Array2DRowRealMatrix places, double shown) {
    this.places = places;
    this.shown = shown;
  }

  /**
   * Lays points on their plane.
   *
   * @param points coordinates of at least one point, all of the same length
   * @param seed of the directions that the search begins with
   */
  static Plane of(double[][] points, long seed) {
    Array2DRowRealMatrix centred = centred(points);
    double spread = square(centred);
    int dimensions = centred.getColumnDimension();
    int width = Math.min(WIDTH, dimensions);
    if (spread == 0) {
      return new Plane(new Array2DRowRealMatrix(points.length, 2), 1);
    }
    Array2DRowRealMatrix turned = new Array2DRowRealMatrix(centred.transpose().getData());
    Array2DRowRealMatrix directions = orthogonal(random(dimensions, width, seed));
    for (int round = 0; round < ROUNDS; round++) {
      directions = orthogonal(turned.multiply(centred.multiply(directions)));
    }
    Array2DRowRealMatrix along = centred.multiply(directions);
    Integer[] order = widest(along);
    Array2DRowRealMatrix places = new Array2DRowRealMatrix(points.length, 2);
    for (int axis = 0; axis < Math.min(2, width); axis++) {
      int which = order[axis];
      places.setColumn(axis, facing(along.getColumn(which)));
    }
    return new Plane(places, square(places) / spread);
  }

  double x(int point) {
    return places.getEntry(point, 0);
  }

  double y(int point) {
    return places.getEntry(point, 1);
  }

  /** Share of the variance that the plane shows. */
  double shown() {
    return shown;
  }

  private static Array2DRowRealMatrix centred(double[][] points) {
    Array2DRowRealMatrix centred = new Array2DRowRealMatrix(points);
    for (int column = 0; column < centred.getColumnDimension(); column++) {
      double[] values = centred.getColumn(column);
      double mean = new Mean().evaluate(values);
      for (int row = 0; row < values.length; row++) {
        centred.setEntry(row, column, values[row] - mean);
      }
    }
    return centred;
  }

  private static Array2DRowRealMatrix random(int rows, int columns, long seed) {
    RandomGenerator random = new MersenneTwister(seed);
    Array2DRowRealMatrix matrix = new Array2DRowRealMatrix(rows, columns);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        matrix.setEntry(row, column, random.nextGaussian());
      }
    }
    return matrix;
  }

  /** Gram and Schmidt's; a direction that the others span already becomes none. */
  private static Array2DRowRealMatrix orthogonal(Array2DRowRealMatrix matrix) {
    for (int column = 0; column < matrix.getColumnDimension(); column++) {
      RealVector direction = matrix.getColumnVector(column);
      double before = direction.getNorm();
      for (int other = 0; other < column; other++) {
        RealVector known = matrix.getColumnVector(other);
        direction = direction.subtract(known.mapMultiply(direction.dotProduct(known)));
      }
      double norm = direction.getNorm();
      double scale = norm > NOTHING * before ? 1 / norm : 0;
      matrix.setColumnVector(column, direction.mapMultiply(scale));
    }
    return matrix;
  }

  private static Integer[] widest(Array2DRowRealMatrix along) {
    Integer[] order = new Integer[along.getColumnDimension()];
    double[] squares = new double[order.length];
    for (int column = 0; column < order.length; column++) {
      order[column] = column;
      squares[column] = along.getColumnVector(column).getNorm();
    }
    Arrays.sort(order, (a, b) -> Double.compare(squares[b], squares[a]));
    return order;
  }

  /** A direction has no front: the point that is farthest out shall be on the positive side. */
  private static double[] facing(double[] values) {
    double farthest = 0;
    for (double value : values) {
      farthest = Math.abs(value) > Math.abs(farthest) ? value : farthest;
    }
    double sign = farthest < 0 ? -1 : 1;
    return Arrays.stream(values).map(value -> sign * value).toArray();
  }

  private static double square(Array2DRowRealMatrix matrix) {
    double norm = matrix.getFrobeniusNorm();
    return norm * norm;
  }
}
