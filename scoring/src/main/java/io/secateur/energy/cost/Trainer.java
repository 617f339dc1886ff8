package io.secateur.energy.cost;

import java.io.Serializable;

/**
 * How a model is trained, as far as that changes what an example costs.
 *
 * @param tuning what is trained
 * @param packing of texts
 * @param context tokens that a pass reads at most, at least 1
 * @param clips how clips are fitted
 * @param cachedLatents whether clips are encoded once, and not again each epoch
 */
public record Trainer(
    Tuning tuning, Packing packing, int context, ClipPolicy clips, boolean cachedLatents)
    implements Serializable {

  /** All weights, texts by themselves, clips whole and encoded each epoch. */
  public static Trainer plain(int context) {
    return new Trainer(Tuning.FULL, Packing.MASKED, context, ClipPolicy.FULL, false);
  }
}
