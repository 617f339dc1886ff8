package io.secateur.example;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;

/** An immutable vector of {@code double}. */
public final class Doubles implements Serializable {
  private static final long serialVersionUID = 1L;

  private final double[] values;

  private Doubles(double[] values) {
    this.values = values;
  }

  /**
   * Copies values into a vector.
   *
   * @param values any number
   */
  public static Doubles of(double... values) {
    return new Doubles(values.clone());
  }

  /**
   * Copies values into a vector.
   *
   * @param values any number
   */
  public static Doubles of(Collection<Double> values) {
    return new Doubles(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Number of values. */
  public int size() {
    return values.length;
  }

  /**
   * One value.
   *
   * @param i in [0, size)
   */
  public double at(int i) {
    return values[i];
  }

  /** A copy of the values. */
  public double[] toArray() {
    return values.clone();
  }

  /**
   * A vector of some of the values, in the order given.
   *
   * @param chosen their places
   */
  public Doubles at(int... chosen) {
    return new Doubles(Arrays.stream(chosen).mapToDouble(i -> values[i]).toArray());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Doubles that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Doubles[%d]".formatted(values.length);
  }
}
