package io.secateur.inference;

import ai.djl.MalformedModelException;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.ndarray.NDList;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Turns texts into unit vectors: tokenizer, transformer, mean over the tokens, L2 norm.
 *
 * <pre>{@code x = v / ||v||,  v = sum over tokens t of h_t / number of tokens}</pre>
 *
 * <dl>
 *   <dt>Reads
 *   <dd>a directory with {@code model.onnx} (or a TorchScript {@code model.pt}) and {@code
 *       tokenizer.json}; nothing is fetched from a network
 *   <dt>Returns
 *   <dd>float32 vectors of unit length, the same bits for a text whatever else is embedded with it:
 *       texts are padded to a length that depends on themselves alone
 *   <dt>Edge
 *   <dd>text past {@code maxTokens} is cut off; a text without tokens embeds its two special tokens
 *   <dt>Cost
 *   <dd>the model is held once and shared by threads; open one {@link Session} a thread
 * </dl>
 */
public final class TextEmbedder implements AutoCloseable {
  static final String ONNX_FILE = "model.onnx";
  static final String TORCH_FILE = "model.pt";
  static final String TOKENIZER_FILE = "tokenizer.json";

  private final ZooModel<NDList, NDList> model;
  private final HuggingFaceTokenizer tokenizer;
  private final List<String> inputs;
  private final int maxTokens;

  private TextEmbedder(
      ZooModel<NDList, NDList> model,
      HuggingFaceTokenizer tokenizer,
      List<String> inputs,
      int maxTokens) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.inputs = inputs;
    this.maxTokens = maxTokens;
  }

  /**
   * Loads a model.
   *
   * @param directory with the two files
   * @param maxTokens at most this many tokens of a text are read, at least 3: two are special
   * @param threads that one batch may use
   * @throws ModelException if a file is missing or broken, or the model is not one of this kind
   */
  public static TextEmbedder open(Path directory, int maxTokens, int threads) {
    if (maxTokens < 3) {
      throw new IllegalArgumentException(
          "Invalid maxTokens: %d (must be at least 3)".formatted(maxTokens));
    }
    Offline.configure();
    Path network = network(directory);
    Path tokenizerFile = directory.resolve(TOKENIZER_FILE);
    if (!Files.isRegularFile(tokenizerFile)) {
      throw new ModelException(
          "Cannot load the model in %s: it has no %s. Put the model's tokenizer beside it."
              .formatted(directory, TOKENIZER_FILE));
    }
    HuggingFaceTokenizer tokenizer = tokenizer(tokenizerFile, maxTokens);
    try {
      ZooModel<NDList, NDList> model = load(network, threads);
      return new TextEmbedder(model, tokenizer, inputs(model, network), maxTokens);
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  /** Opens what one thread needs; close it when that thread is done. */
  public Session newSession() {
    return new Session(model.newPredictor(), model.getNDManager(), tokenizer, inputs, maxTokens);
  }

  /** Frees the model's native memory; no session may be open. */
  @Override
  public void close() {
    model.close();
    tokenizer.close();
  }

  private static Path network(Path directory) {
    for (String name : List.of(ONNX_FILE, TORCH_FILE)) {
      if (Files.isRegularFile(directory.resolve(name))) {
        return directory.resolve(name);
      }
    }
    throw new ModelException(
        "Cannot load the model in %s: it has neither %s nor %s."
            .formatted(directory, ONNX_FILE, TORCH_FILE));
  }

  private static HuggingFaceTokenizer tokenizer(Path file, int maxTokens) {
    try {
      return HuggingFaceTokenizer.builder()
          .optTokenizerPath(file)
          .optTruncation(true)
          .optMaxLength(maxTokens)
          .optPadding(false) // batches are padded here, to lengths that depend on the text alone
          .optAddSpecialTokens(true)
          .build();
    } catch (IOException | RuntimeException e) {
      throw new ModelException(
          "Cannot read the tokenizer %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static ZooModel<NDList, NDList> load(Path network, int threads) {
    boolean onnx = network.endsWith(ONNX_FILE);
    String engine = onnx ? "OnnxRuntime" : "PyTorch";
    if (!Engine.hasEngine(engine)) {
      throw new ModelException(
          "Cannot load %s: DJL's %s engine is not on the class path. Add it with --packages, or export the model to ONNX."
              .formatted(network, engine));
    }
    Criteria.Builder<NDList, NDList> criteria =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optModelPath(network)
            .optEngine(engine)
            .optTranslator(new NoopTranslator());
    if (onnx) {
      criteria
          .optOption("intraOpNumThreads", Integer.toString(threads))
          .optOption("interOpNumThreads", "1");
    }
    try {
      return criteria.build().loadModel();
    } catch (IOException | ModelNotFoundException | MalformedModelException | EngineException e) {
      throw new ModelException("Cannot load %s: %s".formatted(network, e.getMessage()), e);
    }
  }

  private static List<String> inputs(ZooModel<NDList, NDList> model, Path network) {
    if (network.endsWith(TORCH_FILE)) {
      return List.of(Session.IDS, Session.MASK);
    }
    List<String> inputs = model.describeInput().keys();
    for (String input : inputs) {
      if (!Session.KNOWN.contains(input)) {
        model.close();
        throw new ModelException(
            "Cannot use %s: its input %s is unknown (must be among %s)."
                .formatted(network, input, Session.KNOWN));
      }
    }
    return inputs;
  }
}
