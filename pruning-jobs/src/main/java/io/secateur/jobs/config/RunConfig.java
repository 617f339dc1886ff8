package io.secateur.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import io.secateur.energy.cost.TrainedModel;
import java.io.Serializable;

/**
 * A run as configured.
 *
 * @param name of the run, for people
 * @param output the run directory
 * @param seed the only source of randomness
 * @param models whose predictions there are
 * @param probe trained where there are none
 * @param pairs of towers
 * @param inference what models run on
 * @param json the whole configuration as resolved
 */
public record RunConfig(
    String name,
    String output,
    long seed,
    SourceConfig source,
    boolean exactDuplicates,
    NearConfig near,
    EmbeddingsConfig embeddings,
    SemanticConfig semantic,
    ModelsConfig models,
    ProbeConfig probe,
    PairsConfig pairs,
    InferenceConfig inference,
    ScoreConfig score,
    SelectConfig select,
    WriteConfig write,
    EnergyConfig energy,
    String json)
    implements Serializable {

  /**
   * Reads all blocks.
   *
   * @param problems found so far
   * @throws ConfigException with these, and naming every value that breaks its rule
   */
  static RunConfig from(Config root, Problems problems) {
    Values run = new Values(root, "run", problems);
    RunConfig config =
        new RunConfig(
            run.text("name"),
            run.text("output"),
            run.count("seed", seed -> true, "must be a whole number of 64 bits"),
            SourceConfig.from(new Values(root, "source", problems)),
            new Values(root, "exact-duplicates", problems).flag("enabled"),
            NearConfig.from(new Values(root, "near-duplicates", problems)),
            EmbeddingsConfig.from(new Values(root, "embeddings", problems)),
            SemanticConfig.from(new Values(root, "semantic-duplicates", problems)),
            ModelsConfig.from(root, problems),
            ProbeConfig.from(new Values(root, "probe", problems)),
            PairsConfig.from(new Values(root, "pairs", problems)),
            InferenceConfig.from(new Values(root, "inference", problems)),
            ScoreConfig.from(new Values(root, "score", problems)),
            SelectConfig.from(new Values(root, "select", problems)),
            WriteConfig.from(new Values(root, "write", problems)),
            EnergyConfig.from(new Values(root, "energy", problems)),
            Secrets.hidden(root).root().render(ConfigRenderOptions.concise()));
    config.checkTogether(
        new Values(root, "select", problems),
        new Values(root, "exact-duplicates", problems),
        new Values(root, "energy", problems));
    config.checkScorers(new Values(root, "score", problems));
    problems.throwIfAny();
    return config;
  }

  /** A clip whose length is not known costs what a usual one costs, and that is no budget. */
  private void checkClips(Values energyValues) {
    if (energy.cost().model().reads() == TrainedModel.Reads.VIDEO
        && !source.columns().extents().tellsLength()) {
      energyValues.problem(
          "model",
          "it reads video, but nothing tells how long a clip is: set source.columns.frames or seconds");
    }
  }

  private void checkTogether(Values selectValues, Values exactValues, Values energyValues) {
    boolean semantics = embeddings.enabled() && semantic.enabled();
    if (!exactDuplicates && (near.enabled() || semantics)) {
      exactValues.problem(
          "enabled", "copies are near and semantic duplicates too; disable those as well");
    }
    SelectChecks.check(this, selectValues);
    checkClips(energyValues);
  }

  /** Whether what the scorers read is there, or can be made. */
  private void checkScorers(Values scores) {
    boolean classes = score.readsClasses();
    // reducible_loss can be of a language model
    boolean labels = classes && (models.none() || score.readsLabels());
    if (labels && source.columns().label() == null) {
      scores.problem("scorers", "some need labels; source.columns.label is not set");
    }
    if (classes && models.none() && !embeddings.enabled()) {
      scores.problem(
          "scorers",
          "some read predictions: set models.checkpoints or models.predictions, or embeddings.model for a probe");
    }
    if (score.readsTokens() && models.none()) {
      scores.problem(
          "scorers",
          "perplexity and ifd read a language model: set models.checkpoints or models.predictions");
    }
    if (score.scorers().contains("ifd")
        && !models.checkpoints().isEmpty()
        && models.prompt() == null) {
      scores.problem("scorers", "ifd needs models.prompt and models.answer");
    }
    if (models.none() && models.reference() != null) {
      scores.problem(
          "scorers",
          "models.learner and models.reference name checkpoints, but there are none: set models.checkpoints or models.predictions");
    }
    if (score.scorers().contains("target_weight") && score.target() == null) {
      scores.problem("scorers", "target_weight needs texts to aim at: set score.target.path");
    }
    if (score.readsPairs() && (pairs.learner() == null || pairs.reference() == null)) {
      scores.problem(
          "scorers",
          "pairwise_learnability needs two towers of each: set pairs.learner and pairs.reference");
    }
  }

  /** The policy that runs, and what it ranks by. */
  public PolicyChoice choice() {
    return PolicyChoice.of(this);
  }

  /** Its name. */
  public String policyName() {
    return choice().policy().name();
  }

  /** Why it is that policy. */
  public String policyReason() {
    return choice().reason();
  }
}
