package io.secateur.inference;

/** What a model's output is. */
public enum Gives {
  /** Logits, examples x classes. */
  CLASS_LOGITS,
  /** Logits of the token after each, texts x tokens x vocabulary; of texts only. */
  NEXT_TOKEN_LOGITS,
  /** A vector an example, examples x dimensions; of texts also texts x tokens x dimensions. */
  EMBEDDING
}
