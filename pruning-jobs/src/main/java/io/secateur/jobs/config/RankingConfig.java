package io.secateur.jobs.config;

import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a policy takes first.
 *
 * @param by weights of scores, by scorer; one alone ranks by the score itself, several by the
 *     weighted mean of their quantile ranks; below 0 the other end comes first; empty: what suits
 *     the policy
 * @param perCost whether what gives most per unit of the budget comes first
 * @param costColumn of the source: what an example costs in the unit of the budget; null where its
 *     length tells
 */
public record RankingConfig(Map<String, Double> by, boolean perCost, @Nullable String costColumn)
    implements Serializable {

  static RankingConfig from(Values select) {
    return new RankingConfig(
        select.says("by", SelectConfig.AUTO) ? Map.of() : select.weights("by"),
        select.flag("per-cost"),
        select.optionalText("cost-column"));
  }
}
