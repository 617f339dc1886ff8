package io.secateur.jobs.config;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Parameters of the policies.
 *
 * @param deepTopK whether top_k may prune more than 70 %
 * @param strata of ccs
 * @param temperature of gumbel_top_k
 * @param windowFrom quantile at which quantile_window begins
 * @param windowTo quantile at which it ends
 * @param within whose quantiles these are
 * @param atLeast score that threshold asks for; NaN where it is not set
 * @param neighbours of d2
 * @param gamma of d2
 * @param block examples that a greedy policy looks at together, at most
 * @param watch columns of the source whose balance the report shows
 */
public record PolicyConfig(
    boolean deepTopK,
    int strata,
    double temperature,
    double windowFrom,
    double windowTo,
    Within within,
    double atLeast,
    int neighbours,
    double gamma,
    int block,
    List<String> watch)
    implements Serializable {

  /** Whose quantiles a window cuts. */
  public enum Within {
    /** Of all examples. */
    ALL,
    /** Of those of a class. */
    CLASS,
    /** Of those of an origin. */
    GROUP,
    /** Of those of a scope. */
    SCOPE;

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static PolicyConfig from(Values select) {
    double from =
        select.number("window.from", q -> q >= 0 && q < 1, "must be a quantile in [0, 1)");
    double to = select.number("window.to", q -> q > 0 && q <= 1, "must be a quantile in (0, 1]");
    if (from >= to) {
      select.problem("window.to", "must be above select.window.from");
    }
    List<String> within = Arrays.stream(Within.values()).map(Within::key).toList();
    return new PolicyConfig(
        select.flag("top-k.deep"),
        select.smallCount("ccs.strata", 1, "must be a whole number, at least 1"),
        select.number("gumbel.temperature", t -> t > 0, "must be a number above 0"),
        from,
        to,
        Within.values()[within.indexOf(select.choice("window.within", within))],
        select.isNull("threshold.at-least")
            ? Double.NaN
            : select.number("threshold.at-least", t -> true, "must be a number"),
        select.smallCount("d2.neighbours", 1, "must be a whole number, at least 1"),
        select.number("d2.gamma", g -> g >= 0, "must be a number, at least 0"),
        select.smallCount("greedy.block", 2, "must be a whole number, at least 2"),
        select.names("watch"));
  }
}
