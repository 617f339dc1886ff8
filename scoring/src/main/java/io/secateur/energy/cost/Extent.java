package io.secateur.energy.cost;

import java.io.Serializable;

/**
 * How large an example is, as far as it is known. What is not known is NaN; a model falls back on
 * the size it is usually trained at.
 *
 * @param tokens of a text
 * @param frames of a clip
 * @param height pixels
 * @param width pixels
 */
public record Extent(double tokens, double frames, double height, double width)
    implements Serializable {

  /** Of a text. */
  public static Extent text(double tokens) {
    return new Extent(tokens, Double.NaN, Double.NaN, Double.NaN);
  }

  /** Of an image. */
  public static Extent image(double height, double width) {
    return new Extent(Double.NaN, Double.NaN, height, width);
  }

  /** Of a clip. */
  public static Extent clip(double frames, double height, double width) {
    return new Extent(Double.NaN, frames, height, width);
  }

  /** The same with another number of frames. */
  Extent withFrames(double others) {
    return new Extent(tokens, others, height, width);
  }

  /** A measure, or what stands in for it. */
  static double or(double measure, double fallback) {
    return measure > 0 && measure < Double.POSITIVE_INFINITY ? measure : fallback;
  }
}
