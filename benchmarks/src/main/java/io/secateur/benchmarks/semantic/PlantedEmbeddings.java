package io.secateur.benchmarks.semantic;

import io.secateur.example.ContentKey;
import io.secateur.example.SeededHash;
import io.secateur.redundancy.Priority;
import java.util.SplittableRandom;

/**
 * Unit vectors of 384 dimensions around topics, of which one in ten is planted beside another: at a
 * cosine between 0.91 and 1. A row depends on the seed and its number alone.
 *
 * @param size rows
 * @param seed of all of them
 */
record PlantedEmbeddings(int size, long seed) implements java.io.Serializable {
  static final int DIMENSIONS = 384;
  private static final int ROWS_A_TOPIC = 200;
  private static final int PLANTED = 10; // one in so many
  private static final double SPREAD = 1.2; // of a topic, whose own length is 1
  private static final double FARTHEST = 0.45; // of a planted row, from a row of length 1

  /** What it is called. */
  static String id(int row) {
    return "e%07d".formatted(row);
  }

  /** Its place in the order. */
  static String rank(int row) {
    return Priority.rank(100, ContentKey.of(id(row)));
  }

  /** A row. */
  float[] row(int row) {
    SplittableRandom random = random(1, row);
    boolean planted = random.nextInt(PLANTED) == 0;
    double[] vector = original(planted ? random.nextInt(size) : row);
    if (planted) {
      double apart = random.nextDouble(FARTHEST);
      add(vector, apart / Math.sqrt(DIMENSIONS), random);
    }
    return unit(vector);
  }

  private double[] original(int row) {
    SplittableRandom random = random(2, row);
    double[] vector = new double[DIMENSIONS];
    add(vector, 1, random(3, random.nextInt(1 + size / ROWS_A_TOPIC)));
    add(vector, SPREAD, random);
    double length = length(vector);
    for (int k = 0; k < DIMENSIONS; k++) {
      vector[k] /= length;
    }
    return vector;
  }

  private SplittableRandom random(int stream, int row) {
    return new SplittableRandom(SeededHash.mix(SeededHash.mix(seed + stream) + row));
  }

  private static void add(double[] vector, double scale, SplittableRandom random) {
    for (int k = 0; k < DIMENSIONS; k++) {
      vector[k] += scale * random.nextGaussian();
    }
  }

  private static double length(double[] vector) {
    double squares = 0;
    for (double value : vector) {
      squares += value * value;
    }
    return Math.sqrt(squares);
  }

  private static float[] unit(double[] vector) {
    double length = length(vector);
    float[] unit = new float[DIMENSIONS];
    for (int k = 0; k < DIMENSIONS; k++) {
      unit[k] = (float) (vector[k] / length);
    }
    return unit;
  }
}
