package io.secateur.example;

/** What a scorer reads: one kind of signal for a block of examples, one row each. */
public sealed interface Block
    permits Embeddings,
        ClusteredEmbeddings,
        Dynamics,
        LastLayer,
        LossPairs,
        EmbeddedPairs,
        Predictions,
        Texts,
        TokenLosses {

  /** Number of examples. */
  int size();
}
