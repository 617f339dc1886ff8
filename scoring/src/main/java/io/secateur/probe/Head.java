package io.secateur.probe;

import io.secateur.example.Doubles;
import io.secateur.example.Matrix;
import java.io.Serializable;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A small classifier on embeddings, as it was after one epoch of training: linear, or with one
 * hidden layer of rectified units.
 *
 * <pre>{@code z = W s·x + b,  or  z = W h + b with h = max(0, V s·x + c);  s = sqrt(dimensions)}
 * </pre>
 *
 * <p>Embeddings have unit length, so that s makes their components about 1 in size.
 *
 * <p>Cost of a row: as many multiplications as there are weights.
 */
public final class Head implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Rows that are mapped together. */
  private static final int TOGETHER = 64;

  private final @Nullable Layer hidden;
  private final Layer output;

  Head(@Nullable Layer hidden, Layer output) {
    this.hidden = hidden;
    this.output = output;
  }

  /** Before training: small random weights. */
  static Head random(int dimensions, int classes, HeadPlan plan, SplittableRandom random) {
    Layer hidden =
        plan.hidden() == 0
            ? null
            : Layer.random(dimensions, plan.hidden(), Math.sqrt(2.0 / dimensions), random);
    int features = hidden == null ? dimensions : plan.hidden();
    return new Head(hidden, Layer.random(features, classes, 0.1 / Math.sqrt(features), random));
  }

  Head copy() {
    return new Head(hidden == null ? null : hidden.copy(), output.copy());
  }

  @Nullable Layer hidden() {
    return hidden;
  }

  Layer output() {
    return output;
  }

  /** Number of classes. */
  public int classes() {
    return output.outputs();
  }

  /** Dimensions of the embeddings. */
  public int dimensions() {
    return hidden == null ? output.inputs() : hidden.inputs();
  }

  /**
   * What a head says of some rows.
   *
   * @param logits n x classes
   * @param norms Euclidean length of the features that the last layer read, one a row
   */
  public record Said(Matrix logits, Doubles norms) {}

  /**
   * Says what it makes of some rows. A row gets the same bits whatever rows are beside it.
   *
   * @param rows n x dimensions, of unit length
   * @throws IllegalArgumentException if they have another width
   */
  public Said of(Matrix rows) {
    if (rows.columns() != dimensions()) {
      throw new IllegalArgumentException(
          "Invalid rows: %s (must have %d columns)".formatted(rows, dimensions()));
    }
    float[] logits = new float[rows.rows() * classes()];
    double[] norms = new double[rows.rows()];
    Batch batch = new Batch(this, TOGETHER);
    for (int from = 0; from < rows.rows(); from += TOGETHER) {
      int n = Math.min(TOGETHER, rows.rows() - from);
      for (int j = 0; j < n; j++) {
        batch.put(j, rows.row(from + j));
      }
      batch.forward(n);
      for (int j = 0; j < n; j++) {
        norms[from + j] = batch.norm(j);
        for (int k = 0; k < classes(); k++) {
          logits[(from + j) * classes() + k] = batch.logits()[k][j];
        }
      }
    }
    return new Said(Matrix.of(rows.rows(), classes(), logits), Doubles.of(norms));
  }
}
