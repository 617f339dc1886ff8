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
  static final String HALF_FILE = "model_fp16.onnx";
  static final String TORCH_FILE = "model.pt";

  private final Path file;
  private final Device device;
  private final ZooModel<NDList, NDList> model;
  private final BatchLimit limit;

  private Network(Path file, Device device, ZooModel<NDList, NDList> model) {
    this.file = file;
    this.device = device;
    this.model = model;
    this.limit = BatchLimit.of(file, device);
  }

  /** The file of the model in a directory. */
  static Path find(Path directory, Precision precision) {
    if (!Files.isDirectory(directory)) {
      throw new ModelException(
          "Cannot load the model in %s: there is no such directory. Name the directory that holds %s or %s."
              .formatted(directory, ONNX_FILE, TORCH_FILE));
    }
    Path half = directory.resolve(HALF_FILE);
    if (precision == Precision.FP16 && Files.isRegularFile(half)) {
      return readable(half);
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

  /** Loads it and hands it on, closed if that fails. */
  static <T> T open(Path file, Placement placement, Function<Network, T> use) {
    Network network = load(file, placement);
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

  /** What it is loaded onto. */
  Device device() {
    return device;
  }

  /** How much of it goes into a batch. */
  BatchLimit limit() {
    return limit;
  }

  /** How many rows a batch must have. */
  Rows rows() {
    return namesItsInputs() ? Rows.ONNX : Rows.TORCH;
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
    return new Runner(this, model.newPredictor(), output);
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

  /** What an engine said first, in one line. */
  static String engineWords(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String words = root.getMessage();
    return (words == null ? root.toString() : words).replaceAll("\\s+", " ").strip();
  }

  private static Network load(Path file, Placement placement) {
    Offline.configure();
    boolean onnx = !file.endsWith(TORCH_FILE);
    String engine = onnx ? "OnnxRuntime" : "PyTorch";
    if (!Engine.hasEngine(engine)) {
      throw new ModelException(
          "Cannot load %s: DJL's %s engine is not on the class path. Add it with --jars, or export the model to ONNX."
              .formatted(file, engine));
    }
    if (!onnx) {
      Offline.configureTorch(placement.threads());
      start(file, engine);
    }
    Device device = placement.device();
    Criteria.Builder<NDList, NDList> criteria =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optModelPath(file)
            .optEngine(engine)
            .optDevice(device.isGpu() ? ai.djl.Device.gpu(device.gpu()) : ai.djl.Device.cpu())
            .optTranslator(new NoopTranslator());
    if (onnx) {
      criteria
          .optOption("intraOpNumThreads", Integer.toString(placement.threads()))
          .optOption("interOpNumThreads", "1");
    }
    try {
      return new Network(file, device, criteria.build().loadModel());
    } catch (IOException | ModelNotFoundException | MalformedModelException | EngineException e) {
      String words =
          device.isGpu()
              ? "on %s: %s".formatted(device, engineWords(e)) // what is wrong is below DJL's words
              : String.valueOf(e.getMessage());
      throw new ModelException("Cannot load %s: %s".formatted(file, words), e);
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
