package io.secateur.inference;

import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;

/**
 * What a network gave for a batch.
 *
 * @param fed shape of what went in
 * @param shape of what came out
 * @param values in row-major order, a copy on the heap
 */
record Tensor(Shape fed, Shape shape, FloatBuffer values) {

  /** Some values that follow one another. */
  void copy(int from, float[] into, int count) {
    values.get(from, into, 0, count);
  }
}
