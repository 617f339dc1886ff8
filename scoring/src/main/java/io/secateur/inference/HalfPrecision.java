package io.secateur.inference;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * How far a model's copy of 16 bits is from it, on some made-up examples: what rounding its weights
 * and sums does, which a GPU then does in another order.
 *
 * @param difference the largest: of the cosine from 1, of a logit, or of a text's loss
 * @param examples that were tried
 * @param gives what the model gives
 */
public record HalfPrecision(double difference, int examples, Gives gives) {
  /** Lengths and words of all kinds; nothing of them must be known to the model. */
  private static final List<String> TEXTS =
      List.of(
          "trial",
          "The cat sat on the mat.",
          "Bitte senden Sie mir die Rechnung vom 3. Mai noch einmal zu.",
          "int main(void) { return 0; }",
          "3.14159 2.71828 1.41421 0.57721",
          "one two three four five six seven eight nine ten ".repeat(8),
          "If the price falls, then more of it is bought, and what is left becomes dearer. "
              .repeat(6),
          "Répondez s'il vous plaît avant vendredi : la salle est réservée jusqu'à midi.");

  /**
   * Compares the two, one after the other, on the processor.
   *
   * @param directory with the model's files
   * @param form what it reads and gives
   * @return empty where there is no {@code model_fp16.onnx}
   * @throws ModelException if either cannot be used, or the copy gives what is not finite
   */
  public static Optional<HalfPrecision> of(Path directory, ModelForm form) {
    if (!Files.isRegularFile(directory.resolve(Network.HALF_FILE))) {
      return Optional.empty();
    }
    List<float[]> whole = given(directory, form, Precision.FP32);
    List<float[]> half = given(directory, form, Precision.FP16);
    double difference = 0;
    for (int i = 0; i < whole.size(); i++) {
      if (whole.get(i).length > 0 && half.get(i).length == 0) {
        throw new ModelException(
            "Cannot use %s: it gave numbers that are not finite for an example of which the model of 32 bits makes some. Export it anew, with what overflows kept in float32."
                .formatted(directory.resolve(Network.HALF_FILE)));
      }
      difference = Math.max(difference, apart(whole.get(i), half.get(i), form.gives()));
    }
    return Optional.of(new HalfPrecision(difference, whole.size(), form.gives()));
  }

  /** In words: {@code 0.00012 of the cosine, on 8 examples}. */
  @Override
  public String toString() {
    String unit =
        switch (gives) {
          case EMBEDDING -> "of the cosine";
          case CLASS_LOGITS -> "of a logit";
          case NEXT_TOKEN_LOGITS -> "of a text's loss";
        };
    return String.format(Locale.ROOT, "%.2g %s, on %d examples", difference, unit, examples);
  }

  private static List<float[]> given(Path directory, ModelForm form, Precision precision) {
    Placement placement = new Placement(Device.CPU, precision, 1);
    try (Checkpoint checkpoint = Checkpoint.open(directory, form, placement);
        CheckpointSession session = checkpoint.newSession()) {
      if (form.gives() == Gives.NEXT_TOKEN_LOGITS) {
        return session.losses(TEXTS, 1).stream()
            .map(loss -> loss.tokens() == 0 ? new float[0] : new float[] {(float) loss.meanNll()})
            .toList();
      }
      return List.of(
          form.reads() instanceof Reads.Text
              ? session.ofTexts(TEXTS, 1)
              : session.ofNumbers(vectors(form.reads())));
    }
  }

  /** Numbers as pixels and features usually are. */
  private static List<float[]> vectors(Reads reads) {
    int size =
        reads instanceof Reads.Image image
            ? image.channels().count() * image.height() * image.width()
            : ((Reads.Floats) reads).size();
    SplittableRandom random = new SplittableRandom(0);
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < TEXTS.size(); i++) {
      float[] vector = new float[size];
      for (int k = 0; k < size; k++) {
        vector[k] = (float) (2 * random.nextDouble() - 1);
      }
      vectors.add(vector);
    }
    return vectors;
  }

  private static double apart(float[] whole, float[] half, Gives gives) {
    double dot = 0;
    double most = 0;
    for (int k = 0; k < Math.min(whole.length, half.length); k++) {
      dot += (double) whole[k] * half[k];
      most = Math.max(most, Math.abs((double) whole[k] - half[k]));
    }
    return gives != Gives.EMBEDDING || whole.length == 0 ? most : Math.max(0, 1 - dot);
  }
}
