package io.secateur.energy.cost;

import java.util.Locale;

/**
 * A transformer over text.
 *
 * <pre>{@code
 * forward(t) = 2·N·t + 4·L·d·A       A = t² alone, t·s packed to s without a mask
 * training   = 6·N·t + 12·L·d·A      all weights
 * }</pre>
 *
 * <p>Attention is counted in full, not halved for the causal mask. Source: Narayanan et al.,
 * <i>Efficient large-scale language model training on GPU clusters</i>, 2021, arXiv:2104.04473;
 * Chowdhery et al., <i>PaLM</i>, 2022, appendix B.
 *
 * @param name as in configuration
 * @param parameters N, above 0; the active ones of a mixture of experts
 * @param layers L, at least 0; 0 leaves attention out
 * @param width d, at least 0
 */
public record LanguageModel(String name, double parameters, int layers, int width)
    implements TrainedModel {

  @Override
  public Reads reads() {
    return Reads.TEXT;
  }

  @Override
  public String shape() {
    return String.format(
        Locale.ROOT, "%.4g parameters, %d layers, width %d", parameters, layers, width);
  }

  @Override
  public Forward forward(Extent extent, Trainer trainer) {
    double tokens = Math.min(Extent.or(extent.tokens(), 0), trainer.context());
    double attended = trainer.packing() == Packing.UNMASKED ? trainer.context() : tokens;
    return new Forward(2 * parameters * tokens, 4.0 * layers * width * tokens * attended);
  }
}
