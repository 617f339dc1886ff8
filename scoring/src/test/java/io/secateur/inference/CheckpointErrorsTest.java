package io.secateur.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.testing.OnnxModels;
import io.secateur.testing.WordTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All that can be wrong with a model is told when it is opened. */
class CheckpointErrorsTest {
  private static final List<String> WORDS = List.of("[UNK]", "a", "b");

  @TempDir Path directory;
  private Path onnx = Path.of("");

  @BeforeEach
  void nameTheFile() {
    onnx = directory.resolve("model.onnx");
  }

  @Test
  void noDirectory() {
    refused(
        directory.resolve("gone"),
        floats("", 3, "", 0),
        "Cannot load the model in %s/gone: there is no such directory."
            + " Name the directory that holds model.onnx or model.pt.");
  }

  @Test
  void noModelInTheDirectory() {
    refused(
        floats("", 3, "", 0),
        "Cannot load the model in %s: it has neither model.onnx nor model.pt.");
  }

  @Test
  void noTokenizer() {
    OnnxModels.bigram(onnx, new float[3][3]);
    refused(
        text(Gives.NEXT_TOKEN_LOGITS, "", 0),
        "Cannot load the model in %s: it has no tokenizer.json. Put the model's tokenizer beside it.");
  }

  @Test
  void aFileThatIsCutOffOrNoModel() throws IOException {
    vectorClassifier();
    byte[] whole = Files.readAllBytes(onnx);
    for (int length : new int[] {0, 1, whole.length / 2, whole.length - 1}) {
      Files.write(onnx, Arrays.copyOf(whole, length));
      refused(floats("", 3, "", 0), "Cannot load %s/model.onnx: ONNX Model cannot be loaded");
    }
    Files.writeString(onnx, "<html>not found</html>");
    refused(floats("", 3, "", 0), "Cannot load %s/model.onnx: ONNX Model cannot be loaded");
  }

  @Test
  void noEngineForTorch() throws IOException {
    Files.writeString(directory.resolve("model.pt"), "any");
    refused(
        floats("", 3, "", 0),
        "Cannot load %s/model.pt: DJL's PyTorch engine is not on the class path."
            + " Add it with --jars, or export the model to ONNX.");
  }

  @Test
  void anInputOfAnotherName() {
    vectorClassifier();
    refused(
        floats("pixels", 3, "", 0),
        "Cannot use %s/model.onnx: it has no input pixels (its inputs are features)."
            + " Name one of them.");
  }

  @Test
  void moreInputsThanOne() {
    textClassifier();
    refused(
        floats("input_ids", 3, "", 0),
        "Cannot use %s/model.onnx: it has the inputs input_ids, attention_mask"
            + " (must have one where it reads no text). Export it with one input.");
  }

  @Test
  void anInputThatNoTextHas() {
    vectorClassifier();
    WordTokenizer.write(directory.resolve("tokenizer.json"), WORDS);
    refused(
        text(Gives.CLASS_LOGITS, "", 0),
        "Cannot use %s/model.onnx: its input features is unknown"
            + " (must be among [input_ids, attention_mask, token_type_ids, position_ids]).");
  }

  @Test
  void anInputOfAnotherSize() {
    vectorClassifier();
    refusedBeginning(
        floats("features", 5, "", 0),
        "Cannot run %s/model.onnx on a batch of shape (2, 5): Error code - ORT_INVALID_ARGUMENT"
            + " - message: Got invalid dimensions for input: features");
  }

  @Test
  void anInputOfAnotherType() {
    OnnxModels.bigram(onnx, new float[3][3]);
    refusedBeginning(
        floats("", 3, "", 0),
        "Cannot run %s/model.onnx on a batch of shape (2, 3): Error code - ORT_INVALID_ARGUMENT"
            + " - message: Unexpected input data type.");
  }

  @Test
  void anOutputOfAnotherName() {
    vectorClassifier();
    refused(
        floats("", 3, "probabilities", 0),
        "Cannot use %s/model.onnx: it has no output probabilities (its outputs are logits)."
            + " Name one of them, or none for the first.");
  }

  @Test
  void anotherNumberOfClasses() {
    vectorClassifier();
    refused(
        floats("", 3, "logits", 10),
        "Cannot use %s/model.onnx: its output is 2 wide, and 10 classes are expected (both must be"
            + " the same). Correct the number of classes, or take the model that was trained on"
            + " them.");
  }

