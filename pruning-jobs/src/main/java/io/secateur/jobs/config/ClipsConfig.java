package io.secateur.jobs.config;

import io.secateur.energy.cost.ClipPolicy;
import io.secateur.energy.cost.TrainedModel;
import java.util.List;

/** The keys of {@code energy.clips}; a model of video needs them, others don't read them. */
final class ClipsConfig {
  private ClipsConfig() {}

  static ClipPolicy policy(Values energy, TrainedModel model) {
    if (energy.isNull("clips.policy")) {
      if (model.reads() == TrainedModel.Reads.VIDEO) {
        energy.problem(
            "clips.policy",
            "%s reads video, and whether long clips cost more depends on it: full, bucket, crop or"
                    .formatted(model.name())
                + " chunk");
      }
      return ClipPolicy.FULL;
    }
    ClipPolicy.Kind kind =
        EnergyConfig.named(energy, "clips.policy", ClipPolicy.Kind.values(), ClipPolicy.Kind::key);
    List<Integer> frames = energy.numbers("clips.frames").stream().map(Double::intValue).toList();
    try {
      return new ClipPolicy(kind, frames);
    } catch (IllegalArgumentException e) {
      energy.problem(
          "clips.frames",
          "must be frame counts of at least 1: none for full, one for crop and chunk, at least one"
              + " for bucket");
      return ClipPolicy.FULL;
    }
  }

  static boolean cachedLatents(Values energy, TrainedModel model) {
    if (energy.isNull("clips.cached-latents")) {
      if (model.reads() == TrainedModel.Reads.VIDEO) {
        energy.problem(
            "clips.cached-latents",
            "%s reads latents: true if your trainer makes them once, false if in every epoch"
                .formatted(model.name()));
      }
      return false;
    }
    return energy.flag("clips.cached-latents");
  }
}
