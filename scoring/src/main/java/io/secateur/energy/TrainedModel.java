package io.secateur.energy;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * A transformer to be trained on the pruned set: what an example costs it.
 *
 * <pre>{@code FLOP(t) = 6·N·t + 12·L·d·t²}</pre>
 *
 * <p>N parameters, L layers, d width, t tokens: three forward passes' worth of multiplications, and
 * full attention, which grows with the square of the length. Source: Narayanan et al., <i>Efficient
 * large-scale language model training</i>, 2021.
 *
 * @param name as in configuration
 * @param parameters N, above 0
 * @param layers L, at least 0; 0 leaves attention out
 * @param width d, at least 0
 */
public record TrainedModel(String name, double parameters, int layers, int width)
    implements Serializable {
  private static final List<TrainedModel> PRESETS =
      List.of(
          new TrainedModel("bert-base", 110e6, 12, 768),
          new TrainedModel("llama-3.2-1b", 1.236e9, 16, 2048),
          new TrainedModel("llama-2-7b", 6.738e9, 32, 4096),
          new TrainedModel("llama-3.1-8b", 8.030e9, 32, 4096),
          new TrainedModel("llama-3.1-70b", 70.55e9, 80, 8192));

  /** Models with their published shapes, smallest first. */
  public static List<TrainedModel> presets() {
    return PRESETS;
  }

  /**
   * A preset, if there is one of that name.
   *
   * @param name as in configuration
   */
  public static Optional<TrainedModel> named(String name) {
    return PRESETS.stream().filter(model -> model.name().equals(name)).findFirst();
  }

  /**
   * Floating-point operations of one training pass over one example.
   *
   * @param tokens t, at least 0
   */
  public double flop(double tokens) {
    return 6 * parameters * tokens + 12.0 * layers * width * tokens * tokens;
  }

  /** Whether it is so small that accelerators run far below their power, as in fine-tuning. */
  boolean small() {
    return parameters < 200e6;
  }
}
