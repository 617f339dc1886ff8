package io.secateur.benchmarks.djl;

import io.secateur.example.Labels;
import io.secateur.example.Matrix;
import java.util.Random;

/**
 * Made-up embeddings of unit length around one random centre a class; of those to train on, one
 * label in ten is drawn anew.
 *
 * @param rows to train on
 * @param labels of {@code rows}, some wrong
 * @param heldOut rows to judge by
 * @param truth of {@code heldOut}
 */
record Examples(Matrix rows, Labels labels, Matrix heldOut, Labels truth) {
  private static final double APART =
      0.16; // spread of a centre's components; that of the noise is 1
  private static final double WRONG = 0.1;

  static Examples of(int rows, int heldOut, int dimensions, int classes, long seed) {
    Random random = new Random(seed);
    float[][] centres = new float[classes][dimensions];
    for (float[] centre : centres) {
      for (int k = 0; k < dimensions; k++) {
        centre[k] = (float) (APART * random.nextGaussian());
      }
    }
    int[] labels = labels(rows, classes, random);
    int[] truth = labels(heldOut, classes, random);
    Matrix train = around(centres, labels, random);
    Matrix judge = around(centres, truth, random);
    for (int i = 0; i < rows; i++) {
      labels[i] = random.nextDouble() < WRONG ? random.nextInt(classes) : labels[i];
    }
    return new Examples(train, Labels.of(classes, labels), judge, Labels.of(classes, truth));
  }

  private static int[] labels(int rows, int classes, Random random) {
    return random.ints(rows, 0, classes).toArray();
  }

  private static Matrix around(float[][] centres, int[] labels, Random random) {
    int dimensions = centres[0].length;
    float[] values = new float[labels.length * dimensions];
    for (int i = 0; i < labels.length; i++) {
      double squares = 0;
      for (int k = 0; k < dimensions; k++) {
        float value = centres[labels[i]][k] + (float) random.nextGaussian();
        values[i * dimensions + k] = value;
        squares += (double) value * value;
      }
      for (int k = 0; k < dimensions; k++) {
        values[i * dimensions + k] /= (float) Math.sqrt(squares);
      }
    }
    return Matrix.of(labels.length, dimensions, values);
  }

  /** The share of the held-out rows whose largest logit is their class's. */
  double accuracy(float[] logits) {
    int right = 0;
    for (int i = 0; i < truth.size(); i++) {
      int most = 0;
      for (int k = 1; k < truth.classes(); k++) {
        most = logits[i * truth.classes() + k] > logits[i * truth.classes() + most] ? k : most;
      }
      right += most == truth.at(i) ? 1 : 0;
    }
    return (double) right / truth.size();
  }
}
