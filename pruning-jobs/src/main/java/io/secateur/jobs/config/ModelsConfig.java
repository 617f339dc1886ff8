package io.secateur.jobs.config;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code models} block: whose predictions the learnability scorers read.
 *
 * @param predictions a Parquet table of predictions that were made elsewhere, if there is one
 * @param classes in the order of the logits; empty for the labels, sorted
 * @param learner checkpoint of the learner, for reducible loss, where it is named
 * @param reference checkpoint of the reference, for reducible loss, where it is named
 */
public record ModelsConfig(
    @Nullable String predictions,
    List<String> classes,
    @Nullable String learner,
    @Nullable String reference)
    implements Serializable {

  static ModelsConfig from(Values models) {
    ModelsConfig config =
        new ModelsConfig(
            models.optionalText("predictions"),
            models.names("classes"),
            models.optionalText("learner"),
            models.optionalText("reference"));
    if ((config.learner == null) != (config.reference == null)) {
      models.problem(
          config.learner == null ? "reference" : "learner",
          "must come with models.%s".formatted(config.learner == null ? "learner" : "reference"));
    }
    return config;
  }
}
