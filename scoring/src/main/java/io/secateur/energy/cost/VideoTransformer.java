package io.secateur.energy.cost;

import java.io.Serializable;
import java.util.Locale;

/**
 * A diffusion transformer over the latents of clips; one pass is one denoising step, without
 * guidance: training makes one of each clip.
 *
 * <pre>{@code
 * l       = ceil((floor((F-1)/vt) + 1) / pt) · floor(H/(vs·ps)) · floor(W/(vs·ps))
 * cross   = L·(12·l·d² + 4·m·d² + 2·g·l·d·ffn + 4·l²·d + 4·l·m·d)
 * joint   = L·(8·n·d² + 2·g·n·d·ffn + 4·n²·d)      n = l + m
 * encode  = a · forward(native) · F·H·W / (F·H·W of native)
 * }</pre>
 *
 * <p>F frames, H x W pixels, m tokens of the caption, g matrices of a feed-forward layer: 2, or 3
 * where it is gated. Cost grows with the square of l past the point where attention takes over.
 * Source: the models' published configurations; Delavande et al., 2025, arXiv:2509.19222 for the
 * terms.
 *
 * @param name as in configuration
 * @param body the transformer
 * @param latent what a token is made of
 * @param usual the clips it is usually trained on, for what an example does not say
 */
public record VideoTransformer(String name, Body body, Latent latent, Usual usual)
    implements TrainedModel {

  /**
   * The transformer.
   *
   * @param layers L
   * @param width d
   * @param ffn inner width of the feed-forward layers
   * @param matrices of a feed-forward layer: 2, or 3 where it is gated
   * @param captionTokens m
   * @param joint whether the caption's tokens stand beside the clip's, and not in a cross-attention
   */
  public record Body(int layers, int width, int ffn, int matrices, int captionTokens, boolean joint)
      implements Serializable {}

  /**
   * What a token is made of.
   *
   * @param time vt: frames of a latent frame
   * @param space vs: pixels of a latent, a side
   * @param patchTime pt: latent frames of a token
   * @param patchSpace ps: latents of a token, a side
   */
  public record Latent(int time, int space, int patchTime, int patchSpace)
      implements Serializable {}

  /**
   * A clip.
   *
   * @param frames in it
   * @param height pixels
   * @param width pixels
   */
  public record Usual(int frames, int height, int width) implements Serializable {}

  @Override
  public Reads reads() {
    return Reads.VIDEO;
  }

  @Override
  public double parameters() {
    double attention = body.joint ? 4.0 : 8.0;
    return body.layers
        * (attention * body.width * body.width + 1.0 * body.matrices * body.width * body.ffn);
  }

  @Override
  public String shape() {
    return String.format(
        Locale.ROOT,
        "%d layers, width %d, feed-forward %d, usually %d frames of %d x %d",
        body.layers,
        body.width,
        body.ffn,
        usual.frames,
        usual.height,
        usual.width);
  }

  /** Tokens of a clip. */
  public double tokens(Extent extent) {
    double frames = Extent.or(extent.frames(), usual.frames);
    double latents = Math.floor((frames - 1) / latent.time) + 1;
    int side = latent.space * latent.patchSpace;
    return Math.ceil(latents / latent.patchTime)
        * Math.floor(Extent.or(extent.height(), usual.height) / side)
        * Math.floor(Extent.or(extent.width(), usual.width) / side);
  }

  @Override
  public Forward forward(Extent extent, Trainer trainer) {
    return forward(tokens(extent));
  }

  private Forward forward(double clip) {
    double d = body.width;
    double inner = 2.0 * body.matrices * d * body.ffn;
    double caption = body.captionTokens;
    if (body.joint) {
      double all = clip + caption;
      return new Forward(body.layers * all * (8 * d * d + inner), 4 * body.layers * all * all * d);
    }
    return new Forward(
        body.layers * (12 * clip * d * d + 4 * caption * d * d + clip * inner),
        body.layers * 4 * clip * d * (clip + caption));
  }

  @Override
  public double encoding(Extent extent) {
    double volume =
        Extent.or(extent.frames(), usual.frames)
            * Extent.or(extent.height(), usual.height)
            * Extent.or(extent.width(), usual.width);
    Extent reference = Extent.clip(usual.frames, usual.height, usual.width);
    double ofReference = 1.0 * usual.frames * usual.height * usual.width;
    return forward(tokens(reference)).total() * volume / ofReference;
  }
}
