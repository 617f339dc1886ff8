package io.secateur.jobs.config;

import io.secateur.select.Budget;
import io.secateur.select.Policies;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * The {@code select} block.
 *
 * @param policy a name from the registry, or {@code auto}
 * @param keep the budget
 * @param ranking what comes first
 * @param filters what goes before the policy chooses
 * @param constraints what stays, or goes together, whatever the policy says
 * @param parameters of the policies
 */
public record SelectConfig(
    String policy,
    Budget keep,
    RankingConfig ranking,
    FilterConfig filters,
    ConstraintConfig constraints,
    PolicyConfig parameters)
    implements Serializable {
  /** The policy, or the scores, that suit the data. */
  public static final String AUTO = "auto";

  static SelectConfig from(Values select) {
    List<String> policies = Stream.concat(Stream.of(AUTO), Policies.names().stream()).toList();
    return new SelectConfig(
        select.choice("policy", policies),
        BudgetText.read(select, "keep"),
        RankingConfig.from(select),
        FilterConfig.from(select),
        ConstraintConfig.from(select),
        PolicyConfig.from(select));
  }

  /** Whether what label_issue flags goes before the policy chooses. */
  public boolean dropLabelIssues() {
    return filters.dropLabelIssues();
  }

  /** Examples of every class that are kept whatever the policy says. */
  public long minPerClass() {
    return constraints.minPerClass();
  }
}
