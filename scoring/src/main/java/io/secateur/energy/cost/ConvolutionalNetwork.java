package io.secateur.energy.cost;

import java.util.Locale;

/**
 * A convolutional network over images.
 *
 * <pre>{@code
 * forward  = 2·MACs          resized to h0 x w0, as most trainers do
 * forward  = 2·MACs·h·w / (h0·w0)    trained at native size
 * training = 6·MACs          all weights
 * }</pre>
 *
 * <p>A multiply-accumulate is two operations: tables that print 4.1 GFLOP for ResNet-50 count MACs.
 *
 * @param name as in configuration
 * @param parameters weights
 * @param macs multiply-accumulates of a forward pass at the reference size
 * @param size height and width of the reference, pixels
 * @param nativeSize whether images keep their own size
 */
public record ConvolutionalNetwork(
    String name, double parameters, double macs, int size, boolean nativeSize)
    implements TrainedModel {

  @Override
  public Reads reads() {
    return Reads.IMAGES;
  }

  @Override
  public String shape() {
    return String.format(
        Locale.ROOT, "%.4g parameters, %.4g MACs at %d x %d", parameters, macs, size, size);
  }

  @Override
  public Forward forward(Extent extent, Trainer trainer) {
    double scale =
        nativeSize
            ? Extent.or(extent.height(), size)
                * Extent.or(extent.width(), size)
                / (1.0 * size * size)
            : 1;
    return new Forward(2 * macs * scale, 0);
  }
}
