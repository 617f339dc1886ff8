package io.secateur.energy.cost;

import java.util.Locale;

/**
 * A transformer over the patches of images.
 *
 * <pre>{@code
 * l       = (h/p)·(w/p) + 1
 * forward = L·(8·l·d² + 4·l·d·ffn + 4·l²·d)
 * }</pre>
 *
 * <p>Source: Dosovitskiy et al., <i>An image is worth 16x16 words</i>, 2021, arXiv:2010.11929.
 *
 * @param name as in configuration
 * @param layers L
 * @param width d
 * @param ffn inner width of the feed-forward layers
 * @param patch p, pixels
 * @param size height and width that images are resized to; native sizes where {@code nativeSize}
 * @param nativeSize whether images keep their own size
 */
public record VisionTransformer(
    String name, int layers, int width, int ffn, int patch, int size, boolean nativeSize)
    implements TrainedModel {

  @Override
  public Reads reads() {
    return Reads.IMAGES;
  }

  @Override
  public double parameters() {
    return layers * (4.0 * width * width + 2.0 * width * ffn);
  }

  @Override
  public String shape() {
    return String.format(
        Locale.ROOT,
        "%d layers, width %d, feed-forward %d, patches of %d at %d x %d",
        layers,
        width,
        ffn,
        patch,
        size,
        size);
  }

  @Override
  public Forward forward(Extent extent, Trainer trainer) {
    double height = nativeSize ? Extent.or(extent.height(), size) : size;
    double across = nativeSize ? Extent.or(extent.width(), size) : size;
    double tokens = Math.floor(height / patch) * Math.floor(across / patch) + 1;
    return new Forward(
        layers * tokens * (8.0 * width * width + 4.0 * width * ffn),
        4.0 * layers * tokens * tokens * width);
  }
}
