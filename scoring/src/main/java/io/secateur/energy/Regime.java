package io.secateur.energy;

/** What training on fewer examples means for the number of optimiser steps. */
public enum Regime {
  /** As many passes over the data as before: fewer examples, fewer steps. */
  FIXED_EPOCHS("fixed-epochs"),
  /** As many steps as before: fewer examples are seen more often, and nothing is saved by it. */
  FIXED_STEPS("fixed-steps"),
  /** Until the model is as good as before: the user has measured how many steps that takes. */
  TO_TARGET("to-target"),
  /** Not known: the saving lies between none and that of fixed epochs. */
  UNKNOWN("unknown");

  private final String key;

  Regime(String key) {
    this.key = key;
  }

  /** Its name in configuration. */
  public String key() {
    return key;
  }
}
