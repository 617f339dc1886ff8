package io.secateur.inference;

import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user's model, loaded and proved: it gives logits, losses or vectors for examples.
 *
 * <dl>
 *   <dt>Reads
 *   <dd>a directory with {@code model.onnx} (or a TorchScript {@code model.pt}) and, where it reads
 *       texts, {@code tokenizer.json}; nothing is fetched from a network
 *   <dt>Returns
 *   <dd>what {@link CheckpointSession} says; an example has the same bits whatever else is run with
 *       it, as long as the model treats the examples of a batch apart
 *   <dt>Edge
 *   <dd>all that can be told from one example is told when the model is opened: it is run on a
 *       made-up one (the text "trial", an image of the mean colour, a zero vector), twice in a
 *       batch, and on a text of as many tokens as there may be
 *   <dt>Cost
 *   <dd>the model is held once and shared by threads; open one {@link CheckpointSession} a thread;
 *       a batch of one example is run as two, of TorchScript as a multiple of four, for its last
 *       bits would differ
 * </dl>
 */
public final class Checkpoint implements AutoCloseable {
  private final Network network;
  private final @Nullable Tokens tokens;
  private final ModelForm form;
  private final List<String> inputs;
  private final int width;

  private Checkpoint(Network network, @Nullable Tokens tokens, ModelForm form) {
    this.network = network;
    this.tokens = tokens;
    this.form = form;
    this.inputs = inputs(network, form.reads());
    this.width = trial();
  }

  /**
   * Loads a model onto the processor, with all bits, and runs it on an example of its own.
   *
   * @param directory with the model's files
   * @param form what it reads and gives
   * @param threads that one batch may use, see {@link Placement}
   * @throws ModelException if a file is missing or broken, or the model is not of that form
   */
  public static Checkpoint open(Path directory, ModelForm form, int threads) {
    return open(directory, form, Placement.cpu(threads));
  }

  /**
   * Loads a model, and runs it on an example of its own.
   *
   * @param directory with the model's files
   * @param form what it reads and gives
   * @param placement where it runs
   * @throws ModelException if a file is missing or broken, or the model is not of that form, or
   *     cannot be loaded onto that device
   */
  public static Checkpoint open(Path directory, ModelForm form, Placement placement) {
    Path file = Network.find(directory, placement.precision());
    Tokens tokens =
        form.reads() instanceof Reads.Text text ? Tokens.open(directory, text.maxTokens()) : null;
    try {
      return Network.open(file, placement, network -> new Checkpoint(network, tokens, form));
    } catch (RuntimeException e) {
      if (tokens != null) {
        tokens.close();
      }
      throw e;
    }
  }

  /** Opens what one thread needs; close it when that thread is done. */
  public CheckpointSession newSession() {
    return new CheckpointSession(form, textRuns(width), floatRuns(width), newLosses());
  }

  /** What it runs on. */
  public Device device() {
    return network.device();
  }

  /** The last dimension of what the model gives: classes, tokens it knows, or dimensions. */
  public int width() {
    return width;
  }

  /** Frees the model's native memory; no session may be open. */
  @Override
  public void close() {
    network.close();
    if (tokens != null) {
      tokens.close();
    }
  }

  Network network() {
    return network;
  }

  private TokenLosses newLosses() {
    return new TokenLosses(network.file(), form.gives() == Gives.NEXT_TOKEN_LOGITS ? width : 0);
  }

  private @Nullable TextRuns textRuns(int classes) {
    if (tokens == null) {
      return null;
    }
    Runner runner = network.newRunner(form.output());
    TextBatches batches = new TextBatches(runner, inputs, tokens.maxTokens());
    return new TextRuns(batches, tokens, readout(classes));
  }

  private @Nullable FloatRuns floatRuns(int classes) {
    Shape example;
    if (form.reads() instanceof Reads.Image image) {
      example = new Shape(image.channels().count(), image.height(), image.width());
    } else if (form.reads() instanceof Reads.Floats floats) {
      example = new Shape(floats.size());
    } else {
      return null;
    }
    return new FloatRuns(
        new FloatBatches(network.newRunner(form.output()), example), readout(classes));
  }

  private Readout readout(int classes) {
    return new Readout(
        network.file(), new ModelForm(form.reads(), form.gives(), form.output(), classes));
  }

  private int trial() {
    try (TextRuns texts = textRuns(form.classes());
        FloatRuns floats = floatRuns(form.classes())) {
      if (texts != null && tokens != null) {
        int found = texts.trial();
        if (form.gives() == Gives.NEXT_TOKEN_LOGITS) {
          Trial.checkSize(network.file(), tokens.maxTokens(), found);
        }
        texts.longTrial();
        return found;
      }
      return floats == null ? 0 : floats.trial();
    }
  }

  private static List<String> inputs(Network network, Reads reads) {
    if (reads instanceof Reads.Image image) {
      return network.only(image.input());
    }
    if (reads instanceof Reads.Floats floats) {
      return network.only(floats.input());
    }
    return TextBatches.inputs(network);
  }
}
