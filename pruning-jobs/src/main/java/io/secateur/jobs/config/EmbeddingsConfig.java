package io.secateur.jobs.config;

import java.io.Serializable;

/**
 * The {@code embeddings} block.
 *
 * @param model {@code builtin:name}, a directory or URI, or {@code none}
 * @param maxTokens of a text that the model reads, at least 3
 * @param batchSize texts a batch, at least 1
 */
public record EmbeddingsConfig(String model, int maxTokens, int batchSize) implements Serializable {

  static EmbeddingsConfig from(Values embeddings) {
    return new EmbeddingsConfig(
        embeddings.text("model"),
        embeddings.smallCount(
            "max-tokens", 3, "must be a whole number, at least 3: two tokens are special"),
        embeddings.smallCount("batch-size", 1, "must be a whole number, at least 1"));
  }

  /** Whether there is a model at all. */
  public boolean enabled() {
    return !model.equals("none");
  }
}
