package io.secateur.select;

import java.util.List;
import java.util.Optional;

/** The one registry of policies. */
public final class Policies {
  private static final List<Entry> ALL =
      List.of(
          new Entry(new RandomSelection(), "everywhere, as the baseline; hard to beat below 30 %"),
          new Entry(new StratifiedRandom(), "labelled data: every class keeps its share"),
          new Entry(
              new ClassQuota(), "labelled data: classes that a model recalls badly keep more"),
          new Entry(new ClusterQuota(), "unlabelled data with embeddings: varied clusters first"),
          new Entry(new Ccs(), "a difficulty score and much to prune: easy to hard, all covered"),
          new Entry(new TopK(), "a score to trust and at most half to prune"),
          new Entry(new GumbelTopK(), "between top_k and random: high values more often"),
          new Entry(new QuantileWindow(), "the low, middle or high part of a score in each domain"),
          new Entry(new Threshold(), "a score with a bound that means something"),
          new Entry(new KCenter(), "embeddings: no example far from one that is kept"),
          new Entry(new FacilityLocation(), "embeddings: every example like one that is kept"),
          new Entry(new D2(), "embeddings and a score: hard examples that differ"));

  private Policies() {}

  /**
   * A policy and the words that lists show beside it.
   *
   * @param policy with its default parameters
   * @param use when to choose it
   */
  public record Entry(SelectionPolicy policy, String use) {}

  /** Every policy, in the order of the documentation. */
  public static List<Entry> all() {
    return ALL;
  }

  /** The names of all policies. */
  public static List<String> names() {
    return ALL.stream().map(entry -> entry.policy().name()).toList();
  }

  /**
   * The policy of a name, if there is one.
   *
   * @param name as in configuration
   */
  public static Optional<SelectionPolicy> named(String name) {
    return ALL.stream().map(Entry::policy).filter(policy -> policy.name().equals(name)).findFirst();
  }
}
