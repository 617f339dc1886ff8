package io.secateur.inference;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The models that come with the toolkit, as resources on the class path. */
public final class BuiltinModels {
  /** What a name starts with in configuration. */
  public static final String PREFIX = "builtin:";

  private static final List<Builtin> ALL =
      List.of(
          new Builtin(
              "all-minilm-l6-v2",
              "/all-minilm-l6-v2.onnx",
              "/all-minilm-l6-v2-tokenizer.json",
              "English text, 384 dimensions, fp32 ONNX, Apache-2.0"));

  private BuiltinModels() {}

  /**
   * A model on the class path.
   *
   * @param name without the prefix
   * @param model resource of the network
   * @param tokenizer resource of its tokenizer
   * @param what one line about it
   */
  public record Builtin(String name, String model, String tokenizer, String what) {}

  /** Every model that comes with the toolkit. */
  public static List<Builtin> all() {
    return ALL;
  }

  /**
   * Writes a model's files where {@link TextEmbedder} reads them.
   *
   * @param name without the prefix
   * @param directory exists; gets {@code model.onnx} and {@code tokenizer.json}
   * @throws ModelException if there is no model of that name
   * @throws IOException if the files cannot be written
   */
  public static void copyTo(String name, Path directory) throws IOException {
    Builtin builtin =
        ALL.stream()
            .filter(model -> model.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new ModelException(
                        "Cannot load %s%s: there is no such model. `secateur list models` shows them."
                            .formatted(PREFIX, name)));
    copy(builtin.model(), directory.resolve(Network.ONNX_FILE));
    copy(builtin.tokenizer(), directory.resolve(Tokens.FILE));
  }

  private static void copy(String resource, Path target) throws IOException {
    try (InputStream in = BuiltinModels.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new ModelException(
            "Cannot load the built-in model: %s is not on the class path. Use the jar as released."
                .formatted(resource));
      }
      Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
