package io.secateur.inference;

import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;

/** What a network's output must look like, and how an example's row is read out of it. */
final class Readout {
  /** The row of an example that has no result. */
  static final float[] NOTHING = {};

  private final Path file;
  private final ModelForm form;
  private float[] vectors = {};

  Readout(Path file, ModelForm form) {
    this.file = file;
    this.form = form;
  }

  /** The last dimension of an output, if it is what it must be. */
  int width(Tensor output) {
    long rows = output.fed().get(0);
    int length = length(output);
    Shape shape = output.shape();
    int rank = shape.dimension();
    boolean fits =
        switch (form.gives()) {
          case CLASS_LOGITS -> rank == 2;
          case NEXT_TOKEN_LOGITS -> rank == 3 && shape.get(1) == length;
          case EMBEDDING -> rank == 2 || (rank == 3 && length > 0 && shape.get(1) == length);
        };
    if (!fits || shape.get(0) != rows) {
      throw new ModelException(
          "Cannot use %s: its output has the shape %s for %s (must be %s). Name another output, or say what it gives."
              .formatted(file, shape, fed(rows, length), rule(length)));
    }
    long width = shape.get(rank - 1);
    if (form.classes() != 0 && width != form.classes()) {
      throw new ModelException(
          "Cannot use %s: its output is %d wide, and %d classes are expected (both must be the same). Correct the number of classes, or take the model that was trained on them."
              .formatted(file, width, form.classes()));
    }
    return Math.toIntExact(width);
  }

  /**
   * The logits or the unit vector of an example; empty if a number is not finite.
   *
   * @param width as {@link #width} has it
   * @param tokens of this example, padding left out
   */
  float[] row(Tensor output, int row, int width, int tokens) {
    if (form.gives() != Gives.EMBEDDING) {
      float[] logits = new float[width];
      output.copy(row * width, logits, width);
      return finite(logits) ? logits : NOTHING;
    }
    boolean pooled = output.shape().dimension() == 2;
    int rows = pooled ? 1 : tokens;
    if (vectors.length < rows * width) {
      vectors = new float[rows * width];
    }
    output.copy(row * (pooled ? 1 : length(output)) * width, vectors, rows * width);
    float[] unit = Pooling.unitMean(vectors, 0, rows, width);
    return finite(unit) ? unit : NOTHING;
  }

  /** Whether all is finite that came out for the first example. */
  void checkFinite(Tensor output, int width, int tokens) {
    int count = output.shape().dimension() == 2 ? width : tokens * width;
    for (int i = 0; i < count; i++) {
      float value = output.values().get(i);
      if (!Float.isFinite(value)) {
        throw new ModelException(
            "Cannot use %s: it gave %s for a trial example (must be finite numbers). Export a checkpoint whose weights are sound."
                .formatted(file, value));
      }
    }
  }

  /** Whether all values are finite; without a branch, for there are many. */
  static boolean finite(float[] values) {
    float greatest = 0;
    for (float value : values) {
      greatest = Math.max(greatest, Math.abs(value));
    }
    return greatest <= Float.MAX_VALUE; // which NaN is not
  }

  /** Tokens of a row, padding included; 0 where examples are no texts. */
  private int length(Tensor output) {
    return form.reads() instanceof Reads.Text ? (int) output.fed().get(1) : 0;
  }

  private static String fed(long rows, int length) {
    return length == 0
        ? "%d examples".formatted(rows)
        : "%d texts of %d tokens".formatted(rows, length);
  }

  private String rule(int length) {
    return switch (form.gives()) {
      case CLASS_LOGITS -> "examples x classes";
      case NEXT_TOKEN_LOGITS -> "texts x tokens x vocabulary";
      case EMBEDDING ->
          length == 0
              ? "examples x dimensions"
              : "texts x dimensions, or texts x tokens x dimensions";
    };
  }
}
