package io.secateur.energy.cost;

/** What a training pass does besides the forward pass. */
public enum Tuning {
  /** All weights: the backward pass costs two forward passes. */
  FULL("full", 3, 3),
  /** All weights, activations computed again in the backward pass: one forward pass more. */
  RECOMPUTE("recompute", 4, 4),
  /** Adapters on frozen weights: no gradients of weights but the adapters' few. */
  LORA("lora", 2, 3);

  private final String key;
  private final int linear;
  private final int attention;

  Tuning(String key, int linear, int attention) {
    this.key = key;
    this.linear = linear;
    this.attention = attention;
  }

  /** Its name in configuration. */
  public String key() {
    return key;
  }

  /** Operations of a training pass. */
  double flop(Forward forward) {
    return linear * forward.linear() + attention * forward.attention();
  }
}
