package io.secateur.inference;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** A decoded image, read row by row as numbers in [0, 1]. */
final class Picture {
  private static final Set<String> FORMATS = Set.of("png", "jpeg", "gif", "bmp");

  private final BufferedImage image;
  private final Raster raster;
  private int[] samples = {};

  private Picture(BufferedImage image) {
    this.image = image;
    this.raster = image.getRaster();
  }

  /** The image, or nothing where the bytes are none, are cut off, or hold too many pixels. */
  static Optional<Picture> decode(byte[] encoded) {
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      while (readers.hasNext()) {
        ImageReader reader = readers.next();
        if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
          return decode(stream, reader);
        }
      }
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // decoders throw whatever a broken file leads them to
    }
  }

  int width() {
    return image.getWidth();
  }

  int height() {
    return image.getHeight();
  }

  /**
   * Reads one row.
   *
   * @param y from the top
   * @param into one channel after the other, each as wide as the image
   */
  void row(int y, Channels channels, float[] into) {
    if (image.getColorModel() instanceof IndexColorModel) {
      indexed(y, channels, into);
      return;
    }
    int bands = raster.getNumBands();
    int width = width();
    samples = raster.getPixels(0, y, width, 1, samples.length == 0 ? null : samples);
    int blue = bands < 3 ? 0 : 2;
    int green = bands < 3 ? 0 : 1;
    float mostRed = most(0);
    float mostGreen = most(green);
    float mostBlue = most(blue);
    for (int x = 0; x < width; x++) {
      int at = x * bands;
      float r = samples[at] / mostRed;
      put(channels, into, x, r, samples[at + green] / mostGreen, samples[at + blue] / mostBlue);
    }
  }

  private void indexed(int y, Channels channels, float[] into) {
    int width = width();
    samples = image.getRGB(0, y, width, 1, samples.length == 0 ? null : samples, 0, width);
    for (int x = 0; x < width; x++) {
      int rgb = samples[x];
      put(
          channels,
          into,
          x,
          (rgb >> 16 & 0xFF) / 255f,
          (rgb >> 8 & 0xFF) / 255f,
          (rgb & 0xFF) / 255f);
    }
  }

  private void put(Channels channels, float[] into, int x, float r, float g, float b) {
    if (channels == Channels.GRAY) {
      into[x] = r == g && g == b ? r : 0.299f * r + 0.587f * g + 0.114f * b;
      return;
    }
    int width = width();
    into[x] = r;
    into[width + x] = g;
    into[2 * width + x] = b;
  }

  /** The greatest value of a band. */
  private float most(int band) {
    return (1 << raster.getSampleModel().getSampleSize(band)) - 1;
  }

  private static Optional<Picture> decode(ImageInputStream stream, ImageReader reader)
      throws IOException {
    try {
      AtomicBoolean cutOff = new AtomicBoolean();
      reader.addIIOReadWarningListener(
          (source, warning) -> {
            // libjpeg fills up what a file lacks, and says so in these words only
            if (warning.contains("Premature end") || warning.contains("Truncated")) {
              cutOff.set(true);
            }
          });
      reader.setInput(stream);
      if ((long) reader.getWidth(0) * reader.getHeight(0) > Pixels.MOST) {
        return Optional.empty();
      }
      BufferedImage image = reader.read(0);
      return cutOff.get() ? Optional.empty() : Optional.of(new Picture(image));
    } finally {
      reader.dispose();
    }
  }
}
