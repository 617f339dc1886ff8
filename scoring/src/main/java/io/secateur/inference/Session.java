package io.secateur.inference;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.TranslateException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What one thread needs to embed texts with a {@link TextEmbedder}. Not for two threads at once.
 */
public final class Session implements AutoCloseable {
  static final String IDS = "input_ids";
  static final String MASK = "attention_mask";
  static final String TYPES = "token_type_ids";
  static final Set<String> KNOWN = Set.of(IDS, MASK, TYPES);

  /** Texts are padded to a multiple of this, so that few paddings are long and batches fill. */
  private static final int PADDING = 16;

  /** Characters a token that are read at most; a text's tail past that is past maxTokens too. */
  private static final int CHARACTERS_A_TOKEN = 64;

  private final Predictor<NDList, NDList> predictor;
  private final NDManager memory;
  private final HuggingFaceTokenizer tokenizer;
  private final List<String> inputs;
  private final int maxTokens;

  Session(
      Predictor<NDList, NDList> predictor,
      NDManager memory,
      HuggingFaceTokenizer tokenizer,
      List<String> inputs,
      int maxTokens) {
    this.predictor = predictor;
    this.memory = memory;
    this.tokenizer = tokenizer;
    this.inputs = inputs;
    this.maxTokens = maxTokens;
  }

  /**
   * Embeds some texts, in batches of equal padded length, shortest first.
   *
   * @param texts any number; the more, the better the batches fill
   * @param batchSize texts a batch at most, at least 1
   * @return one unit vector a text, in the order of the texts
   * @throws ModelException if the model fails
   */
  public float[][] embed(List<String> texts, int batchSize) {
    long[][] tokens = texts.stream().map(this::tokens).toArray(long[][]::new);
    Integer[] shortestFirst = IntStream.range(0, tokens.length).boxed().toArray(Integer[]::new);
    Arrays.sort(shortestFirst, Comparator.comparingInt(i -> padded(tokens[i].length)));
    float[][] embeddings = new float[tokens.length][];
    for (int from = 0; from < tokens.length; ) {
      int length = padded(tokens[shortestFirst[from]].length);
      int to = from;
      while (to < tokens.length
          && to - from < batchSize
          && padded(tokens[shortestFirst[to]].length) == length) {
        to++;
      }
      int[] batch = Arrays.stream(shortestFirst, from, to).mapToInt(Integer::intValue).toArray();
      embedBatch(tokens, batch, length, embeddings);
      from = to;
    }
    return embeddings;
  }

  /**
   * Characters of a text that are read at most.
   *
   * @param maxTokens as the model was opened
   */
  public static int charactersRead(int maxTokens) {
    return CHARACTERS_A_TOKEN * maxTokens;
  }

  /**
   * The tokens of a text, special ones included, cut off at the most that are read.
   *
   * @param text any text
   */
  public long[] tokens(String text) {
    int most = charactersRead(maxTokens);
    Encoding encoding = tokenizer.encode(text.length() <= most ? text : text.substring(0, most));
    return encoding.getIds();
  }

  /** Frees native memory. */
  @Override
  public void close() {
    predictor.close();
  }

  private int padded(int tokens) {
    return Math.min(maxTokens, (tokens + PADDING - 1) / PADDING * PADDING);
  }

  private void embedBatch(long[][] tokens, int[] batch, int length, float[][] embeddings) {
    long[] ids = new long[batch.length * length];
    long[] mask = new long[ids.length];
    for (int row = 0; row < batch.length; row++) {
      long[] text = tokens[batch[row]];
      System.arraycopy(text, 0, ids, row * length, text.length);
      Arrays.fill(mask, row * length, row * length + text.length, 1);
    }
    try (NDManager scope = memory.newSubManager()) {
      NDList feed = new NDList();
      Shape shape = new Shape(batch.length, length);
      for (String input : inputs) {
        long[] values =
            switch (input) {
              case IDS -> ids;
              case MASK -> mask;
              default -> new long[ids.length];
            };
        feed.add(scope.create(values, shape));
      }
      try (NDList output = predictor.predict(feed)) {
        read(output.get(0), tokens, batch, length, embeddings);
      }
    } catch (TranslateException e) {
      throw new ModelException(
          "Cannot embed a batch of %d texts: %s".formatted(batch.length, e), e);
    }
  }

  private static void read(
      NDArray output, long[][] tokens, int[] batch, int length, float[][] embeddings) {
    Shape shape = output.getShape();
    float[] values = output.toFloatArray();
    boolean pooled = shape.dimension() == 2;
    if (!pooled && (shape.dimension() != 3 || shape.get(1) != length)) {
      throw new ModelException(
          "Cannot use the model's output of shape %s (must be texts x dimensions, or texts x tokens x dimensions)."
              .formatted(shape));
    }
    int dimensions = (int) shape.get(shape.dimension() - 1);
    for (int row = 0; row < batch.length; row++) {
      int rows = pooled ? 1 : tokens[batch[row]].length;
      int offset = row * (pooled ? 1 : length) * dimensions;
      embeddings[batch[row]] = finite(Pooling.unitMean(values, offset, rows, dimensions));
    }
  }

  private static float[] finite(float[] embedding) {
    for (float value : embedding) {
      if (!Float.isFinite(value)) {
        throw new ModelException(
            "Cannot use the model: it gave %s for a text (an embedding must be finite numbers)."
                .formatted(value));
      }
    }
    return embedding;
  }
}
