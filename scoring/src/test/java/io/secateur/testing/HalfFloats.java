package io.secateur.testing;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers of 16 bits (IEEE 754 binary16), rounded to the nearest; what is too small is 0. */
public final class HalfFloats {
  private static final int BIAS = 15;
  private static final int FRACTION_BITS = 10;
  private static final int MOST = 65_504;

  private HalfFloats() {}

  /**
   * The bits of a number.
   *
   * @param value finite; past 65,504 infinity
   */
  public static short of(float value) {
    int sign = value < 0 ? 0x8000 : 0;
    float size = Math.abs(value);
    if (size > MOST) {
      return (short) (sign | 0x7C00);
    }
    int exponent = size == 0 ? -BIAS : Math.getExponent(size);
    if (exponent <= -BIAS) {
      return (short) sign;
    }
    double fraction = size / Math.scalb(1.0, exponent) - 1;
    int bits =
        BigDecimal.valueOf(Math.scalb(fraction, FRACTION_BITS))
            .setScale(0, RoundingMode.HALF_EVEN)
            .intValueExact();
    return (short) (sign | ((exponent + BIAS) << FRACTION_BITS) + bits);
  }

  /**
   * A number that survives 16 bits.
   *
   * @param value finite
   */
  public static float rounded(float value) {
    int bits = of(value);
    int exponent = bits >> FRACTION_BITS & 0x1F;
    if (exponent == 0) {
      return 0;
    }
    double fraction = 1 + Math.scalb((double) (bits & 0x3FF), -FRACTION_BITS);
    return (float) (Math.scalb(fraction, exponent - BIAS) * (bits < 0 ? -1 : 1));
  }
}
