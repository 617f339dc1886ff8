package io.secateur.inference;

import java.util.Optional;

/** Turns encoded images into what a model reads: stretched, scaled and normalised. */
final class Pixels {
  /** Pixels of an image. */
  static final int MOST = 1 << 26;

  private final Reads.Image form;

  Pixels(Reads.Image form) {
    this.form = form;
  }

  /** Writes channel after channel, row after row; false if the image cannot be decoded. */
  boolean write(byte[] encoded, float[] into) {
    Optional<Picture> picture = Picture.decode(encoded);
    picture.ifPresent(decoded -> stretch(decoded, into));
    return picture.isPresent();
  }

  private void stretch(Picture picture, float[] into) {
    int channels = form.channels().count();
    Lerp[] columns = Lerp.all(picture.width(), form.width());
    Lerp[] rows = Lerp.all(picture.height(), form.height());
    float[] upper = new float[channels * picture.width()];
    float[] lower = new float[upper.length];
    int upperIs = -1;
    int lowerIs = -1;
    for (int y = 0; y < rows.length; y++) {
      Lerp at = rows[y];
      if (at.low() == lowerIs) { // what was below is above now
        float[] swapped = upper;
        upper = lower;
        lower = swapped;
        lowerIs = upperIs;
        upperIs = at.low();
      }
      if (at.low() != upperIs) {
        picture.row(at.low(), form.channels(), upper);
        upperIs = at.low();
      }
      if (at.high() != lowerIs) {
        picture.row(at.high(), form.channels(), lower);
        lowerIs = at.high();
      }
      blend(upper, lower, at.weight(), columns, picture.width(), into, y);
    }
  }

  private void blend(
      float[] upper, float[] lower, float down, Lerp[] columns, int width, float[] into, int y) {
    for (int c = 0; c < form.channels().count(); c++) {
      float mean = form.mean().get(c).floatValue();
      float std = form.std().get(c).floatValue();
      int from = c * width;
      int to = (c * form.height() + y) * form.width();
      for (int x = 0; x < columns.length; x++) {
        Lerp at = columns[x];
        float above = between(upper[from + at.low()], upper[from + at.high()], at.weight());
        float below = between(lower[from + at.low()], lower[from + at.high()], at.weight());
        into[to + x] = (between(above, below, down) - mean) / std;
      }
    }
  }

  private static float between(float a, float b, float weight) {
    return a + (b - a) * weight;
  }

  /** Between which two pixels the centre of a target's pixel lies, and how near the second. */
  private record Lerp(int low, int high, float weight) {
    static Lerp[] all(int source, int target) {
      Lerp[] all = new Lerp[target];
      for (int i = 0; i < target; i++) {
        double at = (i + 0.5) * source / target - 0.5;
        double inside = Math.min(Math.max(at, 0), source - 1);
        int low = (int) inside;
        all[i] = new Lerp(low, Math.min(low + 1, source - 1), (float) (inside - low));
      }
      return all;
    }
  }
}
