package io.secateur.catalog;

import io.secateur.redundancy.Prototypicality;
import io.secateur.redundancy.SemanticRedundancy;
import io.secateur.score.Scorer;
import java.util.List;
import java.util.Optional;

/** The one registry of scorers. */
public final class Scorers {
  private static final List<Entry> ALL =
      List.of(
          new Entry(
              new Prototypicality(),
              "clustered embeddings",
              "cosine to the centroid of its cluster",
              "closer to the prototype of its cluster"),
          new Entry(
              new SemanticRedundancy(),
              "embeddings",
              "cosine to the nearest other example",
              "better covered by another example"));

  private Scorers() {}

  /**
   * A scorer and the words that lists show beside it.
   *
   * @param scorer the scorer with its default hyper-parameters
   * @param reads the signal, in words
   * @param what the number, in words
   * @param higherMeans what a higher score says of an example
   */
  public record Entry(Scorer<?> scorer, String reads, String what, String higherMeans) {}

  /** Every scorer, in the order of the documentation. */
  public static List<Entry> all() {
    return ALL;
  }

  /** The names of all scorers. */
  public static List<String> names() {
    return ALL.stream().map(entry -> entry.scorer().name()).toList();
  }

  /**
   * The scorer of a name, if there is one.
   *
   * @param name as in configuration
   */
  public static Optional<Scorer<?>> named(String name) {
    return ALL.stream()
        .<Scorer<?>>map(Entry::scorer)
        .filter(scorer -> scorer.name().equals(name))
        .findFirst();
  }
}
