package io.secateur.probe;

import java.io.Serializable;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * An affine map, z = W x + b, and its training by Adam.
 *
 * <p>All sums run in a fixed order, so that the same numbers give the same bits. Batches come both
 * ways round, one array a row and one array a column, so that every inner loop runs over neighbours
 * in memory.
 */
final class Layer implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final float MOMENTUM = 0.9f;
  private static final float SCALE = 0.999f;
  private static final float TINY = 1e-8f;

  private final float[][] weights;
  private final float[] bias;

  private Layer(float[][] weights, float[] bias) {
    this.weights = weights;
    this.bias = bias;
  }

  /** Of random weights of standard deviation {@code spread}, without bias. */
  static Layer random(int inputs, int outputs, double spread, SplittableRandom random) {
    float[][] weights = new float[outputs][inputs];
    for (float[] row : weights) {
      for (int k = 0; k < inputs; k++) {
        row[k] = (float) (spread * random.nextGaussian());
      }
    }
    return new Layer(weights, new float[outputs]);
  }

  Layer copy() {
    return new Layer(
        Arrays.stream(weights).map(float[]::clone).toArray(float[][]::new), bias.clone());
  }

  int inputs() {
    return weights[0].length;
  }

  int outputs() {
    return weights.length;
  }

  /**
   * Maps some rows.
   *
   * @param columns inputs x n
   * @param n rows, at most as long as the arrays are
   * @param into outputs x n
   */
  void forward(float[][] columns, int n, float[][] into) {
    for (int o = 0; o < weights.length; o++) {
      float[] out = into[o];
      Arrays.fill(out, 0, n, bias[o]);
      for (int k = 0; k < columns.length; k++) {
        addScaled(weights[o][k], columns[k], n, out);
      }
    }
  }

  /**
   * The gradient of the inputs.
   *
   * @param errors outputs x n
   * @param into inputs x n
   */
  void backward(float[][] errors, int n, float[][] into) {
    for (int k = 0; k < into.length; k++) {
      Arrays.fill(into[k], 0, n, 0);
      for (int o = 0; o < weights.length; o++) {
        addScaled(weights[o][k], errors[o], n, into[k]);
      }
    }
  }

  private static void addScaled(float factor, float[] values, int n, float[] into) {
    for (int j = 0; j < n; j++) {
      into[j] += factor * values[j];
    }
  }

  /** Adam's memory of a layer. */
  static final class Adam {
    private final Layer layer;
    private final float[][] gradients;
    private final float[][] means;
    private final float[][] squares;
    private final float[] biasMeans;
    private final float[] biasSquares;
    private final float[] biasGradients;
    private int step;

    Adam(Layer layer) {
      this.layer = layer;
      this.gradients = new float[layer.outputs()][layer.inputs()];
      this.means = new float[layer.outputs()][layer.inputs()];
      this.squares = new float[layer.outputs()][layer.inputs()];
      this.biasMeans = new float[layer.outputs()];
      this.biasSquares = new float[layer.outputs()];
      this.biasGradients = new float[layer.outputs()];
    }

    /**
     * Takes one step.
     *
     * @param errors outputs x n: the gradient of the mean loss
     * @param rows n x inputs
     */
    void step(float[][] errors, float[][] rows, int n, double learningRate, double weightDecay) {
      step++;
      float unbiased = (float) (1 - Math.pow(MOMENTUM, step));
      float unbiasedSquares = (float) (1 - Math.pow(SCALE, step));
      float rate = (float) learningRate / unbiased;
      float decay = (float) (1 - learningRate * weightDecay);
      for (int o = 0; o < gradients.length; o++) {
        float[] gradient = gradients[o];
        Arrays.fill(gradient, 0);
        float sum = 0;
        for (int j = 0; j < n; j++) {
          addScaled(errors[o][j], rows[j], gradient.length, gradient);
          sum += errors[o][j];
        }
        biasGradients[o] = sum;
        update(layer.weights[o], gradient, means[o], squares[o], rate, unbiasedSquares, decay);
      }
      update(layer.bias, biasGradients, biasMeans, biasSquares, rate, unbiasedSquares, 1);
    }

    private static void update(
        float[] weights,
        float[] gradient,
        float[] means,
        float[] squares,
        float rate,
        float unbiasedSquares,
        float decay) {
      for (int k = 0; k < weights.length; k++) {
        float g = gradient[k];
        means[k] = MOMENTUM * means[k] + (1 - MOMENTUM) * g;
        squares[k] = SCALE * squares[k] + (1 - SCALE) * g * g;
        weights[k] =
            decay * weights[k]
                - rate * means[k] / ((float) Math.sqrt(squares[k] / unbiasedSquares) + TINY);
      }
    }
  }
}
