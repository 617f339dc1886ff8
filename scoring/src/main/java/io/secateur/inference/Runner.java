package io.secateur.inference;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.TranslateException;
import java.nio.Buffer;
import java.nio.file.Path;
import java.util.List;

/** Runs a network in one thread. All native memory of a batch is free when its run is over. */
final class Runner implements AutoCloseable {
  private final Path file;
  private final Predictor<NDList, NDList> predictor;
  private final NDManager memory;
  private final String output;
  private final Rows rows;

  Runner(
      Path file, Predictor<NDList, NDList> predictor, NDManager memory, String output, Rows rows) {
    this.file = file;
    this.predictor = predictor;
    this.memory = memory;
    this.output = output;
    this.rows = rows;
  }

  /** How many rows a batch must have. */
  Rows rows() {
    return rows;
  }

  /** Runs one batch: inputs of one shape, in the order of the network. */
  Tensor run(Shape shape, List<? extends Buffer> inputs) {
    try (NDManager scope = memory.newSubManager()) {
      NDList feed = new NDList(inputs.size());
      for (Buffer input : inputs) {
        feed.add(scope.create(input, shape));
      }
      try (NDList outputs = predictor.predict(feed)) {
        return read(shape, chosen(outputs));
      }
    } catch (TranslateException e) {
      throw new ModelException(
          "Cannot run %s on a batch of shape %s: %s (it must take any number of examples, each as its form says)"
              .formatted(file, shape, engineWords(e)),
          e);
    }
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
              .formatted(file, output));
    }
    if (index < 0) {
      throw new ModelException(
          "Cannot use %s: it has no output %s (its outputs are %s). Name one of them, or none for the first."
              .formatted(file, output, String.join(", ", names)));
    }
    return outputs.get(index);
  }

  private Tensor read(Shape fed, NDArray array) {
    if (array.getDataType() != DataType.FLOAT32) {
      throw new ModelException(
          "Cannot use %s: its output holds %s numbers (must be float32). Export it with float32 outputs."
              .formatted(file, array.getDataType()));
    }
    return new Tensor(fed, array.getShape(), array.toByteBuffer().asFloatBuffer());
  }

  private static String engineWords(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String words = root.getMessage();
    return (words == null ? root.toString() : words).replaceAll("\\s+", " ").strip();
  }
}
