package io.secateur.jobs.report.picture;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * An image small enough for a page, as a data URI. The bytes are the data's: an image that cannot
 * be decoded, or that claims to be enormous, has none.
 */
public final class Thumbnail {
  static final int SIDE = 96;
  private static final long MOST_PIXELS = 100_000_000;

  private Thumbnail() {}

  /** Of an encoded image: PNG, JPEG, GIF, BMP or WBMP. */
  public static Optional<String> of(byte[] image) {
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(image))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        return Optional.empty();
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, /* seekForwardOnly= */ true, /* ignoreMetadata= */ true);
        return of(reader);
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) { // decoders throw what they like at broken bytes
      return Optional.empty();
    }
  }

  /** The size is read before the pixels are, and only every n-th of them is. */
  private static Optional<String> of(ImageReader reader) throws IOException {
    long width = reader.getWidth(0);
    long height = reader.getHeight(0);
    if (width < 1 || height < 1 || width * height > MOST_PIXELS) {
      return Optional.empty();
    }
    int every = (int) Math.max(1, Math.min(width, height) / (2 * SIDE));
    ImageReadParam sparse = reader.getDefaultReadParam();
    sparse.setSourceSubsampling(every, every, 0, 0);
    return Optional.of(uri(fitted(reader.read(0, sparse))));
  }

  /** The same image, at most {@link #SIDE} pixels a side, without transparency. */
  static BufferedImage fitted(BufferedImage image) {
    double scale = Math.min(1, SIDE / (double) Math.max(image.getWidth(), image.getHeight()));
    int width = Math.max(1, (int) Math.round(scale * image.getWidth()));
    int height = Math.max(1, (int) Math.round(scale * image.getHeight()));
    BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = small.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return small;
  }

  static String uri(BufferedImage image) throws IOException {
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(image, "jpg", jpeg);
    return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg.toByteArray());
  }
}
