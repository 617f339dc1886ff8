package io.secateur.jobs.config;

import com.typesafe.config.Config;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code models} block: whose predictions the learnability scorers read.
 *
 * @param checkpoints directories of models
 * @param predictions a Parquet table of predictions that were made elsewhere, if there is one
 * @param trainedOn of some checkpoints, where the content keys that they were trained on lie
 * @param classes in the order of the logits; empty for the labels, sorted
 * @param learner checkpoint of the learner, for reducible loss, where it is named
 * @param reference checkpoint of the reference, for reducible loss, where it is named
 * @param batchSize examples a batch, at least 1
 * @param form what checkpoints read and give, where no {@code model.conf} says otherwise
 * @param prompt column of the instruction, if there is one
 * @param answer column of the answer to it, if there is one
 */
public record ModelsConfig(
    List<String> checkpoints,
    @Nullable String predictions,
    Map<String, String> trainedOn,
    List<String> classes,
    @Nullable String learner,
    @Nullable String reference,
    int batchSize,
    FormConfig form,
    @Nullable String prompt,
    @Nullable String answer)
    implements Serializable {

  static ModelsConfig from(Config root, Problems problems) {
    Values models = new Values(root, "models", problems);
    ModelsConfig config =
        new ModelsConfig(
            models.names("checkpoints"),
            models.optionalText("predictions"),
            models.byName("trained-on"),
            models.names("classes"),
            models.optionalText("learner"),
            models.optionalText("reference"),
            models.smallCount("batch-size", 1, "must be a whole number, at least 1"),
            FormConfig.from(root.getConfig("models"), "models", problems),
            models.optionalText("prompt"),
            models.optionalText("answer"));
    config.checkTogether(models);
    return config;
  }

  private void checkTogether(Values models) {
    if ((learner == null) != (reference == null)) {
      models.problem(
          learner == null ? "learner" : "reference",
          "must be named where models.%s is".formatted(learner == null ? "reference" : "learner"));
    }
    if ((prompt == null) != (answer == null)) {
      models.problem(
          prompt == null ? "prompt" : "answer",
          "must be named where models.%s is".formatted(prompt == null ? "answer" : "prompt"));
    }
    if (!checkpoints.isEmpty() && predictions != null) {
      models.problem("predictions", "must not be set where models.checkpoints is: name one source");
    }
  }

  /** Whether a probe has to say what no learner of the user's does. */
  public boolean none() {
    return checkpoints.isEmpty() && predictions == null;
  }
}
