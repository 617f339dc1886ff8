package io.secateur.example;

import java.io.Serializable;
import java.util.Arrays;

/** An immutable list of classes, one an example, each in [0, number of classes). */
public final class Labels implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int classes;
  private final int[] labels;

  private Labels(int classes, int[] labels) {
    this.classes = classes;
    this.labels = labels;
  }

  /**
   * Copies the classes of some examples.
   *
   * @param classes how many classes there are, at least 1
   * @param labels one an example
   * @throws IllegalArgumentException if one is outside the classes
   */
  public static Labels of(int classes, int... labels) {
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException(
            "Invalid label: %d of example %d (must be in [0, %d))"
                .formatted(labels[i], i, classes));
      }
    }
    return new Labels(classes, labels.clone());
  }

  /** Number of classes. */
  public int classes() {
    return classes;
  }

  /** Number of examples. */
  public int size() {
    return labels.length;
  }

  /**
   * The class of one example.
   *
   * @param example in [0, size)
   */
  public int at(int example) {
    return labels[example];
  }

  /**
   * The classes of some of the examples, in the order given.
   *
   * @param chosen their places
   */
  public Labels rows(int... chosen) {
    return new Labels(classes, Arrays.stream(chosen).map(i -> labels[i]).toArray());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Labels that
        && classes == that.classes
        && Arrays.equals(labels, that.labels);
  }

  @Override
  public int hashCode() {
    return 31 * classes + Arrays.hashCode(labels);
  }

  @Override
  public String toString() {
    return "Labels[%d of %d classes]".formatted(labels.length, classes);
  }
}
