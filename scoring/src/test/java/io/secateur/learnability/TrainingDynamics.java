package io.secateur.learnability;

import io.secateur.example.Dynamics;
import io.secateur.example.Labels;
import io.secateur.example.Matrix;
import io.secateur.testing.Reference;

/** 60 examples of 5 classes at 12 epochs of one run, and what the peers' own code made of them. */
final class TrainingDynamics {
  static final Reference PEERS = Reference.named("training-dynamics-60x5x12");
  static final int EXAMPLES = 60;
  static final int CLASSES = 5;
  static final int EPOCHS = 12;

  private TrainingDynamics() {}

  static Labels labels() {
    return Labels.of(CLASSES, PEERS.integers("labels"));
  }

  /** Some epochs, from 0. */
  static Dynamics epochs(int from, int to) {
    double[] logits = PEERS.numbers("logits_epoch_example_class");
    int steps = to - from;
    float[] values = new float[EXAMPLES * steps * CLASSES];
    for (int i = 0; i < EXAMPLES; i++) {
      for (int t = 0; t < steps; t++) {
        for (int k = 0; k < CLASSES; k++) {
          values[(i * steps + t) * CLASSES + k] =
              (float) logits[((from + t) * EXAMPLES + i) * CLASSES + k];
        }
      }
    }
    return new Dynamics(Matrix.of(EXAMPLES * steps, CLASSES, values), 1, steps, labels());
  }

  static Dynamics all() {
    return epochs(0, EPOCHS);
  }
}
