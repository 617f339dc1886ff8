package io.secateur.energy;

import java.io.Serializable;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * A 90 % interval and the median of a quantity that is not known exactly.
 *
 * @param low 5th percentile
 * @param median 50th percentile
 * @param high 95th percentile
 */
public record Interval(double low, double median, double high) implements Serializable {

  static Interval of(double[] draws) {
    double least = StatUtils.min(draws);
    if (least == StatUtils.max(draws)) { // all infinite, perhaps: interpolation would give NaN
      return new Interval(least, least, least);
    }
    Percentile percentile = new Percentile();
    percentile.setData(draws);
    return new Interval(percentile.evaluate(5), percentile.evaluate(50), percentile.evaluate(95));
  }
}
