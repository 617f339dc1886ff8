package io.secateur.inference;

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
  private final Network network;
  private final Tokens tokens;
  private final List<String> inputs;
  private final ModelForm form;

  private TextEmbedder(Network network, Tokens tokens) {
    this.network = network;
    this.tokens = tokens;
    this.inputs = TextBatches.inputs(network);
    this.form = new ModelForm(new Reads.Text(tokens.maxTokens()), Gives.EMBEDDING, "", 0);
  }

  /**
   * Loads a model onto the processor, with all bits.
   *
   * @param directory with the two files
   * @param maxTokens at most this many tokens of a text are read, at least 3: two are special
   * @param threads that one batch may use, see {@link Placement}
   * @throws ModelException if a file is missing or broken, or the model is not one of this kind
   */
  public static TextEmbedder open(Path directory, int maxTokens, int threads) {
    return open(directory, maxTokens, Placement.cpu(threads));
  }

  /**
   * Loads a model.
   *
   * @param directory with the two files
   * @param maxTokens at most this many tokens of a text are read, at least 3: two are special
   * @param placement where it runs
   * @throws ModelException if a file is missing or broken, or the model is not one of this kind, or
   *     cannot be loaded onto that device
   */
  public static TextEmbedder open(Path directory, int maxTokens, Placement placement) {
    if (maxTokens < 3) {
      throw new IllegalArgumentException(
          "Invalid maxTokens: %d (must be at least 3)".formatted(maxTokens));
    }
    Path file = Network.find(directory, placement.precision());
    Tokens tokens = Tokens.open(directory, maxTokens);
    try {
      return Network.open(file, placement, network -> new TextEmbedder(network, tokens));
    } catch (RuntimeException e) {
      tokens.close();
      throw e;
    }
  }

  /** What it runs on. */
  public Device device() {
    return network.device();
  }

  /** Opens what one thread needs; close it when that thread is done. */
  public Session newSession() {
    TextBatches batches =
        new TextBatches(network.newRunner(form.output()), inputs, tokens.maxTokens());
    return new Session(new TextRuns(batches, tokens, new Readout(network.file(), form)));
  }

  /** Frees the model's native memory; no session may be open. */
  @Override
  public void close() {
    network.close();
    tokens.close();
  }
}
