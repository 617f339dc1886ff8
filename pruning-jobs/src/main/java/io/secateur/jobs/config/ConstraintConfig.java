package io.secateur.jobs.config;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What stays, or goes together, whatever the policy says.
 *
 * @param mustKeep SQL over the source's columns and {@code score.NAME}; rows for which it is true
 *     stay
 * @param mustKeepIds a Parquet table with a column {@code id}: these stay
 * @param minPerClass examples of every class that stay
 * @param minPerGroup examples of every origin, {@code source.columns.group}, that stay
 * @param groupBy column of the source whose equal values stay or go together
 * @param perScope whether the budget holds within each scope
 */
public record ConstraintConfig(
    @Nullable String mustKeep,
    @Nullable String mustKeepIds,
    long minPerClass,
    long minPerGroup,
    @Nullable String groupBy,
    boolean perScope)
    implements Serializable {
  private static final String COUNT = "must be a whole number, at least 0";

  static ConstraintConfig from(Values select) {
    return new ConstraintConfig(
        select.optionalText("must-keep"),
        select.optionalText("must-keep-ids"),
        select.count("min-per-class", m -> m >= 0, COUNT),
        select.count("min-per-group", m -> m >= 0, COUNT),
        select.optionalText("group-by"),
        select.flag("per-scope"));
  }

  /** Whether some rows stay because the user named them. */
  public boolean namesRows() {
    return mustKeep != null || mustKeepIds != null;
  }
}
