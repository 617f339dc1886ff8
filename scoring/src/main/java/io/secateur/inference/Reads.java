package io.secateur.inference;

import java.io.Serializable;
import java.util.List;

/** What a model reads of an example. */
public sealed interface Reads extends Serializable permits Reads.Text, Reads.Image, Reads.Floats {

  /**
   * A text, through the {@code tokenizer.json} beside the model.
   *
   * <p>The model has any of the inputs {@code input_ids, attention_mask, token_type_ids} (zeros)
   * and {@code position_ids} (0, 1, ...), int64, texts x tokens; padding follows the tokens.
   * TorchScript keeps no names of inputs: it gets {@code input_ids, attention_mask}, in that order.
   *
   * @param maxTokens at most this many tokens of a text are read, at least 3
   */
  record Text(int maxTokens) implements Reads {
    /** Checks. */
    public Text {
      check(maxTokens >= 3, "maxTokens", maxTokens, "must be at least 3");
    }
  }

  /**
   * An encoded image: PNG, JPEG, GIF (its first frame) or BMP.
   *
   * <pre>{@code x = (v / 255 - mean) / std}   float32, examples x channels x height x width</pre>
   *
   * <p>The image is stretched to width x height, bilinear between the centres of the four nearest
   * pixels and without a filter before (as OpenCV's {@code INTER_LINEAR} and PyTorch's {@code
   * interpolate} without {@code antialias} do); an image of that size already stays as it is.
   * Transparency, colour profiles and the camera's orientation are not looked at; 16 bits a channel
   * keep their precision.
   *
   * @param input name, empty for the model's only one; TorchScript keeps none, and any will do
   * @param width of what the model reads, in pixels
   * @param height of what the model reads, in pixels
   * @param channels colours
   * @param mean one a channel, of values in [0, 1]
   * @param std one a channel, above 0
   */
  record Image(
      String input, int width, int height, Channels channels, List<Double> mean, List<Double> std)
      implements Reads {
    /** Checks, and copies. */
    public Image {
      check(width >= 1, "width", width, "must be at least 1");
      check(height >= 1, "height", height, "must be at least 1");
      check(
          (long) width * height <= Pixels.MOST,
          "size",
          width + " x " + height,
          "must be %,d pixels at most".formatted(Pixels.MOST));
      mean = List.copyOf(mean);
      std = List.copyOf(std);
      String rule = "must be finite, one a channel: %d".formatted(channels.count());
      check(mean.size() == channels.count(), "mean", mean, rule);
      check(mean.stream().allMatch(Double::isFinite), "mean", mean, rule);
      rule = "must be above 0, one a channel: %d".formatted(channels.count());
      check(std.size() == channels.count(), "std", std, rule);
      check(std.stream().allMatch(s -> s > 0 && Double.isFinite(s)), "std", std, rule);
    }
  }

  /**
   * A vector of float32 as it is, examples x size.
   *
   * @param input name, empty for the model's only one; TorchScript keeps none, and any will do
   * @param size numbers an example
   */
  record Floats(String input, int size) implements Reads {
    /** Checks. */
    public Floats {
      check(size >= 1, "size", size, "must be at least 1");
    }
  }

  private static void check(boolean holds, String name, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException("Invalid %s: %s (%s)".formatted(name, value, rule));
    }
  }
}
