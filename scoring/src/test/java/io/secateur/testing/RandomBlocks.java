package io.secateur.testing;

import io.secateur.example.Block;
import io.secateur.example.ClusteredEmbeddings;
import io.secateur.example.Dynamics;
import io.secateur.example.EmbeddedPairs;
import io.secateur.example.Embeddings;
import io.secateur.example.LastLayer;
import io.secateur.example.LossPairs;
import io.secateur.example.Predictions;
import io.secateur.example.Texts;
import io.secateur.example.TokenLosses;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A random block of whatever kind a scorer reads. */
public final class RandomBlocks {
  private RandomBlocks() {}

  /** A block of that kind. */
  public static <B extends Block> B next(Class<B> kind, SplittableRandom random) {
    return kind.cast(any(kind, random));
  }

  private static Block any(Class<? extends Block> kind, SplittableRandom random) {
    if (kind == ClusteredEmbeddings.class) {
      return RandomEmbeddings.clustered(random);
    }
    if (kind == Embeddings.class) {
      return new Embeddings(RandomEmbeddings.next(random));
    }
    if (kind == Dynamics.class) {
      return RandomPredictions.dynamics(random);
    }
    if (kind == LastLayer.class) {
      return RandomPredictions.lastLayer(random);
    }
    if (kind == Predictions.class) {
      return RandomPredictions.probabilities(random);
    }
    if (kind == LossPairs.class) {
      return RandomPredictions.losses(random);
    }
    if (kind == TokenLosses.class) {
      return RandomPredictions.tokenLosses(random);
    }
    if (kind == Texts.class) {
      return RandomPredictions.texts(random);
    }
    if (kind == EmbeddedPairs.class) {
      return RandomPredictions.pairs(random);
    }
    throw new IllegalArgumentException("Invalid kind: %s (teach RandomBlocks)".formatted(kind));
  }

  /** A block with some of the examples, in the order given. */
  public static <B extends Block> B rows(Class<B> kind, B block, int... order) {
    return kind.cast(some(block, order));
  }

  private static Block some(Block block, int... order) {
    if (block instanceof ClusteredEmbeddings clustered) {
      List<Integer> clusters = Arrays.stream(order).mapToObj(clustered.clusters()::get).toList();
      return new ClusteredEmbeddings(clustered.rows().rows(order), clusters, clustered.centroids());
    }
    if (block instanceof Embeddings embeddings) {
      return new Embeddings(embeddings.rows().rows(order));
    }
    if (block instanceof Dynamics dynamics) {
      return dynamics.rows(order);
    }
    if (block instanceof LastLayer layer) {
      return layer.rows(order);
    }
    if (block instanceof Predictions predictions) {
      return predictions.rows(order);
    }
    if (block instanceof LossPairs losses) {
      return losses.rows(order);
    }
    if (block instanceof TokenLosses losses) {
      return new TokenLosses(losses.means().at(order));
    }
    if (block instanceof Texts texts) {
      return new Texts(Arrays.stream(order).mapToObj(texts.texts()::get).toList());
    }
    if (block instanceof EmbeddedPairs pairs) {
      return pairs.rows(order);
    }
    throw new IllegalArgumentException("Invalid block: %s (teach RandomBlocks)".formatted(block));
  }
}
