package io.secateur.example;

/** Row numbers of examples that have several rows each. */
final class Rows {
  private Rows() {}

  /** The rows of the chosen examples, {@code each} of them one after the other. */
  static int[] of(int each, int... chosen) {
    int[] rows = new int[chosen.length * each];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = chosen[i / each] * each + i % each;
    }
    return rows;
  }
}
