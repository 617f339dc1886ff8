package io.secateur.jobs.config;

import io.secateur.catalog.Scorers;
import io.secateur.jobs.config.PolicyConfig.Within;
import io.secateur.select.Budget;
import io.secateur.select.QuantileWindow;
import io.secateur.select.SelectionPolicy.Order;
import io.secateur.select.SelectionPolicy.Strata;
import io.secateur.select.Threshold;
import io.secateur.select.TopK;
import io.secateur.select.Unit;
import java.util.List;

/** Whether what the {@code select} block asks for is there. */
final class SelectChecks {
  private static final String LABELS = "needs labels; source.columns.label is not set";
  private static final double DEEP = 0.3;

  private SelectChecks() {}

  static void check(RunConfig config, Values values) {
    PolicyChoice choice = config.choice();
    checkPolicy(config, choice, values);
    checkRanking(config, choice, values);
    checkBudget(config, values);
    checkConstraints(config, values);
  }

  private static void checkPolicy(RunConfig config, PolicyChoice choice, Values values) {
    boolean labelled = config.source().columns().label() != null;
    String name = choice.policy().name();
    if (values.says("policy", SelectConfig.AUTO)
        && !labelled
        && !config.embeddings().enabled()
        && name.equals("random")) {
      values.problem(
          "policy",
          "has neither labels nor embeddings to go by; set source.columns.label or embeddings.model,"
              + " or say random");
    }
    if (choice.embeds() && !config.embeddings().enabled()) {
      values.problem("policy", "needs embeddings; embeddings.model is none");
    }
    boolean known =
        Scorers.names().containsAll(config.score().scorers()); // else one problem already
    if (choice.policy().strata() == Strata.CLUSTER
        && config.embeddings().enabled()
        && known
        && !config.score().scorers().contains("prototypicality")) {
      values.problem("policy", "cluster_quota needs prototypicality among score.scorers");
    }
    if (choice.policy().strata() == Strata.LABEL && !labelled) {
      values.problem("policy", LABELS);
    }
    if (known && choice.ranks() && choice.by().isEmpty()) {
      values.problem(
          "policy",
          "%s needs a score to rank by; score.scorers has none that tells what is left to learn"
              .formatted(name));
    }
    if (choice.policy() instanceof Threshold
        && Double.isNaN(config.select().parameters().atLeast())) {
      values.problem("threshold.at-least", "must be set where select.policy = threshold");
    }
    Within within = config.select().parameters().within();
    if (choice.policy() instanceof QuantileWindow && within == Within.CLASS && !labelled) {
      values.problem("window.within", LABELS);
    }
    if (choice.policy() instanceof QuantileWindow
        && within == Within.GROUP
        && config.source().columns().group() == null) {
      values.problem("window.within", "needs origins; source.columns.group is not set");
    }
    if (choice.policy() instanceof TopK
        && config.select().keep() instanceof Budget.Fraction share
        && share.unit() == Unit.EXAMPLES
        && share.fraction() < DEEP
        && !config.select().parameters().deepTopK()) {
      values.problem(
          "keep",
          "top_k must not prune more than 70 %, where it loses to random; take ccs, or set"
              + " select.top-k.deep = true");
    }
  }

  private static void checkRanking(RunConfig config, PolicyChoice choice, Values values) {
    List<String> scorers = config.score().scorers();
    for (String name : config.select().ranking().by().keySet()) {
      if (!Scorers.names().contains(name)) {
        values.problem(
            "by", "%s is no score%s".formatted(name, Suggest.hint(name, Scorers.names())));
      } else if (!scorers.contains(name)) {
        values.problem("by", "needs %s among score.scorers".formatted(name));
      }
    }
    if (choice.policy() instanceof Threshold && choice.by().size() > 1) {
      values.problem("by", "must be one score where select.policy = threshold");
    }
    if (config.select().filters().dropHardest() > 0
        && choice.by().isEmpty()
        && Scorers.names().containsAll(scorers)) {
      values.problem("drop-hardest", "needs a score among score.scorers that tells what is hard");
    }
    if (config.select().dropLabelIssues() && !scorers.contains("label_issue")) {
      values.problem("drop-label-issues", "needs label_issue among score.scorers");
    }
  }

  private static void checkBudget(RunConfig config, Values values) {
    RankingConfig ranking = config.select().ranking();
    Unit unit = config.select().keep().unit();
    if (unit == Unit.SECONDS && ranking.costColumn() == null) {
      values.problem("cost-column", "must be set where the budget is in seconds");
    }
    if (unit == Unit.EXAMPLES && ranking.costColumn() != null) {
      values.problem("cost-column", "must be null where the budget counts examples");
    }
    if (ranking.perCost() && config.choice().policy().order() == Order.HASH) {
      values.problem(
          "per-cost",
          "needs a policy that ranks by score; %s does not".formatted(config.policyName()));
    }
    if (unit == Unit.EXAMPLES && ranking.perCost()) {
      values.problem("per-cost", "needs a budget in what examples cost, such as \"40 kWh\"");
    }
  }

  private static void checkConstraints(RunConfig config, Values values) {
    ConstraintConfig constraints = config.select().constraints();
    if (config.source().columns().label() == null && constraints.minPerClass() > 0) {
      values.problem("min-per-class", LABELS);
    }
    if (config.source().columns().group() == null && constraints.minPerGroup() > 0) {
      values.problem("min-per-group", "needs origins; source.columns.group is not set");
    }
    if (config.source().columns().scope().isEmpty() && constraints.perScope()) {
      values.problem("per-scope", "needs scopes; source.columns.scope is not set");
    }
  }
}
