package io.secateur.jobs;

import io.secateur.inference.HalfPrecision;
import io.secateur.jobs.predict.Loaded;
import io.secateur.jobs.spark.Inference;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a stage says of the devices that its models ran on: nothing where Spark has no GPUs. */
final class Placed {
  private Placed() {}

  /**
   * Of the embedding model.
   *
   * @param half what its copy of 16 bits changes, where it has one
   * @param log told of what a user should know
   */
  static String said(Inference inference, String model, Optional<HalfPrecision> half, RunLog log) {
    if (inference.halves() && half.isEmpty()) {
      log.warn(without16Bits(model));
    }
    return said(inference, half, log);
  }

  /**
   * Of checkpoints; of their copies of 16 bits the one that changes most.
   *
   * @param log told of what a user should know
   */
  static String said(Inference inference, List<Loaded> models, RunLog log) {
    if (inference.halves()) {
      models.stream()
          .filter(model -> model.half() == null)
          .forEach(model -> log.warn(without16Bits(model.name())));
    }
    Optional<HalfPrecision> most =
        models.stream()
            .map(Loaded::half)
            .filter(Objects::nonNull)
            .max(Comparator.comparingDouble(HalfPrecision::difference));
    return said(inference, most, log);
  }

  private static String said(Inference inference, Optional<HalfPrecision> half, RunLog log) {
    inference.warning().ifPresent(log::warn);
    return inference.ranOn()
        + half.map(difference -> " in fp16, which differs from fp32 by at most " + difference)
            .orElse("");
  }

  private static String without16Bits(String model) {
    return "inference.precision is fp16, but %s has no model_fp16.onnx: it runs in fp32"
        .formatted(model);
  }
}
