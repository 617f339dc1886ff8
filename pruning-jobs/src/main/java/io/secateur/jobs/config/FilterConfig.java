package io.secateur.jobs.config;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What goes before the policy chooses.
 *
 * @param where SQL over the source's columns and {@code score.NAME}; rows for which it is not true
 *     go
 * @param dropLabelIssues whether what label_issue flags goes
 * @param dropHardest share of the hardest that goes; NaN: as the policy has it
 */
public record FilterConfig(@Nullable String where, boolean dropLabelIssues, double dropHardest)
    implements Serializable {

  static FilterConfig from(Values select) {
    return new FilterConfig(
        select.optionalText("where"),
        select.flag("drop-label-issues"),
        select.says("drop-hardest", SelectConfig.AUTO)
            ? Double.NaN
            : select.number(
                "drop-hardest", b -> b >= 0 && b < 1, "must be auto, or a share in [0, 1)"));
  }
}