  @Test
  void anOutputOfAnotherRank() {
    WordTokenizer.write(directory.resolve("tokenizer.json"), WORDS);
    textClassifier();
    refused(
        text(Gives.NEXT_TOKEN_LOGITS, "", 0),
        "Cannot use %s/model.onnx: its output has the shape (2, 2) for 2 texts of 16 tokens (must be"
            + " texts x tokens x vocabulary). Name another output, or say what it gives.");

    OnnxModels.bigram(onnx, new float[3][3]);
    refused(
        text(Gives.CLASS_LOGITS, "", 0),
        "Cannot use %s/model.onnx: its output has the shape (2, 16, 3) for 2 texts of 16 tokens"
            + " (must be examples x classes). Name another output, or say what it gives.");
  }

  @Test
  void anOutputThatIsNotFinite() {
    OnnxModels.vectorClassifier(onnx, new float[3][2], new float[] {0, Float.NaN});
    refused(
        floats("", 3, "", 0),
        "Cannot use %s/model.onnx: it gave NaN for a trial example (must be finite numbers)."
            + " Export a checkpoint whose weights are sound.");
  }

  @Test
  void aTokenizerOfAnotherModel() {
    OnnxModels.bigram(onnx, new float[2][3]);
    List<String> more = List.of("a", "b", "c", "[UNK]"); // the trial's word is unknown: token 3
    WordTokenizer.write(directory.resolve("tokenizer.json"), more);
    refusedBeginning(
        text(Gives.NEXT_TOKEN_LOGITS, "", 0),
        "Cannot run %s/model.onnx on a batch of shape (2, 16): Error code - ORT_INVALID_ARGUMENT -"
            + " message: Non-zero status code returned while running Gather node.");
  }

  @Test
  void moreTokensThanTheModelHasPlacesFor() {
    OnnxModels.bigramByPlace(onnx, new float[3][3], new float[20][3]);
    WordTokenizer.write(directory.resolve("tokenizer.json"), WORDS);
    refusedBeginning(
        text(Gives.NEXT_TOKEN_LOGITS, "", 0),
        "Cannot run %s/model.onnx on a batch of shape (1, 32): Error code - ORT_INVALID_ARGUMENT -"
            + " message: Non-zero status code returned while running Gather node.");
  }

  @Test
  void logitsOfATextThatAreTooMany() {
    OnnxModels.bigram(onnx, new float[3][3]);
    WordTokenizer.write(directory.resolve("tokenizer.json"), WORDS);
    ModelForm form = new ModelForm(new Reads.Text(200_000_000), Gives.NEXT_TOKEN_LOGITS, "", 0);
    refused(
        form,
        "Cannot use %s/model.onnx: the logits of one text are 200,000,000 tokens x 3 of vocabulary"
            + " (must be 2 GiB at most). Read fewer tokens of a text.");
  }

  @Test
  void noThreads() {
    assertThatThrownBy(() -> Checkpoint.open(directory, floats("", 3, "", 0), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid threads: 0 (must be at least 1)");
  }

  private void vectorClassifier() {
    OnnxModels.vectorClassifier(onnx, new float[3][2], new float[2]);
  }

  private void textClassifier() {
    OnnxModels.textClassifier(onnx, new float[3][4], new float[4][2], new float[2]);
  }

  private static ModelForm floats(String input, int size, String output, int classes) {
    return new ModelForm(new Reads.Floats(input, size), Gives.CLASS_LOGITS, output, classes);
  }

  private static ModelForm text(Gives gives, String output, int classes) {
    return new ModelForm(new Reads.Text(32), gives, output, classes);
  }

  private void refused(ModelForm form, String message) {
    refused(directory, form, message);
  }

  private void refused(Path where, ModelForm form, String message) {
    assertThatThrownBy(() -> Checkpoint.open(where, form, 1))
        .isInstanceOf(ModelException.class)
        .hasMessage(message.formatted(directory));
  }

  private void refusedBeginning(ModelForm form, String message) {
    assertThatThrownBy(() -> Checkpoint.open(directory, form, 1))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith(message.formatted(directory))
        .satisfies(
            e ->
                assertThat(e.getMessage())
                    .endsWith(" (it must take any number of examples, each as its form says)")
                    .doesNotContain("\n"));
  }
}
