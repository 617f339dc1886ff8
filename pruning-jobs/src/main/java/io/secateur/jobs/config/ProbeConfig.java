package io.secateur.jobs.config;

import io.secateur.probe.HeadPlan;
import java.io.Serializable;

/**
 * The {@code probe} block.
 *
 * @param folds in each of which examples are predicted by heads trained on the others, at least 2
 * @param seeds heads a fold, at least 1
 * @param plan how each is trained
 * @param maxExamples that heads are trained on, at least 1
 */
public record ProbeConfig(int folds, int seeds, HeadPlan plan, int maxExamples)
    implements Serializable {

  static ProbeConfig from(Values probe) {
    int hidden = probe.smallCount("hidden", 0, "must be a whole number; 0 is a linear head");
    int epochs = probe.smallCount("epochs", 1, "must be a whole number, at least 1");
    int batchSize = probe.smallCount("batch-size", 1, "must be a whole number, at least 1");
    double rate = probe.number("learning-rate", r -> r > 0, "must be a number above 0");
    double decay = probe.number("weight-decay", d -> d >= 0, "must be a number, at least 0");
    boolean whole = epochs > 0 && batchSize > 0 && rate > 0 && decay >= 0;
    return new ProbeConfig(
        probe.smallCount("folds", 2, "must be a whole number, at least 2"),
        probe.smallCount("seeds", 1, "must be a whole number, at least 1"),
        whole ? new HeadPlan(hidden, epochs, batchSize, rate, decay) : HeadPlan.DEFAULT,
        probe.smallCount("max-examples", 1, "must be a whole number, at least 1"));
  }
}
