package io.secateur.jobs.config;

import static io.secateur.jobs.config.Reading.read;
import static io.secateur.jobs.config.Reading.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.select.Budget;
import io.secateur.select.Policies;
import io.secateur.select.Unit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What may be asked of the selection. */
class SelectBlockTest {
  private static final String LOGITS = "source.columns.label = y\nmodels.predictions = p\n";

  @Test
  void theBudgetIsAShareOrACount() {
    assertThat(keep("0.3")).isEqualTo(new Budget.Fraction(0.3));
    assertThat(keep("\"0.3\"")).isEqualTo(new Budget.Fraction(0.3));
    assertThat(keep("1")).isEqualTo(new Budget.Fraction(1));
    assertThat(keep("\"20000 examples\"")).isEqualTo(new Budget.Examples(20_000));
    assertThat(keep("20000 examples")).isEqualTo(new Budget.Examples(20_000));
    assertThat(keep("1 example")).isEqualTo(new Budget.Examples(1));
    assertThat(keep("3e9 tokens")).isEqualTo(new Budget.Amount(3e9, Unit.TOKENS));
    assertThat(keep("2.5 GB")).isEqualTo(new Budget.Amount(2.5e9, Unit.BYTES));
    assertThat(read("select { keep = 10 hours, cost-column = seconds }").select().keep())
        .isEqualTo(new Budget.Amount(36_000, Unit.SECONDS));
    assertThat(keep("1e18 FLOP")).isEqualTo(new Budget.Amount(1e18, Unit.FLOP));
    assertThat(keep("40 kWh")).isEqualTo(new Budget.Amount(144e6, Unit.JOULES));
    assertThat(keep("30 % of tokens")).isEqualTo(new Budget.Fraction(0.3, Unit.TOKENS));
    assertThat(keep("12.5% of J")).isEqualTo(new Budget.Fraction(0.125, Unit.JOULES));
    for (String keep :
        List.of(
            "30",
            "0",
            "-0.1",
            "30 %",
            "NaN",
            "0 examples",
            "1.5 examples",
            "20000",
            "all",
            "20,000 examples",
            "3 lightyears",
            "0 tokens",
            "101 % of tokens",
            "1e999 J")) {
      refuses(
          "select.keep = \"" + keep + "\"",
          "run.conf: 2: invalid select.keep: %s (must be in (0, 1], where 0.3 = 30 %%, or a count such as \"20000 examples\", or an amount such as \"3e9 tokens\", \"40 kWh\" or \"30 %% of tokens\")"
              .formatted(keep));
    }
  }

  private static Budget keep(String keep) {
    return read("select.keep = \"" + keep.replace("\"", "") + "\"").select().keep();
  }

  @Test
  void thePolicySuitsWhatThereIs() {
    assertThat(read("source.columns.label = y").choice().reason())
        .isEqualTo("auto: the examples have labels");
    PolicyChoice hard = read(LOGITS + "score.scorers = [label_issue, el2n, aum]").choice();
    assertThat(hard.policy().name()).isEqualTo("ccs");
    assertThat(hard.reason()).isEqualTo("auto: el2n tells how hard the examples are");
    assertThat(hard.by()).isEqualTo(Map.of("el2n", 1.0));
    assertThat(read("select.policy = top_k").choice().byInWords()).isEqualTo("prototypicality");
    assertThat(
            read(LOGITS
                    + "score.scorers = [el2n, aum]\nselect { policy = top_k, by { el2n = 1, aum = -2 } }")
                .choice()
                .byInWords())
        .isEqualTo("-2.0 aum + 1.0 el2n");
  }

