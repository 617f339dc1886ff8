package io.secateur.example;

/** Doubles as whole numbers that sort as they do, so that they can be searched digit by digit. */
public final class SortableBits {
  private SortableBits() {}

  /**
   * Bits whose signed order is that of the numbers; both zeros are one.
   *
   * @param value any number but NaN
   */
  public static long ascending(double value) {
    long bits = Double.doubleToLongBits(value + 0.0); // no negative zero
    return bits < 0 ? bits ^ Long.MAX_VALUE : bits;
  }

  /**
   * Bits whose signed order is the reverse of that of the numbers.
   *
   * @param value any number but NaN
   */
  public static long descending(double value) {
    return ~ascending(value);
  }

  /**
   * The number of {@link #ascending} bits.
   *
   * @param bits of a number
   */
  public static double ofAscending(long bits) {
    return Double.longBitsToDouble(bits < 0 ? bits ^ Long.MAX_VALUE : bits);
  }

  /**
   * The number of {@link #descending} bits.
   *
   * @param bits of a number
   */
  public static double ofDescending(long bits) {
    return ofAscending(~bits);
  }
}
