package io.secateur.learnability;

import io.secateur.example.Labels;
import io.secateur.example.Predictions;
import io.secateur.testing.Reference;

/** Probabilities and labels of a peer's file. */
final class Confident {
  private Confident() {}

  static Predictions predictions(Reference peer) {
    int[] labels = peer.integers("labels");
    int classes = peer.doubles("pred_probs").size() / labels.length;
    return new Predictions(peer.doubles("pred_probs"), Labels.of(classes, labels));
  }
}