  @Test
  void refusesWhatCannotBeRankedOrPaid() {
    says("by", "el2m (el2m is no score; did you mean el2n?)", "policy = top_k, by = el2m");
    says("by", "el2n (needs el2n among score.scorers)", "policy = top_k, by = el2n");
    says(
        "by",
        "{} (must be a score, or weights of scores such as { el2n = 1, aum = 0.5 })",
        "by = {}");
    says(
        "keep",
        "0.2 (top_k must not prune more than 70 %, where it loses to random; take ccs, or set select.top-k.deep = true)",
        "policy = top_k, keep = 0.2");
    says("cost-column", "c (must be null where the budget counts examples)", "cost-column = c");
    says(
        "per-cost",
        "true (needs a budget in what examples cost, such as \"40 kWh\")",
        "policy = top_k, per-cost = true");
    says(
        "per-cost",
        "true (needs a policy that ranks by score; random does not)",
        "policy = random, per-cost = true, keep = 1 kWh");
    says(
        "min-per-group", "1 (needs origins; source.columns.group is not set)", "min-per-group = 1");
    says("per-scope", "true (needs scopes; source.columns.scope is not set)", "per-scope = true");
    says("window.to", "0.5 (must be above select.window.from)", "window { from = 0.5, to = 0.5 }");
  }

  private static void says(String key, String problem, String select) {
    refuses(
        "select { " + select + " }", "run.conf: 2: invalid select.%s: %s".formatted(key, problem));
  }

  @Test
  void choosesThePolicyThatSuitsTheData() {
    RunConfig labelled = read("source.columns.label = y");
    RunConfig unlabelled = read("");
    RunConfig chosen = read("select.policy = random");

    assertThat(labelled.policyName()).isEqualTo("stratified_random");
    assertThat(labelled.policyReason()).isEqualTo("auto: the examples have labels");
    assertThat(unlabelled.policyName()).isEqualTo("cluster_quota");
    assertThat(unlabelled.policyReason())
        .isEqualTo("auto: the examples have no labels, but embeddings");
    assertThat(chosen.policyName()).isEqualTo("random");
    assertThat(chosen.policyReason()).isEqualTo("as configured");
  }

  @Test
  void labelsDoWithoutEmbeddings() {
    assertThat(read("embeddings.model = none\nsource.columns.label = y").policyName())
        .isEqualTo("stratified_random");
    assertThat(read("embeddings.model = none\nselect.policy = random").policyName())
        .isEqualTo("random");
  }

  @Test
  void refusesClusterQuotasWithoutEmbeddings() {
    refuses(
        "embeddings.model = none\nselect.policy = cluster_quota",
        "run.conf: 3: invalid select.policy: cluster_quota (needs embeddings; embeddings.model is"
            + " none)");
  }

  @Test
  void refusesClusterQuotasWithoutTheirScore() {
    String cure = "(cluster_quota needs prototypicality among score.scorers)";
    refuses("score.scorers = []", "invalid select.policy: auto " + cure);
    refuses(
        "score.scorers = semantic_redundancy\nselect.policy = cluster_quota",
        "run.conf: 3: invalid select.policy: cluster_quota " + cure);
    assertThat(read("score.scorers = []\nsource.columns.label = y").policyName())
        .isEqualTo("stratified_random");
  }

  @Test
  void refusesWhatNeedsLabelsWithoutLabels() {
    refuses(
        "select { policy = stratified_random\n min-per-class = 5 }",
        "run.conf: 2: invalid select.policy: stratified_random (needs labels; source.columns.label"
            + " is not set)",
        "run.conf: 3: invalid select.min-per-class: 5 (needs labels; source.columns.label is not"
            + " set)");
  }

  @Test
  void refusesToChooseByNothing() {
    String cure =
        "invalid select.policy: auto (has neither labels nor embeddings to go by; set"
            + " source.columns.label or embeddings.model, or say random)";
    refuses("embeddings.model = none", cure); // auto is the default, which no line of the file says
    refuses("embeddings.model = none\nselect.policy = auto", "run.conf: 3: " + cure);
  }

  @Test
  void aMisspeltPolicyIsOneProblemAndNotTwo() {
    refuses(
        "embeddings.model = none\nselect.policy = clutser_quota",
        "run.conf: 3: invalid select.policy: clutser_quota (must be one of auto, "
            + String.join(", ", Policies.names())
            + "; did you mean cluster_quota?)");
  }
}
