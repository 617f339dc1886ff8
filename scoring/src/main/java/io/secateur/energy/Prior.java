package io.secateur.energy;

import java.io.Serializable;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TriangularDistribution;

/** What is known of a quantity before anything is measured. */
public sealed interface Prior extends Serializable {

  /**
   * The value below which a share of the probability lies.
   *
   * @param share in (0, 1)
   */
  double quantile(double share);

  /** The middle of it, for where one number must do. */
  double typical();

  /**
   * Known exactly.
   *
   * @param value of it
   */
  record Point(double value) implements Prior {
    @Override
    public double quantile(double share) {
      return value;
    }

    @Override
    public double typical() {
      return value;
    }
  }

  /**
   * Between two bounds, most likely at a mode.
   *
   * @param least the lower bound
   * @param mode the likeliest value
   * @param most the upper bound
   */
  record Triangle(double least, double mode, double most) implements Prior {
    @Override
    public double quantile(double share) {
      return new TriangularDistribution(null, least, mode, most)
          .inverseCumulativeProbability(share);
    }

    @Override
    public double typical() {
      return mode;
    }
  }

  /**
   * Known to within a factor.
   *
   * @param median the geometric mean
   * @param spread standard deviation of the logarithm
   * @param cap the most that is possible
   */
  record LogNormal(double median, double spread, double cap) implements Prior {
    private static final NormalDistribution STANDARD = new NormalDistribution(null, 0, 1);

    @Override
    public double quantile(double share) {
      return Math.min(
          cap, median * Math.exp(spread * STANDARD.inverseCumulativeProbability(share)));
    }

    @Override
    public double typical() {
      return Math.min(cap, median);
    }
  }
}
