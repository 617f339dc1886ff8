package io.secateur.energy.cost;

import java.io.Serializable;

/**
 * What one training pass over an example costs a model under a trainer.
 *
 * <pre>{@code
 * c(x) = pieces · (kappa · forward(seen) + encode(seen) / (cached ? epochs : 1))
 * }</pre>
 *
 * @param model that is trained
 * @param trainer how
 * @param epochs passes over the data, above 0: latents that are cached are encoded in one of them
 */
public record TrainingCost(TrainedModel model, Trainer trainer, double epochs)
    implements Serializable {

  /**
   * Operations of one training pass, encoding included at its typical ratio.
   *
   * @param extent of the example as it lies in the source
   */
  public double flop(Extent extent) {
    return modelFlop(extent) + encodingFlop(extent);
  }

  /** The model's part of it. */
  public double modelFlop(Extent extent) {
    Extent seen = seen(extent);
    return pieces(extent) * trainer.tuning().flop(model.forward(seen, trainer));
  }

  /** The encoder's part of it: 0 for text and images. */
  public double encodingFlop(Extent extent) {
    double once = pieces(extent) * model.encoding(seen(extent));
    return trainer.cachedLatents() ? once / Math.max(1, epochs) : once;
  }

  private Extent seen(Extent extent) {
    return model instanceof VideoTransformer video
        ? extent.withFrames(trainer.clips().seen(frames(video, extent)))
        : extent;
  }

  private double pieces(Extent extent) {
    return model instanceof VideoTransformer video
        ? trainer.clips().pieces(frames(video, extent))
        : 1;
  }

  private static double frames(VideoTransformer video, Extent extent) {
    return Extent.or(extent.frames(), video.usual().frames());
  }
}
