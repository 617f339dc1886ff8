package io.secateur.inference;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Images for tests. */
final class Images {
  private Images() {}

  static BufferedImage random(int width, int height, SplittableRandom random) {
    return random(width, height, BufferedImage.TYPE_3BYTE_BGR, random);
  }

  /** Of any of {@link BufferedImage}'s types. */
  static BufferedImage random(int width, int height, int type, SplittableRandom random) {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int band = 0; band < image.getRaster().getNumBands(); band++) {
          int values = 1 << image.getRaster().getSampleModel().getSampleSize(band);
          image.getRaster().setSample(x, y, band, random.nextInt(values));
        }
      }
    }
    return image;
  }

  static byte[] encode(BufferedImage image, String format) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, bytes)) {
        throw new IllegalArgumentException("Invalid format: " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
