package io.secateur.energy;

import io.secateur.energy.Saving.Driver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;

/**
 * Values of all uncertain inputs, many times. Each input has its own stream of random numbers, so
 * that one more of them, or one that is known, leaves the others' draws as they were.
 */
final class Draws {
  private static final int MANY = 10_000;

  private final List<String> names = new ArrayList<>();
  private final List<double[]> columns = new ArrayList<>();
  private final long seed;

  Draws(long seed) {
    this.seed = seed;
  }

  /** Adds an input, and gives its values. */
  double[] add(String name, Prior prior) {
    RandomGenerator random = new Well19937c(seed + 0x9E3779B97F4A7C15L * (names.size() + 1));
    double[] values = new double[MANY];
    for (int i = 0; i < MANY; i++) {
      double share = (random.nextDouble() * (MANY - 1) + 0.5) / MANY; // never 0 nor 1
      values[i] = prior.quantile(share);
    }
    names.add(name);
    columns.add(values);
    return values;
  }

  /** A result of all inputs, draw by draw. */
  static double[] each(java.util.function.IntToDoubleFunction result) {
    double[] values = new double[MANY];
    Arrays.setAll(values, result);
    return values;
  }

  /** The inputs that a result's ranks go with most. */
  List<Driver> drivers(double[] result, int most) {
    if (isConstant(result)) {
      return List.of();
    }
    List<Driver> drivers = new ArrayList<>();
    SpearmansCorrelation ranks = new SpearmansCorrelation();
    double all = 0;
    for (int i = 0; i < names.size(); i++) {
      double rho = isConstant(columns.get(i)) ? 0 : ranks.correlation(columns.get(i), result);
      all += rho * rho;
      drivers.add(new Driver(names.get(i), rho * rho));
    }
    double sum = Math.max(all, Double.MIN_NORMAL);
    ToDoubleFunction<Driver> share = Driver::share;
    return drivers.stream()
        .map(driver -> new Driver(driver.input(), driver.share() / sum))
        .filter(driver -> driver.share() >= 0.01)
        .sorted(Comparator.comparingDouble(share).reversed())
        .limit(most)
        .toList();
  }

  private static boolean isConstant(double[] values) {
    for (double value : values) {
      if (value != values[0]) {
        return false;
      }
    }
    return true;
  }
}
