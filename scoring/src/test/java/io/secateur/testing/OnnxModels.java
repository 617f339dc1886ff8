package io.secateur.testing;

import java.nio.file.Path;

/**
 * Small models as ONNX files, with weights of the caller: what they give can be worked out by hand.
 * A matrix is rows of columns; {@code bias} is one a class.
 */
public final class OnnxModels {
  private static final int FREE = -1;

  private OnnxModels() {}

  /**
   * Logits of a vector: {@code logits = features W + bias}.
   *
   * @param weights size x classes
   */
  public static void vectorClassifier(Path file, float[][] weights, float[] bias) {
    new OnnxGraph()
        .floats("features", FREE, weights.length)
        .weights("W", weights)
        .weights("bias", bias)
        .node("MatMul", "features W", "product")
        .node("Add", "product bias", "logits")
        .output("logits", FREE, bias.length)
        .write(file);
  }

  /**
   * The same with weights of 16 bits, which are made 32 again to multiply.
   *
   * @param weights size x classes
   */
  public static void halfVectorClassifier(Path file, float[][] weights) {
    new OnnxGraph()
        .floats("features", FREE, weights.length)
        .halfWeights("W", weights)
        .node("Cast", "W", "wide", "to", 1)
        .node("MatMul", "features wide", "logits")
        .output("logits", FREE, weights[0].length)
        .write(file);
  }

  /**
   * The same all in 16 bits but for what goes in.
   *
   * @param weights size x classes
   */
  public static void halfOutputClassifier(Path file, float[][] weights) {
    new OnnxGraph()
        .floats("features", FREE, weights.length)
        .halfWeights("W", weights)
        .node("Cast", "features", "narrow", "to", 10)
        .node("MatMul", "narrow W", "logits")
        .halfOutput("logits", FREE, weights[0].length)
        .write(file);
  }

  /**
   * A classifier that takes, beside its batch, memory that no machine has once that is larger than
   * so many rows: {@code 2^min(26 (rows + 2 - most) - 28, 50)} numbers, which are all 0 and added.
   *
   * @param most rows that it runs, at least 2
   * @param weights size x classes
   */
  public static void greedyClassifier(Path file, int most, float[][] weights) {
    OnnxGraph graph = new OnnxGraph().floats("features", FREE, weights.length);
    greedy(graph, "features", most)
        .weights("W", weights)
        .node("MatMul", "features W", "product")
        .node("Add", "product zero", "logits")
        .output("logits", FREE, weights[0].length)
        .write(file);
  }

  /** A text model as {@link #textEmbedder}, greedy as {@link #greedyClassifier}. */
  public static void greedyEmbedder(Path file, int most, float[][] table) {
    greedy(text(table), "input_ids", most)
        .node("Add", "vectors zero", "last_hidden_state")
        .output("last_hidden_state", FREE, FREE, table[0].length)
        .write(file);
  }

  /**
   * A tower: {@code embedding = features W}, not scaled.
   *
   * @param weights size x dimensions
   */
  public static void vectorEmbedder(Path file, float[][] weights) {
    new OnnxGraph()
        .floats("features", FREE, weights.length)
        .weights("W", weights)
        .node("MatMul", "features W", "embedding")
        .output("embedding", FREE, weights[0].length)
        .write(file);
  }

  /**
   * Logits of an image: {@code logits = flat(pixels) W + bias}, pixels channel by channel and row
   * by row.
   *
   * @param weights (channels x height x width) x classes
   */
  public static void imageClassifier(
      Path file, int channels, int height, int width, float[][] weights, float[] bias) {
    new OnnxGraph()
        .floats("pixels", FREE, channels, height, width)
        .weights("W", weights)
        .weights("bias", bias)
        .node("Flatten", "pixels", "flat", "axis", 1)
        .node("MatMul", "flat W", "product")
        .node("Add", "product bias", "logits")
        .output("logits", FREE, bias.length)
        .write(file);
  }

  /**
   * Logits of a text: {@code logits = (mean over its tokens of table[token]) W + bias}; special
   * tokens count, padding does not.
   *
   * @param table vocabulary x dimensions
   * @param weights dimensions x classes
   */
  public static void textClassifier(Path file, float[][] table, float[][] weights, float[] bias) {
    text(table)
        .weights("W", weights)
        .weights("bias", bias)
        .weights("tokens", new long[] {1})
        .weights("last", new long[] {2})
        .node("Cast", "attention_mask", "mask", "to", 1)
        .node("Unsqueeze", "mask last", "column")
        .node("Mul", "vectors column", "masked")
        .node("ReduceSum", "masked tokens", "sum", "keepdims", 0)
        .node("ReduceSum", "mask tokens", "count")
        .node("Div", "sum count", "mean")
        .node("MatMul", "mean W", "product")
        .node("Add", "product bias", "logits")
        .output("logits", FREE, bias.length)
        .write(file);
  }

  /**
   * A vector a token, {@code table[token]}; the mask goes in and is not looked at.
   *
   * @param table vocabulary x dimensions
   */
  public static void textEmbedder(Path file, float[][] table) {
    text(table)
        .node("Identity", "vectors", "last_hidden_state")
        .output("last_hidden_state", FREE, FREE, table[0].length)
        .write(file);
  }

  /**
   * A language model that looks at one token back: logits of the next are {@code table[token]}.
   *
   * @param table vocabulary x vocabulary
   */
  public static void bigram(Path file, float[][] table) {
    new OnnxGraph()
        .longs("input_ids", FREE, FREE)
        .weights("table", table)
        .node("Gather", "table input_ids", "logits")
        .output("logits", FREE, FREE, table[0].length)
        .write(file);
  }

  /**
   * A language model that looks at one token back and at where that is: {@code table[token] +
   * places[position]}.
   *
   * @param table vocabulary x vocabulary
   * @param places positions x vocabulary
   */
  public static void bigramByPlace(Path file, float[][] table, float[][] places) {
    new OnnxGraph()
        .longs("input_ids", FREE, FREE)
        .longs("position_ids", FREE, FREE)
        .weights("table", table)
        .weights("places", places)
        .node("Gather", "table input_ids", "of_token")
        .node("Gather", "places position_ids", "of_place")
        .node("Add", "of_token of_place", "logits")
        .output("logits", FREE, FREE, table[0].length)
        .write(file);
  }

  /** Adds {@code zero}, for which memory is needed. */
  private static OnnxGraph greedy(OnnxGraph graph, String input, int most) {
    return graph
        .weights("slope", new long[] {26})
        .weights("offset", new long[] {26L * (2 - most) - 28})
        .weights("highest", new long[] {50})
        .weights("two", new long[] {2})
        .weights("first", new long[] {0})
        .node("Shape", input, "shape")
        .node("Gather", "shape first", "rows")
        .node("Mul", "rows slope", "steep")
        .node("Add", "steep offset", "power")
        .node("Min", "power highest", "exponent")
        .node("Pow", "two exponent", "numbers")
        .node("ConstantOfShape", "numbers", "zeros")
        .node("ReduceSum", "zeros first", "zero");
  }

  private static OnnxGraph text(float[][] table) {
    return new OnnxGraph()
        .longs("input_ids", FREE, FREE)
        .longs("attention_mask", FREE, FREE)
        .weights("table", table)
        .node("Gather", "table input_ids", "vectors");
  }
}
