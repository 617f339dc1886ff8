package io.secateur.jobs.config;

import io.secateur.catalog.Scorers;
import io.secateur.score.Direction;
import io.secateur.score.Scorer;
import io.secateur.select.Ccs;
import io.secateur.select.D2;
import io.secateur.select.GumbelTopK;
import io.secateur.select.Policies;
import io.secateur.select.QuantileWindow;
import io.secateur.select.SelectionPolicy;
import io.secateur.select.SelectionPolicy.Order;
import io.secateur.select.SelectionPolicy.Strata;
import io.secateur.select.Threshold;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The policy that runs, and what it ranks by: as configured, or what suits the data.
 *
 * @param policy with its parameters
 * @param reason why it is that one
 * @param by weights of the scores that it ranks by; empty where it ranks by none
 */
public record PolicyChoice(SelectionPolicy policy, String reason, Map<String, Double> by) {
  private static final String PROTOTYPES = "prototypicality";
  private static final String CLUSTERS = "cluster_quota";
  private static final String CORRECTNESS = "cartography_correctness";

  /** They rank, but not by how much is left to learn. */
  private static final List<String> OF_LABELS = List.of("label_issue", "label_quality");

  static PolicyChoice of(RunConfig config) {
    SelectConfig select = config.select();
    List<String> scorers = config.score().scorers();
    boolean labelled = config.source().columns().label() != null;
    String name = select.policy();
    String reason = "as configured";
    if (name.equals(SelectConfig.AUTO)) {
      Optional<String> difficulty = first(scorers, PolicyChoice::isDifficulty);
      if (difficulty.isPresent()) {
        name = "ccs";
        reason = "auto: %s tells how hard the examples are".formatted(difficulty.get());
      } else if (labelled) {
        name = "stratified_random";
        reason = "auto: the examples have labels";
      } else if (config.embeddings().enabled()) {
        name = CLUSTERS;
        reason = "auto: the examples have no labels, but embeddings";
      } else if (first(scorers, PolicyChoice::isLearnable).isPresent()) {
        name = "top_k";
        reason = "auto: there is nothing but a score to go by";
      } else {
        name = "random";
        reason = "auto: there is nothing to go by";
      }
    }
    if (name.equals("class_quota") && !scorers.contains(CORRECTNESS)) {
      reason += "; every class in proportion, since %s is not scored".formatted(CORRECTNESS);
    }
    return new PolicyChoice(
        withParameters(Policies.named(name).orElseThrow(), select.parameters()),
        reason,
        by(name, select, scorers));
  }

  private static SelectionPolicy withParameters(SelectionPolicy policy, PolicyConfig parameters) {
    if (policy instanceof Ccs) {
      return new Ccs(Math.max(1, parameters.strata()));
    }
    if (policy instanceof GumbelTopK && parameters.temperature() > 0) {
      return new GumbelTopK(parameters.temperature());
    }
    if (policy instanceof D2 && parameters.neighbours() > 0 && parameters.gamma() >= 0) {
      return new D2(parameters.neighbours(), parameters.gamma());
    }
    if (policy instanceof QuantileWindow && parameters.windowFrom() < parameters.windowTo()) {
      return new QuantileWindow(parameters.windowFrom(), parameters.windowTo());
    }
    if (policy instanceof Threshold && !Double.isNaN(parameters.atLeast())) {
      return new Threshold(parameters.atLeast());
    }
    return policy;
  }

  private static Map<String, Double> by(String name, SelectConfig select, List<String> scorers) {
    if (!select.ranking().by().isEmpty()) {
      return select.ranking().by();
    }
    if (name.equals(CLUSTERS)) {
      return Map.of(PROTOTYPES, 1.0);
    }
    boolean ranks = ranks(Policies.named(name).orElseThrow());
    return ranks || select.filters().dropHardest() > 0
        ? first(scorers, name.equals("ccs") ? PolicyChoice::isDifficulty : scorer -> true)
            .or(() -> first(scorers, scorer -> true))
            .map(scorer -> Map.of(scorer, 1.0))
            .orElse(Map.of())
        : Map.of();
  }

  /** Whether a policy looks at scores. */
  static boolean ranks(SelectionPolicy policy) {
    return policy.order() == Order.VALUE
        || policy.order() == Order.GUMBEL
        || policy.strata() == Strata.SCORE
        || policy instanceof D2
        || policy instanceof QuantileWindow
        || policy instanceof Threshold;
  }

  /** Whether a policy looks at embeddings. */
  public boolean embeds() {
    return policy.order() == Order.GAIN || policy.strata() == Strata.CLUSTER;
  }

  /** Whether the policy ranks by scores. */
  public boolean ranks() {
    return ranks(policy);
  }

  /** The first score, in the order of the registry, that is such. */
  private static Optional<String> first(List<String> scorers, Predicate<Scorer<?>> such) {
    return Scorers.all().stream()
        .<Scorer<?>>map(Scorers.Entry::scorer)
        .filter(scorer -> scorers.contains(scorer.name()) && !OF_LABELS.contains(scorer.name()))
        .filter(such)
        .map(Scorer::name)
        .findFirst();
  }

  private static boolean isLearnable(Scorer<?> scorer) {
    return scorer.direction() != Direction.HIGHER_REDUNDANT;
  }

  private static boolean isDifficulty(Scorer<?> scorer) {
    return scorer.direction() == Direction.HIGHER_HARDER
        || scorer.direction() == Direction.LOWER_HARDER;
  }

  /** The one score that ranks, or how several are weighed: {@code 1.0 el2n + 0.5 aum}. */
  public String byInWords() {
    if (by.isEmpty()) {
      return "hash";
    }
    if (by.size() == 1) {
      Map.Entry<String, Double> one = by.entrySet().iterator().next();
      return (one.getValue() < 0 ? "-" : "") + one.getKey();
    }
    return by.entrySet().stream()
        .map(one -> "%s %s".formatted(one.getValue(), one.getKey()))
        .sorted()
        .reduce((a, b) -> a + " + " + b)
        .orElse("");
  }
}
