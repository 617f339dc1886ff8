package io.secateur.inference;

import ai.djl.MalformedModelException;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** A model's file, loaded; shared by threads. Nothing is fetched from a network. */
final class Network implements AutoCloseable {
  static final String ONNX_FILE = "model.onnx";
  static final String TORCH_FILE = "model.pt";

  private final Path file;
  private final ZooModel<NDList, NDList> model;

  private Network(Path file, ZooModel<NDList, NDList> model) {
    this.file = file;
    this.model = model;
  }

  /** The file of the model in a directory. */
  static Path find(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new ModelException(
          "Cannot load the model in %s: there is no such directory. Name the directory that holds %s or %s."
              .formatted(directory, ONNX_FILE, TORCH_FILE));
    }
    for (String name : List.of(ONNX_FILE, TORCH_FILE)) {
      Path file = directory.resolve(name);
      if (Files.isRegularFile(file)) {
        return readable(file);
      }
    }
    throw new ModelException(
        "Cannot load the model in %s: it has neither %s nor %s."
            .formatted(directory, ONNX_FILE, TORCH_FILE));
  }

  /** Loads it and hands it on, closed if that fails; one batch may use that many threads. */
  static <T> T open(Path file, int threads, Function<Network, T> use) {
    Network network = load(file, threads);
    try {
      return use.apply(network);
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  Path file() {
    return file;
  }

  /** Whether the engine knows the names of what goes in. */
  boolean namesItsInputs() {
    return !file.endsWith(TORCH_FILE);
  }

  /** The names of what goes in, in the order of the model. */
  List<String> inputs() {
    return model.describeInput().keys();
  }

  /**
   * The one input of a network that has no other, as a list.
   *
   * @param name that it must have; empty for any
   */
  List<String> only(String name) {
    if (!namesItsInputs()) {
      return List.of(name);
    }
    List<String> inputs = inputs();
    String all = String.join(", ", inputs);
    if (!name.isEmpty() && !inputs.contains(name)) {
      throw new ModelException(
          "Cannot use %s: it has no input %s (its inputs are %s). Name one of them."
              .formatted(file, name, all));
    }
    if (inputs.size() != 1) {
      throw new ModelException(
          "Cannot use %s: it has the inputs %s (must have one where it reads no text). Export it with one input."
              .formatted(file, all));
    }
    return inputs;
  }

  /** Where the engine keeps its memory. */
  NDManager memory() {
    return model.getNDManager();
  }

  /** What one thread needs to run it. */
  Runner newRunner(String output) {
    Rows rows = namesItsInputs() ? Rows.ONNX : Rows.TORCH;
    return new Runner(file, model.newPredictor(), memory(), output, rows);
  }

  @Override
  public void close() {
    model.close();
  }

  private static Path readable(Path file) {
    if (!Files.isReadable(file)) {
      throw new ModelException(
          "Cannot load %s: this user may not read it. Give it read permission.".formatted(file));
    }
    return file;
  }

  private static Network load(Path file, int threads) {
    Offline.configure();
    boolean onnx = file.endsWith(ONNX_FILE);
    String engine = onnx ? "OnnxRuntime" : "PyTorch";
    if (!Engine.hasEngine(engine)) {
      throw new ModelException(
          "Cannot load %s: DJL's %s engine is not on the class path. Add it with --jars, or export the model to ONNX."
              .formatted(file, engine));
    }
    if (!onnx) {
      Offline.configureTorch(threads);
      start(file, engine);
    }
    Criteria.Builder<NDList, NDList> criteria =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optModelPath(file)
            .optEngine(engine)
            .optTranslator(new NoopTranslator());
    if (onnx) {
      criteria
          .optOption("intraOpNumThreads", Integer.toString(threads))
          .optOption("interOpNumThreads", "1");
    }
    try {
      return new Network(file, criteria.build().loadModel());
    } catch (IOException | ModelNotFoundException | MalformedModelException | EngineException e) {
      throw new ModelException("Cannot load %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** An engine that the user added may lack its other jars, which DJL then wants to download. */
  private static void start(Path file, String engine) {
    try {
      var unused = Engine.getEngine(engine);
    } catch (EngineException e) {
      throw new ModelException(
          "Cannot load %s: DJL's %s engine does not start: %s. Add pytorch-jni and pytorch-native-cpu of one version too; nothing is downloaded."
              .formatted(file, engine, e.getMessage()),
          e);
    }
  }
}
