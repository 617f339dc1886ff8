package io.secateur.testing;

import io.secateur.example.Block;
import io.secateur.example.ClusteredEmbeddings;
import io.secateur.example.Embeddings;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A random block of whatever kind a scorer reads. */
public final class RandomBlocks {
  private RandomBlocks() {}

  /** A block of that kind. */
  public static <B extends Block> B next(Class<B> kind, SplittableRandom random) {
    return kind.cast(
        kind == ClusteredEmbeddings.class
            ? RandomEmbeddings.clustered(random)
            : new Embeddings(RandomEmbeddings.next(random)));
  }

  /** A block with the same examples in another order. */
  public static <B extends Block> B reordered(Class<B> kind, B block, int[] order) {
    if (block instanceof ClusteredEmbeddings clustered) {
      List<Integer> clusters = Arrays.stream(order).mapToObj(clustered.clusters()::get).toList();
      return kind.cast(
          new ClusteredEmbeddings(clustered.rows().rows(order), clusters, clustered.centroids()));
    }
    if (block instanceof Embeddings embeddings) {
      return kind.cast(new Embeddings(embeddings.rows().rows(order)));
    }
    throw new IllegalArgumentException("Invalid block: %s (teach RandomBlocks)".formatted(block));
  }
}
