package io.secateur.energy.cost;

import java.io.Serializable;

/** A model to be trained on the pruned set: what an example costs it. */
public sealed interface TrainedModel extends Serializable
    permits LanguageModel, ConvolutionalNetwork, VisionTransformer, VideoTransformer {

  /** What a model reads, and so what its cost goes by. */
  enum Reads {
    TEXT,
    IMAGES,
    VIDEO
  }

  /** As in configuration. */
  String name();

  /** What it reads. */
  Reads reads();

  /** Its weights, those that are used for one example. */
  double parameters();

  /** Its shape in words. */
  String shape();

  /**
   * Operations of one forward pass over what a trainer shows of an example at once.
   *
   * @param extent of the example, already fitted by the trainer's clip policy
   * @param trainer how it is trained
   */
  Forward forward(Extent extent, Trainer trainer);

  /**
   * Operations of turning pixels into what the model reads, at the typical ratio; 0 where that is
   * part of the model. Linear in pixels, and known only within a factor of three: {@link
   * io.secateur.energy.TrainingEnergy} draws the factor.
   *
   * @param extent of the example, already fitted
   */
  default double encoding(Extent extent) {
    return 0;
  }

  /** Whether it is so small that accelerators run far below their power, as in fine-tuning. */
  default boolean isSmall() {
    return parameters() < 200e6;
  }
}
