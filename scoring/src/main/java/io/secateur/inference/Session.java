package io.secateur.inference;

import java.util.List;

/**
 * What one thread needs to embed texts with a {@link TextEmbedder}. Not for two threads at once.
 */
public final class Session implements AutoCloseable {
  private final TextRuns runs;

  Session(TextRuns runs) {
    this.runs = runs;
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
    float[][] embeddings = runs.rows(texts, batchSize);
    for (float[] embedding : embeddings) {
      if (embedding.length == 0) {
        throw new ModelException(
            "Cannot use the model: it gave no vector for a text (a vector must be of finite numbers, and a text must have a token).");
      }
    }
    return embeddings;
  }

  /**
   * Characters of a text that are read at most.
   *
   * @param maxTokens as the model was opened
   */
  public static int charactersRead(int maxTokens) {
    return Tokens.charactersRead(maxTokens);
  }

  /**
   * The tokens of a text, special ones included, cut off at the most that are read.
   *
   * @param text any text
   */
  public long[] tokens(String text) {
    return runs.tokens().of(text);
  }

  /** Frees native memory. */
  @Override
  public void close() {
    runs.close();
  }
}
