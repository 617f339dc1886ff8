package io.secateur.probe;

import org.jspecify.annotations.Nullable;

/** A few rows on their way through a head, and back. */
final class Batch {
  private final Head head;
  private final float scale;
  private final float[][] rows;
  private final float[][] columns;
  private final float[][] features; // the columns themselves, where there is no hidden layer
  private final float[][] featureRows;
  private final float[][] logits;

  Batch(Head head, int size) {
    Layer hidden = head.hidden();
    int dimensions = head.dimensions();
    this.head = head;
    this.scale = (float) Math.sqrt(dimensions);
    this.rows = new float[size][dimensions];
    this.columns = new float[dimensions][size];
    this.features = hidden == null ? columns : new float[hidden.outputs()][size];
    this.featureRows = hidden == null ? rows : new float[size][hidden.outputs()];
    this.logits = new float[head.classes()][size];
  }

  void put(int place, float[] embedding) {
    for (int k = 0; k < embedding.length; k++) {
      float value = scale * embedding[k];
      rows[place][k] = value;
      columns[k][place] = value;
    }
  }

  void forward(int n) {
    Layer hidden = head.hidden();
    if (hidden != null) {
      hidden.forward(columns, n, features);
      for (int h = 0; h < features.length; h++) {
        for (int j = 0; j < n; j++) {
          features[h][j] = Math.max(0, features[h][j]);
          featureRows[j][h] = features[h][j];
        }
      }
    }
    head.output().forward(features, n, logits);
  }

  float[][] logits() {
    return logits;
  }

  double norm(int place) {
    double squares = 0;
    for (float feature : featureRows[place]) {
      squares += (double) feature * feature;
    }
    return Math.sqrt(squares);
  }

  /**
   * Takes one step of training.
   *
   * @param errors classes x n: the gradient of the mean loss by the logits
   */
  void step(
      float[][] errors,
      int n,
      Layer.@Nullable Adam hidden,
      Layer.Adam output,
      double learningRate,
      double weightDecay) {
    Layer below = head.hidden();
    if (below != null && hidden != null) {
      float[][] back = new float[below.outputs()][n];
      head.output().backward(errors, n, back);
      for (int h = 0; h < back.length; h++) {
        for (int j = 0; j < n; j++) {
          back[h][j] = features[h][j] > 0 ? back[h][j] : 0;
        }
      }
      output.step(errors, featureRows, n, learningRate, weightDecay);
      hidden.step(back, rows, n, learningRate, weightDecay);
    } else {
      output.step(errors, rows, n, learningRate, weightDecay);
    }
  }
}
