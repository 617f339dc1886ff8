package io.secateur.inference;

import ai.djl.engine.EngineException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.TranslateException;
import ai.djl.util.Float16Utils;
import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Runs a network in one thread. All native memory of a batch is free when its run is over. */
final class Runner implements AutoCloseable {
  private final Network network;
  private final Predictor<NDList, NDList> predictor;
  private final String output;

  Runner(Network network, Predictor<NDList, NDList> predictor, String output) {
    this.network = network;
    this.predictor = predictor;
    this.output = output;
  }

  /** How many rows a batch must have. */
  Rows rows() {
    return network.rows();
  }

  /** How many it may have. */
  BatchLimit limit() {
    return network.limit();
  }

  /**
   * Runs one batch: inputs of one shape, in the order of the network.
   *
   * @param examples of the batch, at least 1
   * @param size numbers of each
   * @param one of them, in words
   * @return empty where memory did not suffice, and less should be tried
   * @throws ModelException if the model fails, or memory does not suffice for one
   */
  Optional<Tensor> run(
      Shape shape, List<? extends Buffer> inputs, int examples, int size, Supplier<String> one) {
    try {
      return Optional.of(run(shape, inputs));
    } catch (NoRoomException e) {
      if (!limit().halve(examples, size)) {
        throw tooLarge(one.get(), e);
      }
      return Optional.empty();
    }
  }

  private Tensor run(Shape shape, List<? extends Buffer> inputs) {
    try (NDManager scope = network.memory().newSubManager()) {
      NDList feed = new NDList(inputs.size());
      for (Buffer input : inputs) {
        feed.add(scope.create(input, shape));
      }
      try (NDList outputs = predictor.predict(feed)) {
        return read(shape, chosen(outputs));
      }
    } catch (TranslateException | EngineException e) {
      String words = Network.engineWords(e);
      if (NoRoomException.isMeant(e)) {
        throw new NoRoomException(words, e);
      }
      throw new ModelException(
          "Cannot run %s on a batch of shape %s: %s (it must take any number of examples, each as its form says)"
              .formatted(network.file(), shape, words),
          e);
    }
  }

  /** The end of an example that is too large by itself. */
  private ModelException tooLarge(String example, NoRoomException e) {
    return new ModelException(
        "Cannot run %s on %s: the memory of the %s does not suffice for it alone: %s. Use a device with more memory, or let the model read less of an example."
            .formatted(network.file(), example, network.device(), e.getMessage()),
        e);
  }

  @Override
  public void close() {
    predictor.close();
  }

  private NDArray chosen(NDList outputs) {
    if (output.isEmpty()) {
      return outputs.get(0);
    }
    List<String> names =
        outputs.stream().map(NDArray::getName).map(name -> name == null ? "" : name).toList();
    int index = names.indexOf(output);
    if (index < 0 && names.stream().allMatch(String::isEmpty)) {
      throw new ModelException(
          "Cannot use %s: it has no output %s (its outputs have no names). Name none: the first is read."
              .formatted(network.file(), output));
    }
    if (index < 0) {
      throw new ModelException(
          "Cannot use %s: it has no output %s (its outputs are %s). Name one of them, or none for the first."
              .formatted(network.file(), output, String.join(", ", names)));
    }
    return outputs.get(index);
  }

  private Tensor read(Shape fed, NDArray array) {
    if (array.getDataType() == DataType.FLOAT16) {
      float[] wide = Float16Utils.fromByteBuffer(array.toByteBuffer());
      return new Tensor(fed, array.getShape(), FloatBuffer.wrap(wide));
    }
    if (array.getDataType() != DataType.FLOAT32) {
      throw new ModelException(
          "Cannot use %s: its output holds %s numbers (must be float32). Export it with float32 outputs."
              .formatted(network.file(), array.getDataType()));
    }
    return new Tensor(fed, array.getShape(), array.toByteBuffer().asFloatBuffer());
  }
}
